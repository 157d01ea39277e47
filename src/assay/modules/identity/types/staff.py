"""The words of staff: who does something for us, what they may be allowed to do, and why they did it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from assay.kernel.privacy import Email, Private
from assay.modules.identity.types import FactorKind, PersonId, WorkspaceCard, WorkspaceId

ImpersonationId = NewType("ImpersonationId", UUID)


class Duty(StrEnum):
    """What a person does for us beside using the product; each kind may only what `policy` says."""

    NONE = ""
    SUPPORT = "support"  # finds accounts by their exact address, and changes nothing about how they are entered
    STAFF = "staff"  # changes accounts, with reasons


class StaffAction(StrEnum):
    """What somebody of the staff may be allowed to do, in all modules; `policy.staff` says who may."""

    PERSON_SEE = "person.see"
    ADDRESS_REVEAL = "address.reveal"
    VERIFICATION_SEND = "verification.send"
    IMPERSONATE_INVITED = "impersonate.invited"  # somebody who has asked for it
    IMPERSONATE = "impersonate"
    SESSIONS_END = "sessions.end"
    LOCKOUT_LIFT = "lockout.lift"
    ACCOUNT_SWITCH = "account.switch"
    RECOVERY_CANCEL = "recovery.cancel"
    WORKSPACE_SEE = "workspace.see"
    WORKSPACE_LOG = "workspace.log"
    INCIDENTS = "incidents"
    WEAKNESSES = "weaknesses"
    STAFF_LOG = "staff.log"


class Category(StrEnum):
    """Why staff act, in the words that whom it concerns is told. What is written beside it stays sealed."""

    ASKED = "asked"
    SECURITY = "security"
    FAULT = "fault"
    LEGAL = "legal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """The reason of an act: a category, a text for the log alone, and the ticket it belongs to, if there is one."""

    category: Category
    text: Private[str]
    ticket: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What staff see of an account before anything is revealed."""

    person_id: PersonId
    email: Email
    is_verified: bool
    is_active: bool
    is_staff: bool
    joined_at: datetime
    last_sign_in: datetime | None
    sessions: int
    factors: tuple[FactorKind, ...]
    codes: int
    failures: dict[str, int]
    workspaces: tuple[WorkspaceCard, ...]
    is_recovering: bool
    invites_support_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A workspace as staff see it."""

    id: WorkspaceId
    name: Private[str]
    is_personal: bool
    requires_factor: bool
    made_at: datetime
    closes_at: datetime | None
    members: tuple["Seated", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seated:
    """Somebody in a workspace as staff see them."""

    person_id: PersonId
    email: Email
    role: str
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffCard:
    """Somebody of the staff, as operators list them."""

    person_id: PersonId
    email: Email
    duty: Duty
    has_factor: bool


class Over(StrEnum):
    """Why an impersonation is over."""

    DONE = "done"
    TIME = "time"
    OWNER = "owner"  # whose account it is ended it
    SIGNED_OUT = "signed_out"
    DUTY = "duty"  # who looked may no longer
    GONE = "gone"  # whose account it is is switched off, or has become staff


@dataclass(frozen=True, kw_only=True, slots=True)
class Impersonation:
    """Somebody of the staff looks at the product as somebody else sees it."""

    id: ImpersonationId
    staff_id: PersonId
    person_id: PersonId
    workspace_id: WorkspaceId
    category: Category
    ticket: str
    since: datetime
    until: datetime
