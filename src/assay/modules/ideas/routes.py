"""Ideas for programs. Who may: the signed-in person in their workspace; viewers may only read."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.bodies import Made, read_body, takes
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.pagination import Limit, Search
from assay.kernel.reading import shows
from assay.modules.ideas.events import ACTIONS, IDEA, IDEAS, NOTES
from assay.modules.ideas.queries import ideas as reads
from assay.modules.ideas.queries import journal
from assay.modules.ideas.schemas import (
    ActionIn,
    ActionOut,
    ActionPatch,
    IdeaOut,
    IdeaPage,
    NoteIn,
    NoteOut,
    NotePage,
)
from assay.modules.ideas.services import actions, lifecycle, notes
from assay.modules.ideas.types import ActionId, IdeaId, NoteId
from assay.modules.identity.api import actor, door

router = Router(tags=["ideas"], auth=door("ideas"))


@router.get("/ideas", response=IdeaPage, summary="List ideas")
@decorate_view(conditional, shows(IDEAS))
def list_ideas(
    request: HttpRequest,
    archived: bool = False,  # noqa: FBT001, FBT002 - a query parameter has a name on the wire
    search: Search = "",
    cursor: str | None = None,
    limit: Limit = 20,
) -> IdeaPage:
    """Ideas of the workspace, newest first, each with its standing and trend."""
    return IdeaPage.of(reads.list_page(actor(request), archived=archived, search=search, cursor=cursor, limit=limit))


@router.get("/ideas/{idea_id}", response=IdeaOut, summary="One idea")
@decorate_view(conditional, shows(IDEA))
def get_idea(request: HttpRequest, idea_id: UUID) -> IdeaOut:
    """The idea without its answers; those stand at ``/ideas/{id}/answers``."""
    return IdeaOut.of(reads.get(actor(request), IdeaId(idea_id)))


@router.post("/ideas/{idea_id}/archive", response={204: None}, summary="Archive an idea")
@decorate_view(idempotent)
def archive(request: HttpRequest, idea_id: UUID) -> Status[None]:
    """Put an idea away; it can be restored."""
    lifecycle.archive(actor(request), IdeaId(idea_id))
    return Status(204, None)


@router.post("/ideas/{idea_id}/restore", response={204: None}, summary="Restore an idea")
@decorate_view(idempotent)
def restore(request: HttpRequest, idea_id: UUID) -> Status[None]:
    """Bring an archived idea back."""
    lifecycle.restore(actor(request), IdeaId(idea_id))
    return Status(204, None)


@router.get("/ideas/{idea_id}/notes", response=NotePage, summary="List notes")
@decorate_view(conditional, shows(NOTES))
def list_notes(request: HttpRequest, idea_id: UUID, cursor: str | None = None, limit: Limit = 20) -> NotePage:
    """Notes on an idea, newest first."""
    return NotePage.of(journal.list_notes(actor(request), IdeaId(idea_id), cursor=cursor, limit=limit))


@router.post("/ideas/{idea_id}/notes", response={201: Made}, summary="Write a note", openapi_extra=takes(NoteIn))
@decorate_view(idempotent)
def add_note(request: HttpRequest, idea_id: UUID) -> Status[Made]:
    """Write a note on an idea."""
    new = read_body(request, NoteIn).stripped()
    note_id = notes.add_note(actor(request), IdeaId(idea_id), body=new.body, tags=new.tags)
    return Status(201, Made(id=note_id))


@router.get("/ideas/{idea_id}/notes/{note_id}", response=NoteOut, summary="One note")
@decorate_view(conditional, shows(NOTES))
def get_note(request: HttpRequest, idea_id: UUID, note_id: UUID) -> NoteOut:
    """One note."""
    return NoteOut.model_validate(
        journal.get_note(actor(request), IdeaId(idea_id), NoteId(note_id)), from_attributes=True
    )


@router.put(
    "/ideas/{idea_id}/notes/{note_id}", response={204: None}, summary="Rewrite a note", openapi_extra=takes(NoteIn)
)
@decorate_view(idempotent)
def edit_note(request: HttpRequest, idea_id: UUID, note_id: UUID) -> Status[None]:
    """Replace a note's text and tags."""
    new = read_body(request, NoteIn).stripped()
    notes.edit_note(actor(request), IdeaId(idea_id), NoteId(note_id), body=new.body, tags=new.tags)
    return Status(204, None)


@router.delete("/ideas/{idea_id}/notes/{note_id}", response={204: None}, summary="Delete a note")
@decorate_view(idempotent)
def delete_note(request: HttpRequest, idea_id: UUID, note_id: UUID) -> Status[None]:
    """Delete a note for good."""
    notes.delete_note(actor(request), IdeaId(idea_id), NoteId(note_id))
    return Status(204, None)


@router.get("/ideas/{idea_id}/actions", response=list[ActionOut], summary="List action items")
@decorate_view(conditional, shows(ACTIONS))
def list_actions(request: HttpRequest, idea_id: UUID) -> list[ActionOut]:
    """All action items of an idea (at most 200), oldest first."""
    return [ActionOut.of(item) for item in journal.list_actions(actor(request), IdeaId(idea_id))]


@router.post(
    "/ideas/{idea_id}/actions", response={201: Made}, summary="Add an action item", openapi_extra=takes(ActionIn)
)
@decorate_view(idempotent)
def add_action(request: HttpRequest, idea_id: UUID) -> Status[Made]:
    """Add an action item to an idea."""
    new = read_body(request, ActionIn)
    action_id = actions.add_action(actor(request), IdeaId(idea_id), text=new.text.strip(), due_on=new.day())
    return Status(201, Made(id=action_id))


@router.patch(
    "/ideas/{idea_id}/actions/{action_id}",
    response={204: None},
    summary="Change an action item",
    openapi_extra=takes(ActionPatch),
)
@decorate_view(idempotent)
def change_action(request: HttpRequest, idea_id: UUID, action_id: UUID) -> Status[None]:
    """Reword, re-date or move an action item; what is left out stays as it is."""
    change = read_body(request, ActionPatch).to_change()
    actions.change(actor(request), IdeaId(idea_id), ActionId(action_id), change)
    return Status(204, None)


@router.delete("/ideas/{idea_id}/actions/{action_id}", response={204: None}, summary="Delete an action item")
@decorate_view(idempotent)
def delete_action(request: HttpRequest, idea_id: UUID, action_id: UUID) -> Status[None]:
    """Delete an action item for good."""
    actions.delete_action(actor(request), IdeaId(idea_id), ActionId(action_id))
    return Status(204, None)
