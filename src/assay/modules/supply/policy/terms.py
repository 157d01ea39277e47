"""How long a weakness may wait, when the list is asked again, and until when staff may accept one."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from assay.modules.supply.types import Inventory, ReadingCard, Severity

DAYS: Final[Mapping[Severity, timedelta]] = {
    Severity.CRITICAL: timedelta(days=2),
    Severity.HIGH: timedelta(days=7),
    Severity.UNRATED: timedelta(days=7),  # it may be anything, so somebody looks within the week
    Severity.MODERATE: timedelta(days=30),
    Severity.LOW: timedelta(days=30),
}
AGAIN: Final = timedelta(hours=20)
TOO_OLD: Final = timedelta(hours=48)
LONGEST: Final = timedelta(days=92)
SHORTEST_REASON, LONGEST_REASON = 20, 1_000


def due(severity: Severity, first_seen: datetime) -> datetime:
    """Return when it has to be mended or accepted."""
    return first_seen + DAYS[severity]


def digest(inventory: Inventory) -> str:
    """Return what tells one set of parts from another."""
    lines = [repr(part) for part in (*inventory.parts, *inventory.unjudged)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_due(last: ReadingCard | None, *, digest: str, now: datetime) -> bool:
    """Tell whether the list has to be asked: never yet, in vain, for other parts, or most of a day ago."""
    return last is None or not last.is_complete or last.digest != digest or now - last.at >= AGAIN


def is_trusted(last: ReadingCard | None, *, now: datetime) -> bool:
    """Tell whether the last reading says how things stand: it was complete, and two days ago at most."""
    return last is not None and last.is_complete and now - last.at <= TOO_OLD


def may_accept(until: datetime, *, now: datetime) -> bool:
    """Tell whether a weakness may be accepted until then."""
    return now < until <= now + LONGEST
