"""Reads of discovery: runs, their results, and the catalogue."""

from functools import cache
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.engine.discovery import Catalogue, DiscoveryResult, Entry, load_catalogue
from assay.kernel import wire
from assay.kernel.pagination import Page, paginate
from assay.kernel.subjects import Holding
from assay.modules.discovery import models
from assay.modules.discovery.errors import OpportunityNotFound, RunNotFinished, RunNotFound
from assay.modules.discovery.types import DiscoveryRun, DiscoveryRunId, RunStatus
from assay.modules.identity.api import Actor

HOLDINGS: Final = (
    Holding(
        model=models.DiscoveryRun,
        area="profile/searches",
        about=_("Your searches for ideas: what you had answered, and what was found."),
        theirs=lambda person: Q(person_id=person.id),
        goes=lambda person: Q(person_id=person.id),
    ),
)


@cache
def catalogue() -> Catalogue:
    """The catalogue of opportunities, read once per process."""
    return load_catalogue()


def get_opportunity(entry_id: str) -> Entry:
    """One entry of the catalogue. Raises OpportunityNotFound."""
    for entry in catalogue().entries:
        if entry.id == entry_id:
            return entry
    raise OpportunityNotFound


def get_run(actor: Actor, run_id: DiscoveryRunId) -> DiscoveryRun:
    """One run without its result. Raises RunNotFound."""
    row = models.DiscoveryRun.objects.defer("result", "answers").filter(
        workspace_id=actor.workspace_id, person_id=actor.person_id, pk=run_id
    )
    found = row.first()
    if found is None:
        raise RunNotFound
    return to_run(found)


def get_result(actor: Actor, run_id: DiscoveryRunId) -> DiscoveryResult:
    """What a finished run found. Raises RunNotFound, RunNotFinished."""
    row = (
        models.DiscoveryRun.objects.only("result", "person_id")
        .filter(workspace_id=actor.workspace_id, person_id=actor.person_id, pk=run_id)
        .first()
    )
    if row is None:
        raise RunNotFound
    if row.result is None:
        raise RunNotFinished
    return wire.load(DiscoveryResult, row.result)


def list_runs(actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[DiscoveryRun]:
    """The actor's runs, newest first. Raises Invalid for a bad cursor."""
    rows = models.DiscoveryRun.objects.defer("result", "answers").filter(
        workspace_id=actor.workspace_id, person_id=actor.person_id
    )
    page = paginate(rows, cursor=cursor, limit=limit)
    return Page(items=tuple(to_run(row) for row in page.items), next_cursor=page.next_cursor)


def to_run(row: models.DiscoveryRun) -> DiscoveryRun:
    return DiscoveryRun(
        id=DiscoveryRunId(row.pk),
        status=RunStatus(row.status),
        profile_number=row.profile_number,
        failure=row.failure,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
