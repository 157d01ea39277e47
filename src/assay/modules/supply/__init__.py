"""Supply: what others made and we run, and what is known against it.

Words: a *part* is a package in one version, of an ecosystem that a list of weaknesses knows; a *reading* asks the list
for every part that runs here; a *weakness* is what the list knows against one part, or that nobody can say anything
about it. Staff *accept* one with a reason until a day; after that day it counts again.
Announces: ReadingTaken, ReadingFailed, WeaknessFound, WeaknessGone, WeaknessRated, WeaknessAccepted. Hears: nothing.
"""
