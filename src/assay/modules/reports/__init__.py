"""Reports: a run put into a document that a founder can act on and show.

Words: a *report* is sections of blocks of spans; a number in it is always bound to a quantity with its source.
The same document becomes a page, a PDF and JSON, so the three can't disagree.
Announces: nothing. Hears: nothing.
"""
