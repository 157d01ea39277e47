"""How long mail is tried and how long it is kept."""

from datetime import datetime, timedelta
from typing import Final

# Six attempts spread over about eleven hours: long enough for a server that restarts or greylists, and short enough
# that a link in the mail is not dead on arrival.
WAITS: Final = (
    timedelta(seconds=15),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=10),
)

# A worker that holds a message longer than this has died with it: the SMTP time limit is far below.
CLAIM: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=30)


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts (at least one); None when it was the last."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def is_abandoned(claimed_at: datetime, *, now: datetime) -> bool:
    """Tell whether whoever took the message in hand has had more time than a delivery takes."""
    return now - claimed_at >= CLAIM
