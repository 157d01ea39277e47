from assay.kernel.errors import Conflict, NotFound


class RunNotFound(NotFound):
    title = "No such discovery"


class RunNotFinished(Conflict):
    title = "The discovery is not finished yet"


class OpportunityNotFound(NotFound):
    title = "No such opportunity in the catalogue"
