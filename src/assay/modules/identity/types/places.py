"""The words of workspaces: what may be done in them, who belongs to them, who was asked in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from assay.kernel.privacy import Email, PersonName
from assay.modules.identity.types import PersonId, Role, WorkspaceId

InvitationId = NewType("InvitationId", UUID)


class Action(StrEnum):
    """What somebody may be allowed to do with an object of their workspace, in all modules; `policy` says who may."""

    WORKSPACE_SEE = "workspace.see"
    WORKSPACE_LEAVE = "workspace.leave"
    WORKSPACE_RENAME = "workspace.rename"
    WORKSPACE_DELETE = "workspace.delete"
    WORKSPACE_EXPORT = "workspace.export"  # take everything along
    WORKSPACE_HAND_OVER = "workspace.hand_over"
    WORKSPACE_SECURE = "workspace.secure"  # say what is asked of everybody in it
    MEMBERS_SEE = "members.see"
    MEMBERS_INVITE = "members.invite"
    MEMBERS_CHANGE = "members.change"
    MEMBERS_VOUCH = "members.vouch"  # for one who lost a factor
    DIRECTORY_MANAGE = "directory.manage"
    IDEAS_SEE = "ideas.see"
    IDEAS_WRITE = "ideas.write"
    EVIDENCE_WRITE = "evidence.write"
    VERDICTS_ASK = "verdicts.ask"
    NOTES_WRITE = "notes.write"
    ACTIONS_WRITE = "actions.write"
    PROFILE_WRITE = "profile.write"
    SEARCHES_START = "searches.start"
    KEYS_SEE_ALL = "keys.see_all"  # everybody sees and ends their own
    KEYS_MAKE = "keys.make"
    KEYS_MAKE_TO_MANAGE = "keys.make_to_manage"  # the workspace, its people, its log
    AUDIT_SEE = "audit.see"
    BILLING_SEE = "billing.see"  # which plan it is, and what that gives
    BILLING_MANAGE = "billing.manage"


class PageDoor(StrEnum):
    """Whom a page lets in."""

    PERSON = "person"  # whoever is signed in: pages of their own account
    WORKSPACE = "workspace"  # who has shown all that the workspace they work in asks for
    STAFF = "staff"  # who works for us, in the duty that the page asks for
    FRESH = "fresh"  # who proved a moment ago that it is them


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody in a workspace, as the others there see them."""

    person_id: PersonId
    name: PersonName
    email: Email
    role: Role
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """An invitation that waits, as those see it who may invite."""

    id: InvitationId
    email: Email
    role: Role
    sent_at: datetime
    expires_at: datetime
    is_over: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """An invitation as the invited person sees it. ``by``: who invited, None when they have left."""

    id: InvitationId
    workspace_name: str
    role: Role
    by: PersonName | None
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosingCard:
    """A workspace that will be deleted unless its owner keeps it."""

    id: WorkspaceId
    name: str
    closes_at: datetime
