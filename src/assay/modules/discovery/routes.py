"""Discovery for programs. Who may: the signed-in person over their own profile; viewers may only read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.engine.discovery import DiscoveryResult
from assay.kernel import wire
from assay.kernel.bodies import Made, gives
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.pagination import Limit, Search
from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import costly, throttle
from assay.modules.discovery import queries, services
from assay.modules.discovery.events import SEARCH, SEARCHES
from assay.modules.discovery.schemas import DiscoveryRunOut, DiscoveryRunPage, Opportunity, OpportunityRow
from assay.modules.discovery.types import DiscoveryRunId
from assay.modules.identity.api import actor, door

router = Router(tags=["discovery"], auth=door("discovery"))


@router.get("/opportunities", response=list[OpportunityRow], summary="The catalogue")
@decorate_view(conditional, shows_nothing("the catalogue, the same for everybody"))
def list_opportunities(request: HttpRequest, search: Search = "") -> list[OpportunityRow]:  # noqa: ARG001 - ninja hands it over
    """Every opportunity in short, by id; ``search`` looks in title and one-liner."""
    wanted = search.casefold()
    entries = queries.catalogue().entries
    return [OpportunityRow.of(e) for e in entries if wanted in f"{e.title} {e.one_liner}".casefold()]


@router.get("/opportunities/{entry_id}", response=Opportunity, summary="One opportunity")
@decorate_view(conditional, shows_nothing("the catalogue, the same for everybody"))
def get_opportunity(request: HttpRequest, entry_id: str) -> Opportunity:  # noqa: ARG001 - ninja hands it over
    """One catalogue entry with every figure and its tier."""
    return Opportunity.of(queries.get_opportunity(entry_id))


@router.get("/discovery-runs", response=DiscoveryRunPage, summary="List searches")
@decorate_view(conditional, shows(SEARCHES))
def list_runs(request: HttpRequest, cursor: str | None = None, limit: Limit = 20) -> DiscoveryRunPage:
    """Your searches, newest first."""
    return DiscoveryRunPage.of(queries.list_runs(actor(request), cursor=cursor, limit=limit))


@router.post("/discovery-runs", response={202: DiscoveryRunOut}, summary="Search")
@decorate_view(costly, throttle("20/m", name="api.runs"), idempotent, shows(SEARCH))
def open_run(request: HttpRequest) -> Status[DiscoveryRunOut]:
    """Search with the profile as it stands; 404 without one. The same profile gives the search that stands already."""
    return Status(202, DiscoveryRunOut.of(services.open_run(actor(request))))


@router.get("/discovery-runs/{run_id}", response=DiscoveryRunOut, summary="One search")
@decorate_view(conditional, shows(SEARCH))
def get_run(request: HttpRequest, run_id: UUID) -> DiscoveryRunOut:
    """The state of a search."""
    return DiscoveryRunOut.of(queries.get_run(actor(request), DiscoveryRunId(run_id)))


@router.get(
    "/discovery-runs/{run_id}/result",
    response=None,
    summary="What a search found",
    openapi_extra=gives(DiscoveryResult),
)
@decorate_view(conditional, shows(SEARCH))
def get_result(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ten candidates, near misses and every number with its source; 409 while the search runs."""
    result = queries.get_result(actor(request), DiscoveryRunId(run_id))
    return HttpResponse(wire.dumps(result), content_type="application/json")


@router.post(
    "/ideas/from-opportunity/{entry_id}",
    response={201: Made},
    summary="Open an opportunity as an idea",
    auth=door("ideas"),
)
@decorate_view(idempotent)
def open_as_idea(request: HttpRequest, entry_id: str) -> Status[Made]:
    """Make an idea whose priors, economics and tests come from the catalogue entry."""
    return Status(201, Made(id=services.open_as_idea(actor(request), entry_id)))
