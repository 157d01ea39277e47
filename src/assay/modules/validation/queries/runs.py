"""Runs and what they said."""

from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from assay.engine.inputs import IdeaInput
from assay.engine.result import ValidationResult
from assay.kernel import crypto, wire
from assay.kernel.memory import Memory
from assay.kernel.pagination import Page, paginate
from assay.modules.ideas import api as ideas
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation import models
from assay.modules.validation.errors import NoRunYet, RunNotFinished, RunNotFound
from assay.modules.validation.queries.answers import read_answers
from assay.modules.validation.queries.ledger import list_evidence, standing_records
from assay.modules.validation.types import Run, RunId, RunStatus, Trigger


class _Known(NamedTuple):
    """A result that was opened, and the data key it was sealed with."""

    key_id: UUID
    result: ValidationResult


_results: Final = Memory[tuple[UUID, RunId], _Known](size=32, seconds=24 * 3600)


def get_run(actor: Actor, run_id: RunId) -> Run:
    """One run without its result. Raises RunNotFound."""
    row = models.Run.objects.defer("result").filter(workspace_id=actor.workspace_id, pk=run_id).first()
    if row is None:
        raise RunNotFound
    return to_run(row)


def get_result(actor: Actor, run_id: RunId) -> ValidationResult:
    """What a finished run said. Raises RunNotFound, RunNotFinished."""
    run = get_run(actor, run_id)
    if run.status is not RunStatus.DONE:
        raise RunNotFinished
    return _result(actor.workspace_id, run_id)


def _result(workspace_id: UUID, run_id: RunId) -> ValidationResult:
    """A result never changes once it is there, so reading it twice costs once (about 0.2 s for 600 numbers).

    It is given out again while the key it was sealed with lives. Raises KeyDestroyed.
    """
    known = _results.find((workspace_id, run_id))
    if known is not None:
        crypto.refuse_destroyed(known.key_id)
        return known.result
    row = models.Run.objects.only("workspace_id", "result").get(workspace_id=workspace_id, pk=run_id)
    key_id = crypto.key_of(row.__dict__["result"].raw)
    if not row.result:
        raise crypto.KeyDestroyed
    result = wire.load(ValidationResult, row.result)
    _results.keep((workspace_id, run_id), _Known(key_id, result))
    return result


def find_latest_done(actor: Actor, idea_id: IdeaId, *, before: Run | None = None) -> Run | None:
    """The idea's last finished run, or the last one before a given run."""
    rows = models.Run.objects.defer("result").filter(
        workspace_id=actor.workspace_id, idea_id=idea_id, status=RunStatus.DONE
    )
    if before is not None:
        rows = rows.filter(created_at__lt=before.created_at)
    row = rows.order_by("-created_at", "-id").first()
    return to_run(row) if row else None


def latest_done(actor: Actor, idea_id: IdeaId) -> Run:
    """The same, raising NoRunYet when there is none."""
    run = find_latest_done(actor, idea_id)
    if run is None:
        raise NoRunYet
    return run


def find_open(actor: Actor, idea_id: IdeaId) -> Run | None:
    """The idea's newest run that is still queued or running."""
    rows = models.Run.objects.defer("result").filter(
        workspace_id=actor.workspace_id, idea_id=idea_id, status__in=[RunStatus.QUEUED, RunStatus.RUNNING]
    )
    row = rows.order_by("-created_at", "-id").first()
    return to_run(row) if row else None


def list_runs(actor: Actor, idea_id: IdeaId, *, cursor: str | None = None, limit: int = 20) -> Page[Run]:
    """Runs of an idea, newest first. Raises Invalid for a bad cursor."""
    rows = models.Run.objects.defer("result").filter(workspace_id=actor.workspace_id, idea_id=idea_id)
    page = paginate(rows, cursor=cursor, limit=limit)
    return Page(items=tuple(to_run(row) for row in page.items), next_cursor=page.next_cursor)


def judged_answers(row: models.Run, *, as_of: date) -> IdeaInput:
    """What a run judges: its version, and the ledger as it stood, as old as it is on that day."""
    version = ideas.get_version(ideas.VersionId(row.version_id), workspace_id=row.workspace_id)
    ledger = list_evidence(ideas.IdeaId(row.idea_id), workspace_id=row.workspace_id)
    records = standing_records(ledger, as_of=as_of, length=row.ledger_length)
    return replace(read_answers(version.snapshot), evidence=records)


def to_run(row: models.Run) -> Run:
    return Run(
        id=RunId(row.pk),
        idea_id=row.idea_id,
        version_id=row.version_id,
        status=RunStatus(row.status),
        stage=row.stage,
        trigger=Trigger(row.trigger),
        ledger_head=row.ledger_head,
        ledger_length=row.ledger_length,
        seed=row.seed,
        failure=row.failure,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
