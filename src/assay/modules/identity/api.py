"""The door of identity."""

from assay.modules.identity.errors import (
    AlreadyMember,
    LastOwner,
    NotYoursToGive,
    ReauthenticationRequired,
    RoleTooLow,
    SignedOut,
    WorkspaceLimit,
    WorkspaceNotFound,
)
from assay.modules.identity.policy import SCIM_PREFIX, is_key, key_warning, new_key
from assay.modules.identity.queries.access import acting, actor, allows, at_home, require, signed_in
from assay.modules.identity.queries.devices import is_known
from assay.modules.identity.queries.doors import Door, PeopleOnly, door, offer, session_auth, signed, signed_or_fresh
from assay.modules.identity.queries.elsewhere import Judges, ruled_by
from assay.modules.identity.queries.factors import has_strong
from assay.modules.identity.queries.fresh import fresh, require_fresh
from assay.modules.identity.queries.freshness import is_fresh
from assay.modules.identity.queries.impersonation import list_open as list_impersonations
from assay.modules.identity.queries.members import get_card, list_members, list_owners, roles_in, shares_elsewhere
from assay.modules.identity.queries.people import (
    email_of,
    find_actor,
    find_by_address,
    has_own_way_in,
    is_established,
    is_untouched,
    list_workspaces,
    name_of,
    workspace_of,
)
from assay.modules.identity.queries.staff import (
    list_staff,
    permits,
    require_duty,
    staff_among,
    staff_page,
)
from assay.modules.identity.services.accounts import (
    cancel_recovery,
    end_sessions,
    lift_lockout,
    look_at_workspace,
    note_log_read,
    send_verification,
)
from assay.modules.identity.services.accounts import look_at as look_at_account
from assay.modules.identity.services.accounts import reveal as reveal_address
from assay.modules.identity.services.accounts import search as search_account
from assay.modules.identity.services.accounts import switch as switch_account
from assay.modules.identity.services.duties import give_duty, withdraw_duty
from assay.modules.identity.services.entering import confirm, enter, open_proven
from assay.modules.identity.services.impersonation import impersonate, stop_impersonating
from assay.modules.identity.services.keys import also_reported
from assay.modules.identity.services.notices import Cause, Notice, notify
from assay.modules.identity.services.people import enroll, rename
from assay.modules.identity.services.provisioning import assign_role, provision, withdraw_place
from assay.modules.identity.services.reasons import reason_words
from assay.modules.identity.services.sessions import end_all, rotate
from assay.modules.identity.services.workspaces import admit, open_workspace
from assay.modules.identity.types import Actor, PersonId, Provisioned, Role, WorkspaceCard, WorkspaceId
from assay.modules.identity.types.places import Action
from assay.modules.identity.types.sessions import Ending, Word
from assay.modules.identity.types.staff import Account, Category, Duty, StaffAction, Why

__all__ = [
    "SCIM_PREFIX",
    "Account",
    "Action",
    "Actor",
    "AlreadyMember",
    "Category",
    "Cause",
    "Door",
    "Duty",
    "Ending",
    "Judges",
    "LastOwner",
    "NotYoursToGive",
    "Notice",
    "PeopleOnly",
    "PersonId",
    "Provisioned",
    "ReauthenticationRequired",
    "Role",
    "RoleTooLow",
    "SignedOut",
    "StaffAction",
    "Why",
    "Word",
    "WorkspaceCard",
    "WorkspaceId",
    "WorkspaceLimit",
    "WorkspaceNotFound",
    "acting",
    "actor",
    "admit",
    "allows",
    "also_reported",
    "assign_role",
    "at_home",
    "cancel_recovery",
    "confirm",
    "door",
    "email_of",
    "end_all",
    "end_sessions",
    "enroll",
    "enter",
    "find_actor",
    "find_by_address",
    "fresh",
    "get_card",
    "give_duty",
    "has_own_way_in",
    "has_strong",
    "impersonate",
    "is_established",
    "is_fresh",
    "is_key",
    "is_known",
    "is_untouched",
    "key_warning",
    "lift_lockout",
    "list_impersonations",
    "list_members",
    "list_owners",
    "list_staff",
    "list_workspaces",
    "look_at_account",
    "look_at_workspace",
    "name_of",
    "new_key",
    "note_log_read",
    "notify",
    "offer",
    "open_proven",
    "open_workspace",
    "permits",
    "provision",
    "reason_words",
    "rename",
    "require",
    "require_duty",
    "require_fresh",
    "reveal_address",
    "roles_in",
    "rotate",
    "ruled_by",
    "search_account",
    "send_verification",
    "session_auth",
    "shares_elsewhere",
    "signed",
    "signed_in",
    "signed_or_fresh",
    "staff_among",
    "staff_page",
    "stop_impersonating",
    "switch_account",
    "withdraw_duty",
    "withdraw_place",
    "workspace_of",
]
