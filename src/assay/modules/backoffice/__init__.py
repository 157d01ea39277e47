"""Backoffice: what people who work for us see of accounts and workspaces, and what they may do, each with a reason.

Words: an *act* is something done with somebody's account; a *reason* is a category that its owner is told and words
that stay sealed in the log. The rules, and what changes, are identity's; here they are put on pages.
Announces: nothing of its own. Hears: nothing.
"""
