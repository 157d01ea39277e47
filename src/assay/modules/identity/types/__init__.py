"""The words of identity: ids, roles and who is acting."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import NewType
from uuid import UUID

from assay.kernel.privacy import Secret

PersonId = NewType("PersonId", UUID)
WorkspaceId = NewType("WorkspaceId", UUID)
FactorId = NewType("FactorId", UUID)


class Role(StrEnum):
    """What a person may do in a workspace; each role may all that the ones below it may."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A person acting in a workspace, with the role they have there at this moment.

    ``asks_factor``: nobody acts there, or as this person, without having proven a second factor. ``asks_own_factor``:
    and nobody else's word stands for it, because it is not the workspace alone that asks.
    """

    person_id: PersonId
    workspace_id: WorkspaceId
    role: Role
    asks_factor: bool = False
    asks_own_factor: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceCard:
    """One of a person's workspaces, as a list shows it."""

    id: WorkspaceId
    name: str
    is_personal: bool
    role: Role


class Stage(StrEnum):
    """Which step of signing in an attempt is made at; the steps are counted apart."""

    PASSWORD = auto()
    FACTOR = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """How one counter of failed attempts restrains: what is free, what costs waiting, what costs work, what is refused.

    ``free`` failures cost nothing; each further one doubles the wait before the next attempt, up to ``longest_wait``
    seconds. From ``work_from`` on an attempt needs a proof of work, from ``ceiling`` on nothing helps but waiting
    (None: never). A failure is forgotten after ``period`` seconds.
    """

    free: int
    period: int
    longest_wait: int = 0
    work_from: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """What a counter holds: failures not yet forgotten, and how long ago the last attempt was (milliseconds)."""

    failures: float = 0.0
    age: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """May an attempt be made? If not, in how many milliseconds; and with how many bits of work at once (0: not so)."""

    is_allowed: bool
    wait: int = 0
    work: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """Work that was shown: how many bits, and what makes it count once."""

    bits: int
    nonce: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """Somebody tries to get in. All names are keyed hashes; ``device`` is one that the account knows, or empty."""

    stage: Stage
    account: str
    network: str
    device: str = ""
    proof: Proof | None = None


ApiKeyId = NewType("ApiKeyId", UUID)
Scope = NewType("Scope", str)  # "resource:read" or "resource:write"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyOrder:
    """What somebody asks of a new API key. ``days``: until it expires. ``public_key``: Ed25519, PEM or base64."""

    name: str
    scopes: tuple[str, ...]
    days: int = 90
    networks: tuple[str, ...] = ()
    per_minute: int | None = None
    public_key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyCard:
    """An API key as its owner sees it; what makes it work is not among it."""

    id: ApiKeyId
    public_id: str
    person_id: PersonId
    workspace_id: WorkspaceId
    name: str
    scopes: tuple[Scope, ...]
    networks: tuple[str, ...]
    per_minute: int | None
    public_key: str  # Ed25519 in base64; empty where its requests cannot be signed
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    replaced_by: ApiKeyId | None
    used_at: datetime | None

    def lives(self, at: datetime) -> bool:
        """Tell whether the key can be used at this moment."""
        return self.revoked_at is None and self.expires_at > at


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeKey:
    """A key just made. ``token`` is shown once and stored nowhere."""

    id: ApiKeyId
    token: Secret
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """A program that came with a good key, and as whom it acts. ``is_signed``: the request carries its signature."""

    key: KeyCard
    actor: Actor
    is_signed: bool


class Refusal(StrEnum):
    """Why a key was not accepted. Told to its owner and to the audit log, never to the caller."""

    MALFORMED = "malformed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NETWORK = "network"
    NO_MEMBER = "no-member"
    NO_FACTOR = "no-factor"


class Revocation(StrEnum):
    """Why a key ended."""

    BY_OWNER = "by-owner"
    BY_ADMIN = "by-admin"
    ROTATED = "rotated"
    REPORTED = "reported"
    REMOVED = "removed"  # whoever made it was taken out of the workspace by its directory


class Weakness(StrEnum):
    """What makes a password easy to guess."""

    YOURS = auto()
    COMMON = auto()
    WORD = auto()
    KEYS = auto()
    REPEAT = auto()
    SEQUENCE = auto()
    YEAR = auto()
    SHORT = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Strength:
    """How hard a password is to guess, from 0 to 4, and what makes it easier than it looks."""

    score: int
    weakness: Weakness


class Leak(StrEnum):
    """What the list of leaked passwords said about one."""

    NONE = auto()
    FOUND = auto()
    SKIPPED = auto()  # it did not answer
    UNASKED = auto()  # none is configured


class PasswordBy(StrEnum):
    """How a person came to a new password."""

    OWNER = auto()  # knew the old one
    RESET = auto()  # came through the mailbox
    FIRST = auto()  # had none


class FactorKind(StrEnum):
    """What a person has beside the password."""

    TOTP = "totp"  # an app that shows a new code every thirty seconds
    PASSKEY = "passkey"
    EMAIL = "email"  # the weaker one: whoever reads the mailbox has it


class Way(StrEnum):
    """How a second step can be taken: with a factor, or with a recovery code in its place."""

    TOTP = "totp"
    PASSKEY = "passkey"
    EMAIL = "email"
    RECOVERY = "recovery"


class RecoveryState(StrEnum):
    """Where the request of somebody who lost their factors stands."""

    ASKED = "asked"  # with the password; the mailbox is not proven yet
    WAITING = "waiting"
    READY = "ready"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondStep:
    """A second step that was taken."""

    way: Way
    is_strong: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorCard:
    """One of a person's factors, as a list shows it."""

    id: FactorId
    kind: FactorKind
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCard:
    """A request to do without a lost factor, as its owner and those who may vouch see it."""

    id: UUID
    person_id: PersonId
    state: RecoveryState
    started_at: datetime | None
    due_at: datetime | None
    is_vouched: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Provisioned:
    """Who has an address that a directory named, and whether they have an account only since then."""

    person_id: PersonId
    is_new: bool
