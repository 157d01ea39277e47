"""Validation: judges one idea as a ledger of evidence.

Words: *answers* are the wizard's structured input; a *record* is one row of the evidence ledger, never changed, only
corrected by a later row; a *run* applies the engine to a version and the ledger of its time; its *result* says all.
Announces: RunOpened, RunFinished, RunFailed, EvidenceLogged. Hears: nothing.
"""
