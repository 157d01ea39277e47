"""The words of privacy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

ExportId = NewType("ExportId", UUID)
ErasureId = NewType("ErasureId", UUID)


class ExportState(StrEnum):
    """Where an export stands."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Tell whether it is still being worked on."""
        return self in {ExportState.QUEUED, ExportState.RUNNING}


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportCard:
    """An export as its owner sees it: ``done`` of ``total`` areas are in it. ``size``: bytes of the archive."""

    id: ExportId
    state: ExportState
    done: int
    total: int
    asked_at: datetime
    expires_at: datetime | None
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """An archive on its way to its owner, opened piece by piece."""

    name: str
    size: int
    pieces: Iterator[bytes]


class ErasureState(StrEnum):
    """Where an erasure stands."""

    WAITING = "waiting"
    CANCELLED = "cancelled"
    RUNNING = "running"
    DONE = "done"
