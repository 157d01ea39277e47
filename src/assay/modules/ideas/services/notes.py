"""The founder's notes on an idea."""

from django.db import transaction

from assay.kernel import clock
from assay.kernel.errors import Conflict
from assay.kernel.events import publish
from assay.modules.ideas import models, policy
from assay.modules.ideas.errors import NoteNotFound
from assay.modules.ideas.events import NoteDeleted, NoteEdited, NoteWritten
from assay.modules.ideas.queries.rows import open_for_change
from assay.modules.ideas.types import IdeaId, NoteId
from assay.modules.identity.api import Action, Actor, require


@transaction.atomic
def add_note(actor: Actor, idea_id: IdeaId, *, body: str, tags: tuple[str, ...] = ()) -> NoteId:
    """Write a note. Raises IdeaNotFound, IdeaArchivedReadOnly, Conflict past the limit of notes."""
    require(actor, Action.NOTES_WRITE)
    idea = open_for_change(actor, idea_id)
    if models.Note.objects.filter(idea=idea).count() >= policy.MAX_NOTES:
        raise Conflict(f"An idea holds at most {policy.MAX_NOTES} notes; delete one first.")
    note = models.Note.objects.create(
        workspace_id=actor.workspace_id,
        idea=idea,
        body=body,
        tags=list(tags),
        author_id=actor.person_id,
        updated_at=clock.now(),
    )
    publish(NoteWritten(note_id=note.pk, idea_id=idea_id, workspace_id=actor.workspace_id))
    return NoteId(note.pk)


@transaction.atomic
def edit_note(actor: Actor, idea_id: IdeaId, note_id: NoteId, *, body: str, tags: tuple[str, ...] = ()) -> None:
    """Rewrite a note. Raises IdeaNotFound, NoteNotFound."""
    require(actor, Action.NOTES_WRITE)
    open_for_change(actor, idea_id)
    notes = models.Note.objects.select_for_update().filter(workspace_id=actor.workspace_id, idea_id=idea_id)
    note = notes.filter(pk=note_id).first()
    if note is None:
        raise NoteNotFound
    note.body, note.tags, note.updated_at = body, list(tags), clock.now()
    note.save(update_fields=["body", "tags", "updated_at"])
    publish(NoteEdited(note_id=note_id, idea_id=idea_id, workspace_id=actor.workspace_id))


@transaction.atomic
def delete_note(actor: Actor, idea_id: IdeaId, note_id: NoteId) -> None:
    """Remove a note for good. Raises IdeaNotFound, NoteNotFound."""
    require(actor, Action.NOTES_WRITE)
    open_for_change(actor, idea_id)
    gone, _ = models.Note.objects.filter(workspace_id=actor.workspace_id, idea_id=idea_id, pk=note_id).delete()
    if not gone:
        raise NoteNotFound
    publish(NoteDeleted(note_id=note_id, idea_id=idea_id, workspace_id=actor.workspace_id))
