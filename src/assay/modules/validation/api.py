"""The door to validation."""

from assay.modules.validation.errors import NoRunYet, RunNotFinished, RunNotFound
from assay.modules.validation.queries.answers import read_answers, write_answers
from assay.modules.validation.queries.changes import changes_of
from assay.modules.validation.queries.ledger import list_evidence
from assay.modules.validation.queries.pictures import Pictures, pictures_of, timeline_of
from assay.modules.validation.queries.runs import find_latest_done, get_result, get_run, latest_done
from assay.modules.validation.services.answers import start_idea
from assay.modules.validation.services.evidence import log_evidence
from assay.modules.validation.services.runs import carry_out, open_run
from assay.modules.validation.types import Evidence, EvidenceId, NewEvidence, Run, RunId, RunStatus, Trigger

__all__ = [
    "Evidence",
    "EvidenceId",
    "NewEvidence",
    "NoRunYet",
    "Pictures",
    "Run",
    "RunId",
    "RunNotFinished",
    "RunNotFound",
    "RunStatus",
    "Trigger",
    "carry_out",
    "changes_of",
    "find_latest_done",
    "get_result",
    "get_run",
    "latest_done",
    "list_evidence",
    "log_evidence",
    "open_run",
    "pictures_of",
    "read_answers",
    "start_idea",
    "timeline_of",
    "write_answers",
]
