"""What goes over the wire for ideas."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from assay.kernel.pagination import Page
from assay.modules.ideas.policy import MAX_TAG_LENGTH, MAX_TAGS
from assay.modules.ideas.types import ActionChange, ActionItem, ActionStatus, Idea, IdeaRow, Note, Origin

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TAG_LENGTH)]


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


class NoteIn(Schema):
    """A note to write."""

    body: Annotated[Text, Field(max_length=10_000)]
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)] = ()


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


class ActionIn(Schema):
    """An action item to add."""

    text: Annotated[Text, Field(max_length=1_000)]
    due_on: date | None = None


class ActionPatch(Schema):
    """What to change on an action item; what is left out stays, ``due_on: null`` takes the date away."""

    text: Annotated[Text, Field(max_length=1_000)] | None = None
    due_on: date | None = None
    status: ActionStatus | None = None

    def to_change(self) -> ActionChange:
        """The command's form of it."""
        clears = "due_on" in self.model_fields_set and self.due_on is None
        return ActionChange(text=self.text, due_on=self.due_on, clears_due_on=clears, status=self.status)


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


class Made(Schema):
    """The id of what was just made."""

    id: UUID
