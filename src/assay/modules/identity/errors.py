"""What can go wrong in identity."""

from assay.kernel.errors import Conflict, Forbidden, NotFound, TooMany, Unauthorized, Unavailable


class SignedOut(Unauthorized):
    """The request comes from nobody in particular."""

    title = "Sign in first"


class RoleTooLow(Forbidden):
    """The person belongs to the workspace, and their role there does not allow this."""

    title = "Your role in this workspace does not allow this"


class WorkspaceNotFound(NotFound):
    """There is no such workspace, or the person does not belong to it."""

    title = "No such workspace"


class AlreadyMember(Conflict):
    """The person belongs to the workspace already."""

    title = "Already a member"


class TryLater(TooMany):
    """Too many attempts failed; the next one has to wait."""

    title = "Too many failed attempts"


class WorkNeeded(TooMany):
    """Too many attempts failed; the next one has to wait, or to come with a proof of ``bits`` bits of work."""

    title = "Too many failed attempts"

    def __init__(self, detail: str = "", *, bits: int, retry_after: int = 1) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.bits = bits


class HashingBusy(Unavailable):
    """More passwords are being checked than this process takes on at a time."""

    title = "Too many people are signing in at this moment"
