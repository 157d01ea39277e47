"""What can go wrong in privacy."""

from assay.kernel.errors import Conflict, NotFound, TooMany


class ExportNotFound(NotFound):
    """There is no such export, it is not the caller's, or it is over."""

    title = "There is no such archive"
    advice = "Ask for a new one on the page about your data; an archive is kept for seven days."


class ExportUnderWay(Conflict):
    """An archive is being put together already."""

    title = "An archive is being made already"
    advice = "Wait until it is ready; the page about your data shows how far it is."


class ExportsUsedUp(TooMany):
    """As many archives were asked for within a day as are made in one."""

    title = "No more archives today"
    advice = "Use the archive that was made last, or ask again after the seconds that Retry-After names."


class ErasureUnderWay(Conflict):
    """The person is going to be erased already."""

    title = "This account is going to be deleted already"
    advice = "The page about deleting the account says when, and takes it back."


class NoErasure(Conflict):
    """Nothing is going to be erased, or it has begun."""

    title = "There is nothing to take back"
    advice = "An erasure can be taken back until it begins."


class Overtaken(Exception):
    """Another worker has begun the same export anew."""
