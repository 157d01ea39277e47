"""The door of identity."""

from assay.modules.identity.errors import ReauthenticationRequired, RoleTooLow, SignedOut, WorkspaceNotFound
from assay.modules.identity.queries.access import acting, actor, require, signed_in
from assay.modules.identity.queries.devices import is_known
from assay.modules.identity.queries.doors import Door, PeopleOnly, door, offer, session_auth, signed, signed_or_fresh
from assay.modules.identity.queries.fresh import fresh, require_fresh
from assay.modules.identity.queries.freshness import is_fresh
from assay.modules.identity.queries.people import email_of, find_actor, list_workspaces, name_of, workspace_of
from assay.modules.identity.services.people import enroll
from assay.modules.identity.services.sessions import end_all, rotate
from assay.modules.identity.services.workspaces import admit, open_workspace
from assay.modules.identity.types import Actor, PersonId, Role, WorkspaceCard, WorkspaceId
from assay.modules.identity.types.places import Action
from assay.modules.identity.types.sessions import Ending

__all__ = [
    "Action",
    "Actor",
    "Door",
    "Ending",
    "PeopleOnly",
    "PersonId",
    "ReauthenticationRequired",
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
    "end_all",
    "enroll",
    "find_actor",
    "fresh",
    "is_fresh",
    "is_known",
    "list_workspaces",
    "name_of",
    "offer",
    "open_workspace",
    "require",
    "require_fresh",
    "rotate",
    "session_auth",
    "signed",
    "signed_in",
    "signed_or_fresh",
    "workspace_of",
]
