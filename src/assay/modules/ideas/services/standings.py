"""What a run said about an idea, kept for the list and the trend."""

from uuid import UUID

from django.db import transaction

from assay.kernel.events import publish
from assay.modules.ideas import models
from assay.modules.ideas.errors import IdeaNotFound
from assay.modules.ideas.events import StandingRecorded
from assay.modules.ideas.types import IdeaId, Standing


@transaction.atomic
def record_standing(standing: Standing, *, idea_id: IdeaId, workspace_id: UUID) -> None:
    """Note how the idea stands after a run. Repeating it for the same run changes nothing. Raises IdeaNotFound."""
    if not models.Idea.objects.filter(workspace_id=workspace_id, pk=idea_id).exists():
        raise IdeaNotFound
    _, is_new = models.Standing.objects.get_or_create(
        run_id=standing.run_id,
        defaults={
            "workspace_id": workspace_id,
            "idea_id": idea_id,
            "verdict": standing.verdict,
            "p_goal": standing.p_goal,
            "p_low": standing.p_low,
            "p_high": standing.p_high,
            "created_at": standing.at,
        },
    )
    if is_new:
        publish(
            StandingRecorded(
                run_id=standing.run_id, idea_id=idea_id, workspace_id=workspace_id, verdict=str(standing.verdict)
            )
        )
