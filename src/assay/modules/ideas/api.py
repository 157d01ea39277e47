"""The door to ideas."""

from assay.modules.ideas.errors import IdeaArchivedReadOnly, IdeaNotFound
from assay.modules.ideas.queries.ideas import get, list_page, list_standings
from assay.modules.ideas.queries.journal import list_actions, list_notes
from assay.modules.ideas.queries.versions import get_version, list_versions
from assay.modules.ideas.services.drafts import freeze, save_draft
from assay.modules.ideas.services.lifecycle import create, lock_open
from assay.modules.ideas.services.standings import record_standing
from assay.modules.ideas.types import (
    ActionItem,
    ActionStatus,
    Draft,
    Idea,
    IdeaId,
    IdeaRow,
    NewIdea,
    Note,
    Origin,
    Snapshot,
    Standing,
    Version,
    VersionId,
)

__all__ = [
    "ActionItem",
    "ActionStatus",
    "Draft",
    "Idea",
    "IdeaArchivedReadOnly",
    "IdeaId",
    "IdeaNotFound",
    "IdeaRow",
    "NewIdea",
    "Note",
    "Origin",
    "Snapshot",
    "Standing",
    "Version",
    "VersionId",
    "create",
    "freeze",
    "get",
    "get_version",
    "list_actions",
    "list_notes",
    "list_page",
    "list_standings",
    "list_versions",
    "lock_open",
    "record_standing",
    "save_draft",
]
