from assay.kernel.errors import Conflict, NotFound


class RunNotFound(NotFound):
    """There is no search with this id in your workspace."""

    title = "No such discovery"


class RunNotFinished(Conflict):
    """The search is still waiting or under way, so it has no result yet."""

    title = "The discovery is not finished yet"
    advice = "Read the state of the search until it is done, then ask for its result."


class OpportunityNotFound(NotFound):
    """The catalogue has no entry with this id."""

    title = "No such opportunity in the catalogue"
    advice = "List the opportunities and take an id from there; entries may leave the catalogue with a new version."
