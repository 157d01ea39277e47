"""The door of identity."""

from assay.modules.identity.errors import RoleTooLow, SignedOut, WorkspaceNotFound
from assay.modules.identity.queries.access import acting, actor, require, signed_in
from assay.modules.identity.queries.devices import is_known
from assay.modules.identity.queries.doors import Door, PeopleOnly, door, offer, session_auth, signed_or_fresh
from assay.modules.identity.queries.people import email_of, find_actor, list_workspaces, name_of, workspace_of
from assay.modules.identity.services.people import admit, enroll, open_workspace
from assay.modules.identity.types import Actor, PersonId, Role, WorkspaceCard, WorkspaceId

__all__ = [
    "Actor",
    "Door",
    "PeopleOnly",
    "PersonId",
    "Role",
    "RoleTooLow",
    "SignedOut",
    "WorkspaceCard",
    "WorkspaceId",
    "WorkspaceNotFound",
    "acting",
    "actor",
    "admit",
    "door",
    "email_of",
    "enroll",
    "find_actor",
    "is_known",
    "list_workspaces",
    "name_of",
    "offer",
    "open_workspace",
    "require",
    "session_auth",
    "signed_in",
    "signed_or_fresh",
    "workspace_of",
]
