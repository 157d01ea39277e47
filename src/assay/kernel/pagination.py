"""Pages of a list by key, not by number: the cost of page 1,000 is that of page 1, and nothing is skipped or doubled.

The order is newest first: ``(-created_at, -id)``. A cursor is an opaque word; an invented one is refused (422).
"""

import base64
import binascii
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from ninja import Query

from assay.kernel.errors import Invalid

MOST = 100
Limit = Annotated[int, Query(ge=1, le=MOST)]  # how the API's lists take it
Search = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]  # no column takes a zero byte
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SHAPE = ">q16s"  # microseconds since 1970, id


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
    found: list[Any] = list(following(queryset, cursor)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], encode(last.created_at, last.id) if last is not None else None)


def following[M: Model](queryset: QuerySet[M], cursor: str | None) -> QuerySet[M]:
    """Return the rows behind a cursor, newest first. Raises Invalid for one that is not ours."""
    rows = queryset.order_by("-created_at", "-id")
    if not cursor:
        return rows
    created_at, key = decode(cursor)
    return rows.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=key), created_at__lte=created_at)


def encode(created_at: datetime, key: UUID) -> str:
    """Make the cursor that stands right behind a row."""
    raw = struct.pack(_SHAPE, (created_at - _EPOCH) // _MICROSECOND, key.bytes)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID]:
    """Read a cursor. Raises Invalid for anything that ``encode`` does not make."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        microseconds, key = struct.unpack(_SHAPE, raw)
        return _EPOCH + microseconds * _MICROSECOND, UUID(bytes=key)
    except (ValueError, binascii.Error, OverflowError, struct.error):
        raise Invalid(errors=[{"pointer": "/cursor", "detail": "is not a cursor of this list"}]) from None
