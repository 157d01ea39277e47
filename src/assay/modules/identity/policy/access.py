"""Pure rules: who may do what, as one table. `docs/compliance/access.md` shows what follows at every address."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from assay.modules.identity.policy import reaches
from assay.modules.identity.types import Role
from assay.modules.identity.types.places import Action

LEAST: Final[Mapping[Action, Role]] = {
    Action.WORKSPACE_SEE: Role.VIEWER,
    Action.WORKSPACE_LEAVE: Role.VIEWER,
    Action.WORKSPACE_RENAME: Role.ADMIN,
    Action.WORKSPACE_DELETE: Role.OWNER,
    Action.WORKSPACE_EXPORT: Role.OWNER,
    Action.WORKSPACE_HAND_OVER: Role.OWNER,
    Action.WORKSPACE_SECURE: Role.ADMIN,
    Action.MEMBERS_SEE: Role.VIEWER,
    Action.MEMBERS_INVITE: Role.ADMIN,
    Action.MEMBERS_CHANGE: Role.ADMIN,
    Action.MEMBERS_VOUCH: Role.ADMIN,
    Action.DIRECTORY_MANAGE: Role.OWNER,
    Action.IDEAS_SEE: Role.VIEWER,
    Action.IDEAS_WRITE: Role.MEMBER,
    Action.EVIDENCE_WRITE: Role.MEMBER,
    Action.VERDICTS_ASK: Role.MEMBER,
    Action.NOTES_WRITE: Role.MEMBER,
    Action.ACTIONS_WRITE: Role.MEMBER,
    Action.PROFILE_WRITE: Role.MEMBER,
    Action.SEARCHES_START: Role.MEMBER,
    Action.KEYS_SEE_ALL: Role.ADMIN,
    Action.KEYS_MAKE: Role.MEMBER,
    Action.KEYS_MAKE_TO_MANAGE: Role.ADMIN,
    Action.AUDIT_SEE: Role.ADMIN,
    Action.BILLING_SEE: Role.VIEWER,
    Action.BILLING_MANAGE: Role.OWNER,
}
_MANAGING: Final = frozenset({"audit", "members", "workspace"})  # resources of scopes

INVITATION_LASTS: Final = timedelta(days=7)
RESEND_AFTER: Final = timedelta(minutes=10)
MOST_SENDINGS: Final = 4  # of one invitation: the first and three more
LETTERS_OF_ONE, LETTERS_OF_ALL = "30/h", "100/h"  # invitations mailed by one person or key, and by a workspace
MOST_WAITING: Final = 50  # invitations of one workspace
MOST_MEMBERS: Final = 200
MOST_OWNED: Final = 20  # shared workspaces of one person
LONGEST_NAME: Final = 120  # of a workspace
GRACE: Final = timedelta(days=7)  # from "delete" until the rows are gone


def may(role: Role, action: Action) -> bool:
    """Tell whether somebody with this role may do this in their workspace."""
    return reaches(role, LEAST[action])


def to_make_key(scope: str) -> Action:
    """Return what somebody must be allowed to do who makes a key with this scope."""
    return Action.KEYS_MAKE_TO_MANAGE if scope.partition(":")[0] in _MANAGING else Action.KEYS_MAKE


def one_line(text: str) -> str | None:
    """Return a name as one line without doubled blanks; None for characters that hide or turn others around."""
    line = " ".join(text.split())
    return line if line.isprintable() else None


def may_give(by: Role, role: Role) -> bool:
    """Tell whether somebody may make another person this: nobody gives more than they have, only owners make owners."""
    return may(by, Action.MEMBERS_CHANGE) and reaches(by, role)


def may_touch(by: Role, holder: Role) -> bool:
    """Tell whether somebody may change or remove a person with this role: an owner is for owners alone to touch."""
    return may(by, Action.MEMBERS_CHANGE) and reaches(by, holder)


def may_change(by: Role, *, holder: Role, role: Role, is_self: bool) -> bool:
    """Tell whether a role may become another: of oneself one may only give up, of others see the two above."""
    if is_self:
        return reaches(holder, role)
    return may_touch(by, holder) and may_give(by, role)


def is_last_owner(person: object, *, owners: Collection[object]) -> bool:
    """Tell whether the workspace would stand without an owner once this person has gone or has another role."""
    return set(owners) == {person}


def givable(by: Role) -> tuple[Role, ...]:
    """Return the roles somebody may hand out, the highest first."""
    return tuple(role for role in Role if may_give(by, role))


def is_over(expires_at: datetime, *, now: datetime) -> bool:
    """Tell whether an invitation can no longer be accepted."""
    return now >= expires_at


def may_resend(sent_at: datetime, *, sendings: int, now: datetime) -> bool:
    """Tell whether an invitation may be mailed once more: not at once, and not for ever."""
    return sendings < MOST_SENDINGS and now - sent_at >= RESEND_AFTER
