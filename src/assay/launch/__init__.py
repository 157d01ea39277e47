"""Starts the product on one machine: embedded servers, a supervisor, the console.

Words: a *program* is what can be started, a *running* program is a process of ours, *trouble* is a sentence
for the person at the keyboard, *places* are the folders under `var/`.
Knows only the standard library and click: it has to work while the product itself is broken.
"""
