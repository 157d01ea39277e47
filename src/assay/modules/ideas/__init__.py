"""Ideas: what a workspace is thinking about, and how each of them stands.

Words: an *idea* holds a *draft* (the wizard's answers so far); a *version* is a frozen copy that a run judged;
a *standing* is what a run said about it; *notes* and *action items* are the founder's own.
Announces: what happens to ideas, drafts, versions, standings, notes and action items. Hears: nothing.
Knows no mathematics: drafts and versions are opaque JSON here; `validation` reads them.
"""
