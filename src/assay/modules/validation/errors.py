from assay.kernel.errors import Conflict, Invalid, NotFound


class RunNotFound(NotFound):
    title = "No such run"


class RunNotFinished(Conflict):
    title = "The run is not finished yet"


class NoRunYet(NotFound):
    title = "This idea has not been judged yet"


class QuantityNotFound(NotFound):
    title = "No such number in this result"


class EvidenceNotFound(NotFound):
    title = "No such piece of evidence"


class AlreadyCorrected(Conflict):
    title = "This piece of evidence has been corrected already; correct the later one"


class LedgerFull(Conflict):
    title = "The ledger of this idea is full"


class InvalidEvidence(Invalid):
    title = "The evidence does not fit its kind"


class InvalidAnswers(Invalid):
    title = "The answers do not fit together"
