"""Privacy: what the law gives people over what is kept about them; it knows no person and keys by id.

Words: an *export* is one asking for an archive, of a person or of a workspace; a *part* is a sealed piece of it; an
*erasure* takes a person's data away, step by step, when its days of grace are over. What there is of somebody each
module tells the kernel (`kernel.subjects`).
Announces: what becomes of an export (Export…) and of an erasure (Erasure…, Erased). Hears: nothing.
"""
