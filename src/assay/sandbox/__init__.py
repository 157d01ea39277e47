"""Stand-ins for other people's computers, used by `make up` and by tests. They speak the real protocols, on the
loopback address only, and say on their pages that they are stand-ins. The product reaches them over the network
as it would reach the real ones; nothing imports them but the wiring and tests.
"""
