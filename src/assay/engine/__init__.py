"""The product's mathematics: pure functions of frozen values, numpy and scipy only.

No Django, no database, no network, no clock: every result is a function of structured inputs, the ledger,
the registry version, the engine version and a seed, and never of prose (product-core 5.1, I3).
"""
