from assay.kernel.errors import Conflict, NotFound


class IdeaNotFound(NotFound):
    title = "No such idea"


class NoteNotFound(NotFound):
    title = "No such note"


class ActionNotFound(NotFound):
    title = "No such action item"


class VersionNotFound(NotFound):
    title = "No such version"


class AlreadyArchived(Conflict):
    title = "The idea is already archived"


class NotArchived(Conflict):
    title = "The idea is not archived"


class IdeaArchivedReadOnly(Conflict):
    title = "The idea is archived; restore it before changing it"


class DraftMoved(Conflict):
    title = "Somebody changed these answers meanwhile; reload to see theirs"


class TooManyIdeas(Conflict):
    title = "This workspace holds as many ideas as it can; archive or delete some first"
