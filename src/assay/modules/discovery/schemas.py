"""What goes over the wire for discovery. A result has the shape of ``docs/schemas/discovery-result.schema.json``."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from ninja import Schema

from assay.engine.discovery import Entry
from assay.kernel import wire
from assay.kernel.pagination import Page
from assay.modules.discovery.types import DiscoveryRun, RunStatus


class DiscoveryRunOut(Schema):
    """A search: its state, and the profile version it used."""

    id: UUID
    status: RunStatus
    profile_number: int
    failure: str
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, run: DiscoveryRun) -> Self:
        """The wire form of a run."""
        return cls.model_validate(run, from_attributes=True)


class DiscoveryRunPage(Schema):
    """A page of searches, newest first."""

    items: list[DiscoveryRunOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[DiscoveryRun]) -> Self:
        """The wire form of a page."""
        return cls(items=[DiscoveryRunOut.of(run) for run in page.items], next_cursor=page.next_cursor)


class OpportunityRow(Schema):
    """One line of the catalogue."""

    id: str
    title: str
    one_liner: str
    sector: str
    archetype: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The wire form of an entry, in short."""
        return cls(
            id=entry.id, title=entry.title, one_liner=entry.one_liner, sector=entry.sector, archetype=entry.archetype
        )


class Opportunity(Schema):
    """A catalogue entry in full; every figure is ours (tier D) unless its tier says otherwise."""

    entry: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The wire form of an entry."""
        return cls(entry=wire.dump(entry))
