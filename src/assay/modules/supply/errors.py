"""What can go wrong with looking for weaknesses."""

from assay.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class ReadingIncomplete(Unavailable):
    """Something could not be asked or read; what was found so far is no verdict."""

    title = "The list of weaknesses could not be read to its end"
    advice = "Nothing was changed. See the runbook docs/runbooks/weaknesses-not-read.md."


class WeaknessNotFound(NotFound):
    """There is no such weakness."""

    title = "No such weakness"


class WeaknessIsGone(Conflict):
    """What runs here does not have this weakness any more."""

    title = "The weakness is gone"


class DayRefused(Invalid):
    """A weakness is accepted until a day to come, and not for longer than a quarter of a year."""

    title = "Not a day until which a weakness can be accepted"
