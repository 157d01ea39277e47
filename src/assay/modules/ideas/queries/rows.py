"""Rows for the commands of this module; table objects stay inside it."""

from assay.modules.ideas import models
from assay.modules.ideas.errors import IdeaArchivedReadOnly, IdeaNotFound
from assay.modules.ideas.types import IdeaId
from assay.modules.identity.api import Actor


def locked(actor: Actor, idea_id: IdeaId) -> models.Idea:
    """The actor's idea, locked until the transaction ends. Raises IdeaNotFound."""
    idea = models.Idea.objects.select_for_update().filter(workspace_id=actor.workspace_id, pk=idea_id).first()
    if idea is None:
        raise IdeaNotFound
    return idea


def open_for_change(actor: Actor, idea_id: IdeaId) -> models.Idea:
    """The same, refusing an archived one. Raises IdeaNotFound, IdeaArchivedReadOnly."""
    idea = locked(actor, idea_id)
    if idea.archived_at is not None:
        raise IdeaArchivedReadOnly
    return idea
