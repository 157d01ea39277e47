"""What can go wrong in a directory."""

from assay.kernel.errors import Conflict, Invalid, NotFound


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
