"""Readiness: the checklist of a production service, executed.

Words: an *item* is a leaf of the assessment and has to be true; *evidence* is a test, a probe, a configuration
assertion, a drill or a document that proves items; a *finding* is what the evidence showed; the *floor* names the items
that have to stay proven. An item without fresh evidence is open.
Announces: nothing. Hears: nothing; it is asked by `assay readiness`.
"""
