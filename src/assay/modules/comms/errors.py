"""What can go wrong on the way out."""

from assay.kernel.errors import Unavailable


class TryAgain(Unavailable):
    """The mail server did not take the message now and may take it later."""

    title = "The mail server did not take the message"


class Refused(Exception):
    """The mail server will not take this message, however often it is asked."""
