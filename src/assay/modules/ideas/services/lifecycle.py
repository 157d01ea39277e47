"""An idea is made, put away and brought back."""

from django.db import transaction

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.billing.api import Limit, require_room
from assay.modules.ideas import models, policy
from assay.modules.ideas.errors import AlreadyArchived, NotArchived, TooManyIdeas
from assay.modules.ideas.events import IdeaArchived, IdeaCreated, IdeaRestored
from assay.modules.ideas.queries.rows import locked, open_for_change
from assay.modules.ideas.types import IdeaId, NewIdea
from assay.modules.identity.api import Action, Actor, require


@transaction.atomic
def create(actor: Actor, new: NewIdea) -> IdeaId:
    """Make an idea in the actor's workspace. Raises RoleTooLow, TooManyIdeas past the limit, PlanLimit."""
    require(actor, Action.IDEAS_WRITE)
    if models.Idea.objects.filter(workspace_id=actor.workspace_id).count() >= policy.MAX_IDEAS:
        raise TooManyIdeas
    require_room(actor.workspace_id, limit=Limit.IDEAS)
    idea = models.Idea.objects.create(
        workspace_id=actor.workspace_id,
        name=new.name,
        sentence=new.sentence,
        origin=new.origin,
        origin_entry=new.origin_entry,
        draft=new.draft,
        created_by=actor.person_id,
        updated_at=clock.now(),
    )
    publish(IdeaCreated(idea_id=idea.pk, workspace_id=actor.workspace_id))
    return IdeaId(idea.pk)


@transaction.atomic
def archive(actor: Actor, idea_id: IdeaId) -> None:
    """Put an idea away. Raises IdeaNotFound, AlreadyArchived."""
    require(actor, Action.IDEAS_WRITE)
    idea = locked(actor, idea_id)
    if idea.archived_at is not None:
        raise AlreadyArchived
    idea.archived_at = clock.now()
    idea.save(update_fields=["archived_at"])
    publish(IdeaArchived(idea_id=idea.pk, workspace_id=actor.workspace_id))


@transaction.atomic
def restore(actor: Actor, idea_id: IdeaId) -> None:
    """Bring an archived idea back. Raises IdeaNotFound, NotArchived, PlanLimit."""
    require(actor, Action.IDEAS_WRITE)
    idea = locked(actor, idea_id)
    if idea.archived_at is None:
        raise NotArchived
    require_room(actor.workspace_id, limit=Limit.IDEAS)
    idea.archived_at = None
    idea.save(update_fields=["archived_at"])
    publish(IdeaRestored(idea_id=idea.pk, workspace_id=actor.workspace_id))


def lock_open(actor: Actor, idea_id: IdeaId) -> None:
    """Hold the idea until the caller's transaction ends, so that one writer at a time builds on it.

    Raises IdeaNotFound, IdeaArchivedReadOnly, and TransactionManagementError outside a transaction.
    """
    open_for_change(actor, idea_id)
