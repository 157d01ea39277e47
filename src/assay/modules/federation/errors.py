"""What can go wrong on the way to a provider and back."""

from assay.kernel.errors import Conflict, Forbidden, NotFound, Unavailable


class ProviderNotFound(NotFound):
    """There is no such provider here, or it is switched off."""

    title = "No such way to sign in"


class ProviderAway(Unavailable):
    """The provider does not answer, or answers with what is none."""

    title = "The other service does not answer"


class AssertionRefused(Forbidden):
    """What came back from the provider does not hold. ``reason`` is for the log; people are told nothing of it."""

    title = "This sign-in could not be completed"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class FlowOver(Forbidden):
    """What came back belongs to no trip of this browser, or to one that is over."""

    title = "This sign-in is over"


class LinkedElsewhere(Conflict):
    """The account at the provider is a way into another account here."""

    title = "Already used with another account"


class LinkNotFound(NotFound):
    """The person has no such way in."""

    title = "No such way to sign in"


class LastWayIn(Conflict):
    """Without this one the person could not get in any more."""

    title = "This is your last way in"


class TooManyLinks(Conflict):
    """The person has as many as one may have."""

    title = "You have as many as one may have"


class ConnectionNotFound(NotFound):
    """The workspace has no provider of its own."""

    title = "No such connection"


class NotTried(Conflict):
    """A connection is switched on only after somebody has tried it as it is."""

    title = "Try it first"


class NoDomain(Conflict):
    """A company's provider speaks for proven domains, and there is none."""

    title = "Prove a domain first"


class NoWayBack(Conflict):
    """Whoever makes everybody come in by the provider needs a way in for the day it breaks."""

    title = "Set up a passkey or an authenticator app first"


class NotShared(Conflict):
    """A personal workspace has no company."""

    title = "This is your personal workspace"
