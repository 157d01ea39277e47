"""A row enters the ledger and the idea is judged anew: both or neither."""

from dataclasses import dataclass

from django.db import transaction

from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation.services.evidence import correct_evidence, log_evidence
from assay.modules.validation.services.runs import open_run
from assay.modules.validation.types import EvidenceId, NewEvidence, Run, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The new row, and the run that works out what it changes."""

    evidence_id: EvidenceId
    run: Run


@transaction.atomic
def log_and_judge(actor: Actor, idea_id: IdeaId, *, new: NewEvidence, corrects: EvidenceId | None = None) -> Judged:
    """Append the row (in place of ``corrects``, if given) and queue a run over the ledger with it.

    Raises what log_evidence, correct_evidence and open_run raise.
    """
    if corrects is None:
        made = log_evidence(actor, idea_id, new=new)
    else:
        made = correct_evidence(actor, idea_id, evidence_id=corrects, new=new)
    return Judged(evidence_id=made, run=open_run(actor, idea_id, trigger=Trigger.EVIDENCE))
