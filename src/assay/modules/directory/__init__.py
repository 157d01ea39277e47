"""Directory: who belongs to a shared workspace because its company says so.

Words: a *domain* is claimed by an owner and *proven* by a record in the DNS; only one workspace has it proven. A proof
is looked at again and again, and *lapses* when the record stays away. A company's directory comes with a *token* and
speaks SCIM 2.0 (``routes``): it names *users*, whose place in the workspace is given and taken by that, and puts them
into *groups*, which stand for roles.
Announces: what becomes of domains (Domain…), tokens (Token…) and users (User…). Hears: nothing. Asks below: identity
(people, places), comms (mail).
"""
