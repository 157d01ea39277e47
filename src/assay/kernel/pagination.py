"""Pages of a list by key, not by number: the cost of page 1,000 is that of page 1, and nothing is skipped or doubled.

The order is newest first: ``(-created_at, -id)``. A cursor is an opaque word; a changed or invented one is refused with 422.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from assay.kernel.errors import Invalid

MOST = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LENGTH = 24  # eight bytes of time, sixteen of id


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some of a list, and the cursor of what follows (None: nothing does)."""

    items: Sequence[T]
    next_cursor: str | None

    def map[U](self, make: Callable[[T], U]) -> "Page[U]":
        """Return the page with each item turned into something else."""
        return Page([make(item) for item in self.items], self.next_cursor)


def paginate[M: Model](queryset: QuerySet[M], *, cursor: str | None = None, limit: int = 20) -> Page[M]:
    """Return up to ``limit`` rows (1 to 100), newest first, that follow ``cursor``.

    Raises Invalid for a cursor that is not one of ours and for a limit out of range.
    """
    if not 1 <= limit <= MOST:
        raise Invalid(errors=[{"pointer": "/limit", "detail": f"must be between 1 and {MOST}"}])
    rows = queryset.order_by("-created_at", "-id")
    if cursor:
        created_at, key = decode(cursor)
        rows = rows.filter(
            Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=key), created_at__lte=created_at
        )
    found: list[Any] = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], encode(last.created_at, last.id) if last is not None else None)


def encode(created_at: datetime, key: UUID) -> str:
    """Make the cursor that stands right behind a row."""
    microseconds = (created_at - _EPOCH) // _MICROSECOND
    return base64.urlsafe_b64encode(microseconds.to_bytes(8, "big", signed=True) + key.bytes).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID]:
    """Read a cursor. Raises Invalid for anything that ``encode`` does not make."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if len(raw) != _LENGTH:
            raise ValueError("wrong length")
        moment = _EPOCH + int.from_bytes(raw[:8], "big", signed=True) * _MICROSECOND
    except (ValueError, binascii.Error, OverflowError):
        raise Invalid(errors=[{"pointer": "/cursor", "detail": "is not a cursor of this list"}]) from None
    return moment, UUID(bytes=raw[8:])
