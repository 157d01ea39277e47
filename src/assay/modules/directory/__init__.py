"""Directory: who belongs to a shared workspace because its company says so.

Words: a *domain* is claimed by an owner and *proven* by a record in the DNS; only one workspace has it proven. A proof
is looked at again and again, and *lapses* when the record stays away.
Announces: what becomes of domains (Domain…). Hears: nothing. Asks below: identity (people, places), comms (mail).
"""
