"""Runs and their results over the wire."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.engine.registry import REGISTRY_VERSION
from assay.engine.result import ValidationResult
from assay.engine.types import Quantity
from assay.engine.version import ENGINE_VERSION
from assay.kernel import wire
from assay.kernel.bodies import gives
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.pagination import Limit
from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import costly, throttle
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, door
from assay.modules.validation.errors import QuantityNotFound
from assay.modules.validation.events import RUN
from assay.modules.validation.queries import runs as reads
from assay.modules.validation.schemas import RunOut, RunPage
from assay.modules.validation.services.runs import open_run as open_one
from assay.modules.validation.types import RunId, Trigger

router = Router(tags=["runs"], auth=door("runs"))
RUNS = throttle("20/m", name="api.runs")


@router.get("/ideas/{idea_id}/runs", response=RunPage, summary="List runs")
@decorate_view(conditional, shows(RUN))
def list_runs(request: HttpRequest, idea_id: UUID, cursor: str | None = None, limit: Limit = 20) -> RunPage:
    """Runs of an idea, newest first."""
    who, key = actor(request), ideas.IdeaId(idea_id)
    ideas.get(who, key)
    return RunPage.of(reads.list_runs(who, key, cursor=cursor, limit=limit))


@router.post("/ideas/{idea_id}/runs", response={202: RunOut}, summary="Judge the idea")
@decorate_view(costly, RUNS, idempotent, shows(RUN))
def open_run(request: HttpRequest, idea_id: UUID) -> Status[RunOut]:
    """Queue a run over the answers and the ledger as they stand; unchanged ones give the run that stands already."""
    return Status(202, RunOut.of(open_one(actor(request), ideas.IdeaId(idea_id), trigger=Trigger.REPEAT)))


@router.get("/runs/{run_id}", response=RunOut, summary="One run")
@decorate_view(conditional, shows(RUN))
def get_run(request: HttpRequest, run_id: UUID) -> RunOut:
    """The state of a run; ``stage`` names what it is doing."""
    return RunOut.of(reads.get_run(actor(request), RunId(run_id)))


@router.get("/runs/{run_id}/result", response=None, summary="What a run said", openapi_extra=gives(ValidationResult))
@decorate_view(conditional, shows(RUN))
def get_result(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Verdict, scores, assumptions, economics, tests and every number with its source; 409 while the run goes on."""
    result = reads.get_result(actor(request), RunId(run_id))
    return HttpResponse(wire.dumps(result), content_type="application/json")


@router.get(
    "/runs/{run_id}/quantities/{path:quantity_id}",
    response=None,
    summary="One number and its source",
    openapi_extra=gives(Quantity),
)
@decorate_view(conditional, shows(RUN))
def get_quantity(request: HttpRequest, run_id: UUID, quantity_id: str) -> HttpResponse:
    """One number of a result: value or interval, unit, kind, source and what it was made from."""
    result = reads.get_result(actor(request), RunId(run_id))
    found = _find(result.quantities, quantity_id)
    return HttpResponse(wire.dumps(found), content_type="application/json")


@router.get("/engine", response=dict[str, str], summary="Versions", auth=None)
@decorate_view(shows_nothing("the same for everybody"))
def versions(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - ninja hands it over
    """Versions of the engine and of the benchmark registry."""
    return {"engine": ENGINE_VERSION, "registry": REGISTRY_VERSION}


def _find(quantities: tuple[Quantity, ...], quantity_id: str) -> Quantity:
    for quantity in quantities:
        if quantity.id == quantity_id:
            return quantity
    raise QuantityNotFound
