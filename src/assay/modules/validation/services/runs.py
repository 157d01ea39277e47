"""A run is opened, carried out by the worker, and finished or given up."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from assay.engine.inputs import IdeaInput
from assay.engine.result import Stage, ValidationResult
from assay.engine.types import Quantity
from assay.engine.validate import validate
from assay.engine.version import ENGINE_VERSION
from assay.kernel import clock, jobs, wire
from assay.kernel.events import publish
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import Action, Actor, require
from assay.modules.validation import models
from assay.modules.validation.events import RunFailed, RunFinished, RunOpened, RunStarted
from assay.modules.validation.queries.ledger import list_evidence
from assay.modules.validation.queries.runs import judged_answers, to_run
from assay.modules.validation.types import Run, RunId, RunStatus, Trigger

GIVEN_UP = "The calculation stopped before it was done. Nothing you entered is lost; you can run it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a worker needs to carry out a run."""

    run: Run
    workspace_id: UUID
    answers: IdeaInput


@transaction.atomic
def open_run(actor: Actor, idea_id: ideas.IdeaId, *, trigger: Trigger) -> Run:
    """Freeze the answers and queue a run over them and the ledger as it stands.

    The same answers, ledger and engine give the same result, so a run that is open or done for them is returned instead
    of a second one. Raises IdeaNotFound, IdeaArchivedReadOnly.
    """
    require(actor, Action.VERDICTS_ASK)
    version = ideas.freeze(actor, idea_id)
    ledger = list_evidence(idea_id, workspace_id=actor.workspace_id)
    same = models.Run.objects.defer("result").filter(
        version_id=version.id, ledger_length=len(ledger), engine_version=ENGINE_VERSION
    )
    standing = same.exclude(status=RunStatus.FAILED).order_by("-created_at").first()
    if standing is not None:
        return to_run(standing)
    row = models.Run.objects.create(
        workspace_id=actor.workspace_id,
        idea_id=idea_id,
        version_id=version.id,
        trigger=trigger,
        ledger_head=ledger[-1].hash if ledger else "",
        ledger_length=len(ledger),
        engine_version=ENGINE_VERSION,
        requested_by=actor.person_id,
    )
    publish(RunOpened(run_id=row.pk, idea_id=idea_id, workspace_id=actor.workspace_id))
    jobs.defer("validation.carry_out", run_id=str(row.pk))
    return to_run(row)


def carry_out(run_id: RunId) -> None:
    """Run the engine for a queued run; called by the worker, safe to repeat after a crash."""
    work = _start(run_id)
    if work is None:
        return
    result = validate(work.answers, progress=lambda stage: _note_stage(run_id, stage))
    _finish(work, result)


@transaction.atomic
def give_up(run_id: RunId) -> None:
    """Say that a run failed for good. A run that is over already stays as it is."""
    row = models.Run.objects.select_for_update().filter(pk=run_id).first()
    if row is None or RunStatus(row.status).is_over:
        return
    row.status, row.failure, row.finished_at = RunStatus.FAILED, GIVEN_UP, clock.now()
    row.save(update_fields=["status", "failure", "finished_at"])
    publish(RunFailed(run_id=row.pk, idea_id=row.idea_id, workspace_id=row.workspace_id))


@transaction.atomic
def _start(run_id: RunId) -> Work | None:
    row = models.Run.objects.select_for_update().filter(pk=run_id).first()
    if row is None or RunStatus(row.status).is_over:
        return None
    row.status, row.started_at, row.stage = RunStatus.RUNNING, clock.now(), ""
    row.save(update_fields=["status", "started_at", "stage"])
    publish(RunStarted(run_id=row.pk, idea_id=row.idea_id, workspace_id=row.workspace_id))
    return Work(
        run=to_run(row), workspace_id=row.workspace_id, answers=judged_answers(row, as_of=row.created_at.date())
    )


def _note_stage(run_id: RunId, stage: Stage) -> None:
    models.Run.objects.filter(pk=run_id).update(stage=stage)


@transaction.atomic
def _finish(work: Work, result: ValidationResult) -> None:
    row = models.Run.objects.select_for_update().get(pk=work.run.id)
    if RunStatus(row.status).is_over:
        return
    row.status, row.finished_at, row.result = RunStatus.DONE, clock.now(), wire.dump(result)
    row.seed, row.registry_version = result.seed, result.registry_version
    row.save(update_fields=["status", "finished_at", "result", "seed", "registry_version"])
    ideas.record_standing(_standing(row, result), idea_id=ideas.IdeaId(row.idea_id), workspace_id=work.workspace_id)
    publish(RunFinished(run_id=row.pk, idea_id=row.idea_id, workspace_id=row.workspace_id))
    jobs.defer("validation.explain", run_id=str(row.pk))


def _standing(row: models.Run, result: ValidationResult) -> ideas.Standing:
    verdict = result.verdict
    return ideas.Standing(
        run_id=row.pk,
        verdict=verdict.name,
        p_goal=_value(verdict.p_goal),
        p_low=_value(verdict.p_goal_low),
        p_high=_value(verdict.p_goal_high),
        at=row.finished_at or clock.now(),
    )


def _value(quantity: Quantity | None) -> float | None:
    return quantity.value if quantity else None
