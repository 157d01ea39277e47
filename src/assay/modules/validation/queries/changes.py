"""What moved between a run and the one before it."""

from assay.engine.result import Change
from assay.kernel import wire
from assay.modules.identity.api import Actor
from assay.modules.validation import models
from assay.modules.validation.types import Run


def changes_of(actor: Actor, run: Run) -> tuple[Change, ...]:
    """The steps from the previous result to this run's, worked out when the run finished; none for a first run."""
    row = models.Run.objects.only("changes").get(workspace_id=actor.workspace_id, pk=run.id)
    return tuple(wire.load(Change, change) for change in row.changes)
