from assay.kernel.errors import Conflict, Invalid, NotFound


class RunNotFound(NotFound):
    """There is no run with this id for this idea."""

    title = "No such run"


class RunNotFinished(Conflict):
    """The run is still waiting or under way, so it has no result yet."""

    title = "The run is not finished yet"
    advice = "Read the state of the run until it is done, then ask for its result."


class NoRunYet(NotFound):
    """There is no result to show because the idea was never judged."""

    title = "This idea has not been judged yet"
    advice = "Start a run; it takes a few seconds."


class QuantityNotFound(NotFound):
    """The result of this run has no number with this id."""

    title = "No such number in this result"
    advice = "Take the id from the result of the same run; ids of another run may differ."


class EvidenceNotFound(NotFound):
    """The ledger of this idea has no row with this id."""

    title = "No such piece of evidence"


class AlreadyCorrected(Conflict):
    """A row can be corrected once; after that the correction is what counts."""

    title = "This piece of evidence has been corrected already; correct the later one"
    advice = "Correct the row that replaced it."


class LedgerFull(Conflict):
    """The ledger of this idea has reached the number of rows it can hold."""

    title = "The ledger of this idea is full"


class InvalidEvidence(Invalid):
    """The record lacks something its kind of test needs, or a figure cannot be right."""

    title = "The evidence does not fit its kind"


class InvalidAnswers(Invalid):
    """One or more answers break a rule, alone or together."""

    title = "The answers do not fit together"
