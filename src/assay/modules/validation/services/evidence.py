"""Evidence is logged and corrected; nothing is ever changed or taken out."""

from django.db import transaction

from assay.engine import ledger as chain
from assay.kernel import clock, ids, wire
from assay.kernel.events import publish
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import Action, Actor, require
from assay.modules.validation import models
from assay.modules.validation.errors import AlreadyCorrected, EvidenceNotFound, LedgerFull
from assay.modules.validation.events import EvidenceLogged
from assay.modules.validation.policy import MAX_LEDGER, check_evidence
from assay.modules.validation.types import EvidenceId, NewEvidence


@transaction.atomic
def log_evidence(actor: Actor, idea_id: ideas.IdeaId, *, new: NewEvidence) -> EvidenceId:
    """Append a row to the idea's ledger.

    Raises IdeaNotFound, IdeaArchivedReadOnly, InvalidEvidence (each fault with its pointer), LedgerFull.
    """
    return _append(actor, idea_id, new, corrects=None)


@transaction.atomic
def correct_evidence(actor: Actor, idea_id: ideas.IdeaId, *, evidence_id: EvidenceId, new: NewEvidence) -> EvidenceId:
    """Append a row that replaces an earlier one; both stay readable.

    Raises as log_evidence does, and EvidenceNotFound, AlreadyCorrected.
    """
    require(actor, Action.EVIDENCE_WRITE)
    ideas.lock_open(actor, idea_id)
    row = models.Evidence.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id, pk=evidence_id).first()
    if row is None:
        raise EvidenceNotFound
    if models.Evidence.objects.filter(corrects=row).exists():
        raise AlreadyCorrected
    return _append(actor, idea_id, new, corrects=evidence_id)


def _append(actor: Actor, idea_id: ideas.IdeaId, new: NewEvidence, *, corrects: EvidenceId | None) -> EvidenceId:
    require(actor, Action.EVIDENCE_WRITE)
    check_evidence(new, today=clock.now().date())
    ideas.lock_open(actor, idea_id)  # one writer per ledger: the chain has no forks
    last = models.Evidence.objects.filter(idea_id=idea_id).order_by("-position").first()
    position = last.position + 1 if last else 1
    if position > MAX_LEDGER:
        raise LedgerFull
    row = models.Evidence(
        id=ids.new_id(),
        workspace_id=actor.workspace_id,
        idea_id=idea_id,
        position=position,
        note=new.note,
        happened_on=new.happened_on,
        money=new.money,
        minutes=new.minutes,
        corrects_id=corrects,
        logged_by=actor.person_id,
        prev_hash=last.hash if last else chain.GENESIS,
    )
    row.record = {**wire.dump(new.record), "id": str(row.id)}
    row.hash = chain.row_hash(row.prev_hash, sealed(row))
    row.save(force_insert=True)
    publish(EvidenceLogged(evidence_id=row.pk, idea_id=idea_id, workspace_id=actor.workspace_id))
    return EvidenceId(row.pk)


def sealed(row: models.Evidence) -> dict[str, chain.Json]:
    """What the hash covers: everything that a reader could be misled about."""
    return {
        "id": str(row.id),
        "idea": str(row.idea_id),
        "position": row.position,
        "record": row.record,
        "note": row.note,
        "happened_on": row.happened_on.isoformat(),
        "money": row.money,
        "minutes": row.minutes,
        "corrects": str(row.corrects_id) if row.corrects_id else None,
    }
