"""What moved between a run and the one before it, worked out after the verdict is there: it takes a run per step."""

from django.db import transaction

from assay.engine.validate import LIVE_DRAWS, diff
from assay.kernel import wire
from assay.kernel.events import publish
from assay.modules.validation import models
from assay.modules.validation.events import RunExplained
from assay.modules.validation.queries.runs import judged_answers
from assay.modules.validation.types import RunId, RunStatus


def explain(run_id: RunId) -> None:
    """Store the steps from the previous result to this one; called by the worker, safe to repeat."""
    row = models.Run.objects.defer("result").filter(pk=run_id, status=RunStatus.DONE).first()
    before = _previous(row) if row else None
    if row is None or before is None:
        return
    day = row.created_at.date()  # both as old as on the later day: ageing alone is no step
    steps = diff(judged_answers(before, as_of=day), judged_answers(row, as_of=day), draws=LIVE_DRAWS)
    _store(run_id, [wire.dump(step) for step in steps])


def _previous(row: models.Run) -> models.Run | None:
    earlier = models.Run.objects.defer("result").filter(
        idea_id=row.idea_id, status=RunStatus.DONE, created_at__lt=row.created_at
    )
    return earlier.order_by("-created_at", "-id").first()


@transaction.atomic
def _store(run_id: RunId, steps: list[dict[str, object]]) -> None:
    row = models.Run.objects.select_for_update().defer("result").filter(pk=run_id).first()
    if row is None:
        return  # deleted with its idea meanwhile
    row.changes = steps
    row.save(update_fields=["changes"])
    publish(RunExplained(run_id=row.pk, idea_id=row.idea_id, workspace_id=row.workspace_id))
