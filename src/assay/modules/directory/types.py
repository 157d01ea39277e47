"""The words of a directory: a workspace's domains and how their proof stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

DomainId = NewType("DomainId", UUID)


class Finding(StrEnum):
    """What the DNS said the last time it was asked for a domain's record."""

    NONE = ""  # not asked yet
    FOUND = "found"
    NOTHING = "nothing"  # no record of ours
    OTHER = "other"  # a record of ours, with another value
    SPLIT = "split"  # the servers do not agree
    SILENT = "silent"  # a server did not answer
    TAKEN = "taken"  # the record is there, and the domain is proven for another workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainCard:
    """A domain as the owners of its workspace see it. ``lapses_at``: when the proof ends unless the record returns."""

    id: DomainId
    name: str
    record: str
    value: str
    is_proven: bool
    is_waiting: bool
    finding: Finding
    checked_at: datetime | None
    lapses_at: datetime | None
