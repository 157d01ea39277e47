"""The words of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from assay.kernel.privacy import Private

LOOK: Final = "audit.shown.v1"  # somebody was shown something, as `services.noting` writes it down


class Via(StrEnum):
    """How something came about."""

    REQUEST = "request"
    JOB = "job"
    COMMAND = "command"


class Sort(StrEnum):
    """What an entry is about, as owners look for it."""

    CHANGES = "changes"
    READS = "reads"
    SIGN_INS = "sign-ins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recorded fact. ``objects`` names what it is about; ``details`` are its other plain values."""

    id: UUID
    at: datetime
    fact: str
    actor_id: UUID | None
    subject_id: UUID | None
    via: Via
    request_id: str
    objects: Mapping[str, str]
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule found: about whom or what, how often; ``person_id`` where somebody is to be told."""

    rule: str
    severity: str
    about: str
    total: int
    person_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCard:
    """An incident as staff see it. ``note``: what came of it, once somebody has said so."""

    id: UUID
    rule: str
    severity: str
    about: str
    total: int
    opened_at: datetime
    closed_at: datetime | None
    note: Private[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries somebody looks for; what is None or empty does not narrow."""

    actor_id: UUID | None = None
    fact: str = ""  # with a dot at its end: every fact whose name begins so
    object_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort | None = None
