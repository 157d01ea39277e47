"""Founders: what a person brings and wants, as discovery sees them.

Words: a *profile* is a founder's answers about themselves; each change is a new *version*, so that a discovery run can
say which one it used. Everything is optional; what stays unanswered never excludes anything.
Announces: ProfileSaved. Hears: nothing.
"""
