"""What goes over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from assay.kernel.pagination import Page
from assay.modules.audit.api import Sort, Wanted
from assay.modules.watch.types import Line

PLAIN = r"^[a-z0-9_.]*$"


class LineOut(Schema):
    """An entry of the audit log. ``objects`` names what it is about."""

    id: UUID
    at: datetime
    who: str
    said: str
    fact: str
    via: str
    objects: dict[str, str]


class Asked(Schema):
    """What narrows the log; ``kind`` is a fact's name, days and hours carry their offset from UTC.

    ``show``: changes, reads or sign-ins alone; everything without it.
    """

    kind: str = Field("", max_length=100, pattern=PLAIN)
    actor_id: UUID | None = None
    object_id: UUID | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    show: Sort | None = None

    def wanted(self) -> Wanted:
        return Wanted(
            actor_id=self.actor_id,
            fact=self.kind,
            object_id=self.object_id,
            since=self.since,
            until=self.until,
            sort=self.show,
        )


class LinePage(Schema):
    """Some of the log, newest first, and where it goes on."""

    items: list[LineOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Line]) -> Self:
        return cls(items=[_out(line) for line in page.items], next_cursor=page.next_cursor)


def _out(line: Line) -> LineOut:
    return LineOut(
        id=line.id,
        at=line.at,
        who=line.who,
        said=line.said,
        fact=line.fact,
        via=line.via,
        objects=dict(line.objects),
    )
