"""Watch: what the audit log shows to the people it is about, and what it gives away about attackers.

Words: a *line* is an entry in plain words; a *rule* looks at the entries of a window; an *incident* is its finding.
Announces: LogExported. Hears: nothing; it reads the log every minute, so an attack costs it no more than a calm day.
"""
