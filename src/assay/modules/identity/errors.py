"""What can go wrong in identity."""

from assay.kernel.errors import Conflict, Forbidden, NotFound, Unauthorized


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
