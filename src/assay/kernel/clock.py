"""The only clock of the product: aware, UTC, and able to stand still in a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware and in UTC; inside ``frozen`` the moment given there."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Let ``now()`` return ``at`` within the block. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError("the clock knows aware times only")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
