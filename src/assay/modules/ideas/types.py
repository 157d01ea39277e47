from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

IdeaId = NewType("IdeaId", UUID)
VersionId = NewType("VersionId", UUID)
NoteId = NewType("NoteId", UUID)
ActionId = NewType("ActionId", UUID)
Snapshot = NewType("Snapshot", str)  # canonical JSON of the wizard's answers; `validation` knows its shape


class Origin(StrEnum):
    OWN = "own"
    CATALOGUE = "catalogue"


class ActionStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIdea:
    """What an idea is made from; ``origin_entry`` names the catalogue entry it came from."""

    name: str
    sentence: str = ""
    draft: Snapshot
    origin: Origin = Origin.OWN
    origin_entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the wizard saves: the answers, and of them what the list shows."""

    name: str
    sentence: str
    answers: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one run said: the verdict's name and P(goal) with its range, all probabilities in [0, 1]."""

    run_id: UUID
    verdict: str
    p_goal: float | None
    p_low: float | None
    p_high: float | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    id: IdeaId
    name: str
    sentence: str
    origin: Origin
    origin_entry: str
    draft: Snapshot
    revision: int
    is_archived: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaRow:
    """One line of the list: the idea, how it stands now, how P(goal) moved, and what is open."""

    id: IdeaId
    name: str
    sentence: str
    is_archived: bool
    created_at: datetime
    updated_at: datetime
    standing: Standing | None
    trend: tuple[float, ...]  # P(goal) of the last runs, oldest first
    open_actions: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    id: VersionId
    idea_id: IdeaId
    number: int
    snapshot: Snapshot
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    id: NoteId
    body: str
    tags: tuple[str, ...]
    author_id: UUID
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    id: ActionId
    text: str
    status: ActionStatus
    due_on: date | None
    completed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionChange:
    """What to change on an action item; None leaves it, ``clears_due_on`` takes the date away."""

    text: str | None = None
    due_on: date | None = None
    clears_due_on: bool = False
    status: ActionStatus | None = None
