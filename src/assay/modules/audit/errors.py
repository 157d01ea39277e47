"""What can go wrong with the log."""

from assay.kernel.errors import Conflict, NotFound, Unavailable


class WitnessAway(Unavailable):
    """The second place does not answer."""

    title = "The witness does not answer"


class WitnessDisagrees(Exception):
    """The second place holds another checkpoint under this number, or a gap: somebody rewrote one of the two."""


class IncidentNotFound(NotFound):
    """There is no such incident."""

    title = "No such incident"


class AlreadyClosed(Conflict):
    """Somebody has said already what came of it."""

    title = "Closed already"
