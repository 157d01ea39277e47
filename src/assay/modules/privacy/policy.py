"""How many archives are made, and how long they are kept."""

from datetime import datetime, timedelta
from typing import Final

KEPT: Final = timedelta(days=7)
A_DAY: Final = 3
DAY: Final = timedelta(days=1)
GRACE: Final = timedelta(days=14)  # from asking to be erased until it happens
REMINDED_BEFORE: Final = timedelta(days=3)
STUCK: Final = timedelta(minutes=15)  # an erasure that was begun this long ago is begun again
PIECE: Final = 192 * 1024  # bytes sealed at once
FORMAT: Final = "assay.archive.v1"


def wait_for_next(asked: list[datetime], *, now: datetime) -> int:
    """Return after how many seconds another archive may be asked for, given when the former ones were; 0: now."""
    recent = sorted(moment for moment in asked if now - moment < DAY)
    if len(recent) < A_DAY:
        return 0
    return max(1, int((recent[-A_DAY] + DAY - now).total_seconds()))
