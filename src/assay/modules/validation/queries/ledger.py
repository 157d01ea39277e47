"""The evidence ledger of an idea."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from assay.engine.types import Record
from assay.kernel import wire
from assay.kernel.crypto import KeyDestroyed
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation import models
from assay.modules.validation.errors import EvidenceNotFound
from assay.modules.validation.types import Evidence, EvidenceId

DAYS_PER_MONTH = 30.44


def list_evidence(idea_id: IdeaId, *, workspace_id: UUID) -> tuple[Evidence, ...]:
    """The whole ledger in order, corrected rows included (each names the row that corrects it). Raises KeyDestroyed."""
    rows = list(models.Evidence.objects.filter(workspace_id=workspace_id, idea_id=idea_id).order_by("position"))
    corrected_by = {row.corrects_id: row.pk for row in rows if row.corrects_id}
    return tuple(_evidence(row, corrected_by.get(row.pk)) for row in rows)


def get_evidence(actor: Actor, idea_id: IdeaId, evidence_id: EvidenceId) -> Evidence:
    """One row. Raises EvidenceNotFound."""
    for row in list_evidence(idea_id, workspace_id=actor.workspace_id):
        if row.id == evidence_id:
            return row
    raise EvidenceNotFound


def standing_records(ledger: tuple[Evidence, ...], *, as_of: date, length: int | None = None) -> tuple[Record, ...]:
    """The records that count among the first ``length`` rows, as old as they are on the day ``as_of``.

    Each correction replaces the row it corrects. Evidence ages: the same record weighs less a year later.
    """
    rows = ledger if length is None else ledger[:length]
    replaced = {row.corrects for row in rows if row.corrects}
    return tuple(aged(row.record, row.happened_on, as_of=as_of) for row in rows if row.id not in replaced)


def aged(record: Record, happened_on: date, *, as_of: date) -> Record:
    """The record with its age in months on the day ``as_of``, at least 0."""
    days = max(0, (as_of - happened_on).days)
    return replace(record, age_months=round(days / DAYS_PER_MONTH, 1))


def _evidence(row: models.Evidence, corrected_by: UUID | None) -> Evidence:
    if not row.record:
        raise KeyDestroyed
    return Evidence(
        id=EvidenceId(row.pk),
        position=row.position,
        record=wire.load(Record, row.record),
        happened_on=row.happened_on,
        note=row.note,
        money=row.money,
        minutes=row.minutes,
        corrects=EvidenceId(row.corrects_id) if row.corrects_id else None,
        corrected_by=EvidenceId(corrected_by) if corrected_by else None,
        logged_by=row.logged_by,
        hash=row.hash,
        prev_hash=row.prev_hash,
        created_at=row.created_at,
    )
