"""The founder's to-do list on an idea."""

from datetime import date

from django.db import transaction

from assay.kernel import clock
from assay.kernel.errors import Conflict
from assay.kernel.events import publish
from assay.modules.ideas import models, policy
from assay.modules.ideas.errors import ActionNotFound
from assay.modules.ideas.events import ActionAdded, ActionChanged, ActionDeleted
from assay.modules.ideas.queries.rows import open_for_change
from assay.modules.ideas.types import ActionChange, ActionId, ActionStatus, IdeaId
from assay.modules.identity.api import Action, Actor, require


@transaction.atomic
def add_action(actor: Actor, idea_id: IdeaId, *, text: str, due_on: date | None = None) -> ActionId:
    """Add an action item. Raises IdeaNotFound, IdeaArchivedReadOnly, Conflict past the limit."""
    require(actor, Action.ACTIONS_WRITE)
    idea = open_for_change(actor, idea_id)
    if models.ActionItem.objects.filter(idea=idea).count() >= policy.MAX_ACTIONS:
        raise Conflict(f"An idea holds at most {policy.MAX_ACTIONS} action items; delete one first.")
    item = models.ActionItem.objects.create(
        workspace_id=actor.workspace_id, idea=idea, text=text, due_on=due_on, created_by=actor.person_id
    )
    publish(ActionAdded(action_id=item.pk, idea_id=idea_id, workspace_id=actor.workspace_id))
    return ActionId(item.pk)


@transaction.atomic
def set_status(actor: Actor, idea_id: IdeaId, action_id: ActionId, status: ActionStatus) -> None:
    """Move an action item; completing it stamps the time, anything else clears it."""
    change(actor, idea_id, action_id, ActionChange(status=status))


@transaction.atomic
def change(actor: Actor, idea_id: IdeaId, action_id: ActionId, what: ActionChange) -> None:
    """Change what ``what`` names and leave the rest. Raises IdeaNotFound, ActionNotFound, IdeaArchivedReadOnly."""
    item = _of(actor, idea_id, action_id)
    item.text = item.text if what.text is None else what.text
    item.due_on = None if what.clears_due_on else (what.due_on or item.due_on)
    if what.status is not None and item.status != what.status:
        item.status = what.status
        item.completed_at = clock.now() if what.status is ActionStatus.COMPLETED else None
    item.save(update_fields=["text", "due_on", "status", "completed_at"])
    publish(
        ActionChanged(
            action_id=item.pk, idea_id=idea_id, workspace_id=actor.workspace_id, status=ActionStatus(item.status).value
        )
    )


@transaction.atomic
def delete_action(actor: Actor, idea_id: IdeaId, action_id: ActionId) -> None:
    """Remove an action item. Raises IdeaNotFound, ActionNotFound."""
    _of(actor, idea_id, action_id).delete()
    publish(ActionDeleted(action_id=action_id, idea_id=idea_id, workspace_id=actor.workspace_id))


def _of(actor: Actor, idea_id: IdeaId, action_id: ActionId) -> models.ActionItem:
    require(actor, Action.ACTIONS_WRITE)
    open_for_change(actor, idea_id)
    item = (
        models.ActionItem.objects.select_for_update()
        .filter(workspace_id=actor.workspace_id, idea_id=idea_id, pk=action_id)
        .first()
    )
    if item is None:
        raise ActionNotFound
    return item
