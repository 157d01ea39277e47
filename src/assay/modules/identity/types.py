"""The words of identity: ids, roles and who is acting."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
WorkspaceId = NewType("WorkspaceId", UUID)


class Role(StrEnum):
    """What a person may do in a workspace; each role may all that the ones below it may."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A person acting in a workspace, with the role they have there at this moment."""

    person_id: PersonId
    workspace_id: WorkspaceId
    role: Role


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
