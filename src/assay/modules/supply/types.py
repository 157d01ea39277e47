"""The words of supply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

WeaknessId = NewType("WeaknessId", UUID)


class Severity(StrEnum):
    """How bad a weakness is by its own record; unrated: nobody has said."""

    CRITICAL = "critical"
    HIGH = "high"
    UNRATED = "unrated"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A Python package as it is installed; ``origin`` is empty for one that came from the index."""

    name: str
    version: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is installed in one place, as it says so itself: texts nobody has read yet.

    ``lock``: package-lock.json of the assets. ``dpkg``: Debian's status file, empty where there is none.
    """

    python: tuple[Distribution, ...]
    lock: str
    dpkg: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A package in one version. ``ecosystem`` as OSV writes it; empty where no list covers the package."""

    ecosystem: str
    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Every part that runs, and those that no list can be asked for, with the reason."""

    parts: tuple[Part, ...]
    unjudged: Mapping[Part, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A package that a record is about, and the versions that mend it."""

    ecosystem: str
    name: str
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a list says of one weakness. ``rating``: a word for its severity; ``vectors``: CVSS, any version."""

    id: str
    same_as: tuple[str, ...]
    summary: str
    is_withdrawn: bool
    rating: str
    vectors: tuple[str, ...]
    affected: tuple[Affected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which records a list holds against each part, and those records; also those that rate another one."""

    ids: Mapping[Part, tuple[str, ...]]
    records: Mapping[str, Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A weakness of one part. ``fixed_in``: versions that mend it, as the list writes them."""

    part: Part
    name: str
    severity: Severity
    about: str
    fixed_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCard:
    """One asking of the list; ``failure`` says why it is not complete."""

    at: datetime
    parts: int
    digest: str
    is_complete: bool
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaknessCard:
    """A weakness as staff see it. ``is_accepted`` and ``is_overdue`` at the moment of asking."""

    id: WeaknessId
    part: Part
    name: str
    severity: Severity
    about: str
    fixed_in: str
    first_seen_at: datetime
    due_at: datetime
    gone_at: datetime | None
    accepted_until: datetime | None
    reason: str
    is_accepted: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many weaknesses of one severity wait for a hand, how many of them too long, and how many are accepted."""

    severity: Severity
    is_open: int
    overdue: int
    accepted: int
