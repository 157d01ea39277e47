from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import seen

IDEAS = seen("ideas.list", says=_("the list of ideas"))
IDEA = seen("ideas.idea", says=_("an idea"))
NOTES = seen("ideas.notes", says=_("the notes of an idea"))
ACTIONS = seen("ideas.actions", says=_("the action items of an idea"))


@fact("ideas.created.v1", says=_("added an idea"))
class IdeaCreated:
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.archived.v1", says=_("archived an idea"))
class IdeaArchived:
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.restored.v1", says=_("brought an archived idea back"))
class IdeaRestored:
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.draft_saved.v1", says=_("changed the answers of an idea"))
class DraftSaved:
    idea_id: UUID
    workspace_id: UUID
    revision: int


@fact("ideas.version_frozen.v1", says=_("froze version {number} of an idea's answers"))
class VersionFrozen:
    version_id: UUID
    idea_id: UUID
    workspace_id: UUID
    number: int


@fact("ideas.standing_recorded.v1", says=_("recorded how an idea stands: {verdict}"))
class StandingRecorded:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID
    verdict: str


@fact("ideas.note_written.v1", says=_("wrote a note on an idea"))
class NoteWritten:
    note_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.note_edited.v1", says=_("rewrote a note on an idea"))
class NoteEdited:
    note_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.note_deleted.v1", says=_("deleted a note on an idea"))
class NoteDeleted:
    note_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.action_added.v1", says=_("added an action item to an idea"))
class ActionAdded:
    action_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.action_changed.v1", says=_("changed an action item of an idea"))
class ActionChanged:
    action_id: UUID
    idea_id: UUID
    workspace_id: UUID
    status: str


@fact("ideas.action_deleted.v1", says=_("deleted an action item of an idea"))
class ActionDeleted:
    action_id: UUID
    idea_id: UUID
    workspace_id: UUID
