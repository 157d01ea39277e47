"""Notes and action items of an idea."""

from assay.kernel.pagination import Page, paginate
from assay.modules.ideas import models
from assay.modules.ideas.errors import ActionNotFound, IdeaNotFound, NoteNotFound
from assay.modules.ideas.types import ActionId, ActionItem, ActionStatus, IdeaId, Note, NoteId
from assay.modules.identity.api import Actor


def list_notes(actor: Actor, idea_id: IdeaId, *, cursor: str | None = None, limit: int = 20) -> Page[Note]:
    """Notes, newest first. Raises IdeaNotFound, Invalid for a bad cursor."""
    _exists(actor, idea_id)
    rows = models.Note.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id)
    page = paginate(rows, cursor=cursor, limit=limit)
    return Page(items=tuple(_note(row) for row in page.items), next_cursor=page.next_cursor)


def get_note(actor: Actor, idea_id: IdeaId, note_id: NoteId) -> Note:
    """One note. Raises NoteNotFound."""
    row = models.Note.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id, pk=note_id).first()
    if row is None:
        raise NoteNotFound
    return _note(row)


def list_actions(actor: Actor, idea_id: IdeaId) -> tuple[ActionItem, ...]:
    """All action items (at most 200), oldest first. Raises IdeaNotFound."""
    _exists(actor, idea_id)
    rows = models.ActionItem.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id)
    return tuple(_action(row) for row in rows.order_by("created_at", "id"))


def get_action(actor: Actor, idea_id: IdeaId, action_id: ActionId) -> ActionItem:
    """One action item. Raises ActionNotFound."""
    row = models.ActionItem.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id, pk=action_id).first()
    if row is None:
        raise ActionNotFound
    return _action(row)


def _exists(actor: Actor, idea_id: IdeaId) -> None:
    if not models.Idea.objects.filter(workspace_id=actor.workspace_id, pk=idea_id).exists():
        raise IdeaNotFound


def _note(row: models.Note) -> Note:
    return Note(
        id=NoteId(row.pk),
        body=row.body,
        tags=tuple(row.tags),
        author_id=row.author_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _action(row: models.ActionItem) -> ActionItem:
    return ActionItem(
        id=ActionId(row.pk),
        text=row.text,
        status=ActionStatus(row.status),
        due_on=row.due_on,
        completed_at=row.completed_at,
        created_at=row.created_at,
    )
