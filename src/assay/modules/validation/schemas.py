"""What goes over the wire for validation. Answers, records and results have the shapes under ``docs/schemas``."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from ninja import Schema

from assay.engine.library import EvidenceType, Template
from assay.engine.types import Record
from assay.kernel import wire
from assay.kernel.pagination import Page
from assay.modules.validation.types import Evidence, NewEvidence, Run, RunStatus, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceIn:
    """A piece of evidence to log. ``record.id`` and ``record.age_months`` are set by us."""

    record: Record
    happened_on: str = field(metadata={"pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "ISO 8601 date"})
    note: str = field(default="", metadata={"max_length": 4_000})
    money: float | None = field(default=None, metadata={"minimum": 0, "maximum": 1e9})
    minutes: int | None = field(default=None, metadata={"minimum": 0, "maximum": 1_000_000})

    def to_new(self) -> NewEvidence:
        """The command's form of it. Raises ValueError for a day that no calendar has."""
        return NewEvidence(
            record=self.record,
            happened_on=date.fromisoformat(self.happened_on),
            note=self.note,
            money=self.money,
            minutes=self.minutes,
        )


class EvidenceOut(Schema):
    """One row of the ledger."""

    id: UUID
    position: int
    record: dict[str, Any]
    happened_on: date
    note: str
    money: float | None
    minutes: int | None
    corrects: UUID | None
    corrected_by: UUID | None
    hash: str
    prev_hash: str
    created_at: datetime

    @classmethod
    def of(cls, row: Evidence) -> Self:
        """The wire form of a row."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "record"}
        return cls(record=wire.dump(row.record), **plain)


class RunOut(Schema):
    """A run: its state, what it judged, and when."""

    id: UUID
    idea_id: UUID
    version_id: UUID
    status: RunStatus
    stage: str
    trigger: Trigger
    ledger_head: str
    ledger_length: int
    seed: int | None
    failure: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, run: Run) -> Self:
        """The wire form of a run."""
        return cls.model_validate(run, from_attributes=True)


class RunPage(Schema):
    """A page of runs, newest first."""

    items: list[RunOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Run]) -> Self:
        """The wire form of a page."""
        return cls(items=[RunOut.of(run) for run in page.items], next_cursor=page.next_cursor)


class EvidenceTypeOut(Schema):
    """One kind of test, what it informs and how far it is trusted."""

    id: str
    label: str
    description: str
    evidence_class: str
    informs: list[str]
    min_n: int

    @classmethod
    def of(cls, kind: EvidenceType) -> Self:
        """The wire form of a kind of test."""
        return cls(
            id=kind.id,
            label=kind.label,
            description=kind.how,
            evidence_class=kind.evidence_class,
            informs=[informs.template for informs in kind.informs],
            min_n=kind.min_n,
        )


class TemplateOut(Schema):
    """One assumption of the library, and what a record about it must carry."""

    id: str
    label: str
    question: str
    group: str
    family: str
    unit: str
    measure: str
    lower_is_better: bool

    @classmethod
    def of(cls, template: Template) -> Self:
        """The wire form of an assumption."""
        return cls(**{name: getattr(template, name) for name in cls.model_fields})


class EvidenceMade(Schema):
    """The new row, and the run that works out what it changes."""

    id: UUID
    run_id: UUID
