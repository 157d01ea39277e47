from assay.kernel.errors import Conflict, NotFound


class IdeaNotFound(NotFound):
    """There is no idea with this id in your workspace."""

    title = "No such idea"


class NoteNotFound(NotFound):
    """The idea has no note with this id; it may have been deleted."""

    title = "No such note"


class ActionNotFound(NotFound):
    """The idea has no action item with this id; it may have been deleted."""

    title = "No such action item"


class VersionNotFound(NotFound):
    """The idea has no version with this number."""

    title = "No such version"


class AlreadyArchived(Conflict):
    """The idea was put away before."""

    title = "The idea is already archived"


class NotArchived(Conflict):
    """Only an archived idea can be restored, and this one is not."""

    title = "The idea is not archived"


class IdeaArchivedReadOnly(Conflict):
    """An archived idea keeps everything as it was and takes no changes."""

    title = "The idea is archived; restore it before changing it"
    advice = "Restore the idea, then send the change again."


class DraftMoved(Conflict):
    """The answers were changed after you read them; saving yours would have overwritten that."""

    title = "Somebody changed these answers meanwhile; reload to see theirs"
    advice = "Read the answers again, put your change onto them and send it with the new revision."


class TooManyIdeas(Conflict):
    """The workspace has reached the number of ideas it can hold."""

    title = "This workspace holds as many ideas as it can; archive or delete some first"
    advice = "Archive or delete ideas that you no longer need, then try again."
