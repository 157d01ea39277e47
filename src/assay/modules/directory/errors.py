"""What can go wrong in a directory."""

from assay.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unauthorized


class DomainInvalid(Invalid):
    """The text is no domain that a company can have to itself."""

    title = "This domain cannot be claimed"


class DomainNotFound(NotFound):
    """There is no such domain in this workspace."""

    title = "No such domain"


class AlreadyClaimed(Conflict):
    """This workspace has claimed the domain before."""

    title = "This domain is in your list already"


class TooManyDomains(Conflict):
    """The workspace has as many domains as one can have."""

    title = "This workspace has as many domains as it can have"


class NotShared(Conflict):
    """A personal workspace is one person's; there is nobody to belong to it by a domain."""

    title = "A personal workspace has no domains"


class NamesLost(Exception):
    """A name server did not answer, or not sensibly."""


class TokenRefused(Unauthorized):
    """The request comes with no token of a directory that works."""

    title = "This needs the token of a directory"


class TokenNotFound(NotFound):
    """There is no such token in this workspace."""

    title = "No such token"


class TokenMadeBefore(Conflict):
    """The form was sent twice; a token is shown once."""

    title = "That token was made already"


class TooManyTokens(Conflict):
    """Two tokens work at a time: one in use, and its successor."""

    title = "Two tokens work already"


class NothingProven(Forbidden):
    """The workspace has no proven domain, so no directory speaks for it."""

    title = "This workspace has no proven domain"


class UserNotFound(NotFound):
    """The directory of this workspace knows no such user or group."""

    title = "No such resource"


class UserRefused(DomainError):
    """What the directory asks for cannot be done; ``kind`` is the scimType of RFC 7644."""

    title = "The directory asks for what cannot be done"
    advice = "Read the detail and the scimType, correct what they name and send the request again."

    def __init__(self, detail: str = "", *, kind: str = "invalidValue") -> None:
        super().__init__(detail)
        self.kind = kind


class UserKnown(Conflict):
    """The directory of this workspace has named this user before."""

    title = "There is a user of this name"


class GroupFixed(Forbidden):
    """A group stands for a role; it is there for good."""

    title = "The groups are fixed"
