"""How the last readings went."""

from assay.modules.supply import models
from assay.modules.supply.types import ReadingCard


def find_last(*, is_complete: bool | None = None) -> ReadingCard | None:
    """Return the last reading, or the last that was complete (or was not)."""
    rows = models.Reading.objects.order_by("-created_at", "-id")
    row = (rows if is_complete is None else rows.filter(is_complete=is_complete)).first()
    return _card(row) if row else None


def _card(row: models.Reading) -> ReadingCard:
    return ReadingCard(
        at=row.created_at, parts=row.parts, digest=row.fingerprint, is_complete=row.is_complete, failure=row.failure
    )
