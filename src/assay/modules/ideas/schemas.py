"""What goes over the wire for ideas."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Self
from uuid import UUID

from ninja import Schema

from assay.kernel.errors import Invalid
from assay.kernel.pagination import Page
from assay.modules.ideas.policy import MAX_TAG_LENGTH, MAX_TAGS
from assay.modules.ideas.types import ActionChange, ActionItem, ActionStatus, Idea, IdeaRow, Note, Origin

SAID = r"\S"  # blanks alone say nothing
DAY: Final = {"pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "ISO 8601 date"}


class StandingOut(Schema):
    """How an idea stood after a run; probabilities lie in [0, 1]."""

    run_id: UUID
    verdict: str
    p_goal: float | None
    p_low: float | None
    p_high: float | None
    at: datetime


class IdeaRowOut(Schema):
    """One line of the list of ideas."""

    id: UUID
    name: str
    sentence: str
    is_archived: bool
    created_at: datetime
    updated_at: datetime
    standing: StandingOut | None
    trend: list[float]
    open_actions: int
    notes: int


class IdeaOut(Schema):
    """One idea without its answers; ``revision`` counts the changes to them."""

    id: UUID
    name: str
    sentence: str
    origin: Origin
    origin_entry: str
    revision: int
    is_archived: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, idea: Idea) -> Self:
        """The wire form of an idea."""
        return cls(**{name: getattr(idea, name) for name in cls.model_fields})


class IdeaPage(Schema):
    """A page of ideas, newest first; ``next_cursor`` is null on the last page."""

    items: list[IdeaRowOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[IdeaRow]) -> Self:
        """The wire form of a page."""
        rows = [IdeaRowOut.model_validate(row, from_attributes=True) for row in page.items]
        return cls(items=rows, next_cursor=page.next_cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteIn:
    """A note to write."""

    body: str = field(metadata={"pattern": SAID, "max_length": 10_000})
    tags: tuple[str, ...] = field(
        default=(), metadata={"pattern": SAID, "max_length": MAX_TAG_LENGTH, "max_items": MAX_TAGS}
    )

    def stripped(self) -> Self:
        """The same without blanks at the ends."""
        return replace(self, body=self.body.strip(), tags=tuple(tag.strip() for tag in self.tags))


class NoteOut(Schema):
    """A note as it stands."""

    id: UUID
    body: str
    tags: list[str]
    author_id: UUID
    created_at: datetime
    updated_at: datetime


class NotePage(Schema):
    """A page of notes, newest first."""

    items: list[NoteOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Note]) -> Self:
        """The wire form of a page."""
        notes = [NoteOut.model_validate(note, from_attributes=True) for note in page.items]
        return cls(items=notes, next_cursor=page.next_cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionIn:
    """An action item to add."""

    text: str = field(metadata={"pattern": SAID, "max_length": 1_000})
    due_on: str | None = field(default=None, metadata=DAY)

    def day(self) -> date | None:
        """When it is due. Raises Invalid for a day that no calendar has."""
        return _day(self.due_on) if self.due_on else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPatch:
    """What to change on an action item; what is left out stays, ``due_on: null`` takes the date away."""

    text: str | None = field(default=None, metadata={"pattern": SAID, "max_length": 1_000})
    due_on: str | None = field(default="", metadata=DAY)  # empty stands for "left out", which null does not
    status: ActionStatus | None = None

    def to_change(self) -> ActionChange:
        """The command's form of it. Raises Invalid for a day that no calendar has."""
        return ActionChange(
            text=None if self.text is None else self.text.strip(),
            due_on=_day(self.due_on) if self.due_on else None,
            clears_due_on=self.due_on is None,
            status=self.status,
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        detail = "There is no such day in the calendar."
        raise Invalid(errors=[{"pointer": "/due_on", "detail": detail}]) from None


class ActionOut(Schema):
    """An action item as it stands."""

    id: UUID
    text: str
    status: ActionStatus
    due_on: date | None
    completed_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, item: ActionItem) -> Self:
        """The wire form of an action item."""
        return cls.model_validate(item, from_attributes=True)
