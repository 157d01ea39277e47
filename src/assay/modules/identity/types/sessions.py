"""The words of sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

SessionId = NewType("SessionId", UUID)


class Grade(StrEnum):
    """How much a session can do harm, and so how long it may live."""

    VISITOR = "visitor"  # nobody is signed in yet
    MEMBER = "member"
    LEAD = "lead"  # owns or administers a workspace that others share
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifetime:
    """How long a session lives without being used, and at most."""

    idle: timedelta
    absolute: timedelta


class Ending(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    IDLE = "idle"
    TOO_OLD = "too_old"
    REVOKED = "revoked"
    ELSEWHERE = "elsewhere"  # too many at once: the oldest made room
    RESET = "reset"  # the password is another one now
    STOLEN = "stolen"  # came from another browser
    DISOWNED = "disowned"  # the owner said that it was not them
    DEACTIVATED = "deactivated"
    BY_STAFF = "by_staff"
    REPLACED = "replaced"  # the key was changed; the session itself goes on under another one


class Difference(StrEnum):
    """What a request that differs from the session's beginnings calls for."""

    SAME = "same"
    NOTIFY = "notify"
    STEP_UP = "step_up"
    CUT = "cut"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Where a request comes from. Every field is a digest or a family's name; empty where nothing is known."""

    device: str = ""
    agent: str = ""  # of browser's own words, version and all: equal means that nothing else has to be looked at
    browser: str = ""
    system: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where on earth: city and country in words, and latitude and longitude in degrees; as far as they are known."""

    name: str = ""
    degrees: tuple[float, float] | None = None


NOWHERE: Final = Spot()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """When somebody was last seen at a latitude and longitude."""

    seen_at: datetime
    degrees: tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Leap:
    """A way nobody travels: so many kilometres in so many minutes."""

    kilometres: int
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionCard:
    """One of a person's sessions, as a list shows it."""

    id: SessionId
    browser: str
    system: str
    place: str
    first_seen: datetime
    last_seen: datetime
    is_current: bool
    is_doubted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What a company's own provider said of how somebody signed in there (ADR 35).

    ``signed_in_at``: when, in seconds since 1970; 0 where it did not say. ``factor``: under which decision of the
    workspace's owners it showed several factors; empty where it showed none, or where none was asked of it.
    """

    workspace_id: UUID
    signed_in_at: float
    factor: str
