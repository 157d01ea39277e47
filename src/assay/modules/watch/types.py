"""The words of watching."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Severity(StrEnum):
    """Whether somebody should look today or now."""

    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as people read it: "Alice" "changed a role to admin"."""

    id: UUID
    at: datetime
    who: str
    said: str
    fact: str
    via: str
    objects: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entry that a list can be narrowed to."""

    fact: str
    said: str
