from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from assay.engine.types import Record

RunId = NewType("RunId", UUID)
EvidenceId = NewType("EvidenceId", UUID)


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in {RunStatus.DONE, RunStatus.FAILED}


class Trigger(StrEnum):
    """Why a run was opened; shown in the history."""

    WIZARD = "wizard"
    EVIDENCE = "evidence"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """What a founder logs: the record for the engine, and the story around it.

    ``money`` is in the idea's currency, ``minutes`` is working time; both may be unknown.
    """

    record: Record
    happened_on: date
    note: str = ""
    money: float | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    id: EvidenceId
    position: int  # 1 for the first row of the idea's ledger
    record: Record
    happened_on: date
    note: str
    money: float | None
    minutes: int | None
    corrects: EvidenceId | None
    corrected_by: EvidenceId | None
    logged_by: UUID
    hash: str
    prev_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    id: RunId
    idea_id: UUID
    version_id: UUID
    status: RunStatus
    stage: str
    trigger: Trigger
    ledger_head: str
    ledger_length: int
    seed: int | None
    failure: str  # a sentence for the founder; empty unless failed
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
