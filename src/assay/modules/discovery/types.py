from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

DiscoveryRunId = NewType("DiscoveryRunId", UUID)


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in {RunStatus.DONE, RunStatus.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveryRun:
    id: DiscoveryRunId
    status: RunStatus
    profile_number: int
    failure: str  # a sentence for the founder; empty unless failed
    created_at: datetime
    finished_at: datetime | None
