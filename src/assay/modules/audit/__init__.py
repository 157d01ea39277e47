"""Audit: who did what, in a log that only grows and that somebody else can check.

Words: an *entry* is a fact as it was recorded in its own transaction; a *chain* is the row of a workspace's, a person's
or the system's entries; *sealing* gives an entry its position and ties it to the one before; a *checkpoint* is signed
over the heads of all chains and kept by a *witness* in a second place.
Announces: SystemChanged. Hears: every fact, inside its transaction (kernel.events.record_with).
"""
