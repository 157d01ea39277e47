"""What moved between a run and the one before it."""

from datetime import timedelta
from typing import Final

from assay.engine.result import Change
from assay.kernel import clock, wire
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation import models
from assay.modules.validation.queries.runs import find_latest_done
from assay.modules.validation.types import Run

PATIENCE: Final = timedelta(minutes=1)  # after that the explanation is not coming, or there is nothing to say


def changes_of(actor: Actor, run: Run) -> tuple[Change, ...]:
    """The steps from the previous result to this run's, worked out when the run finished; none for a first run."""
    row = models.Run.objects.only("workspace_id", "changes").get(workspace_id=actor.workspace_id, pk=run.id)
    return tuple(wire.load(Change, change) for change in row.changes)


def is_explaining(actor: Actor, run: Run, changes: tuple[Change, ...]) -> bool:
    """Are the steps of a run that has just finished still being worked out?"""
    if changes or run.finished_at is None or clock.now() - run.finished_at > PATIENCE:
        return False
    return find_latest_done(actor, IdeaId(run.idea_id), before=run) is not None
