"""Reports for programs. Who may: whoever may see the idea."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from assay.kernel.etag import conditional
from assay.kernel.reading import shows
from assay.kernel.throttle import costly, throttle
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, door
from assay.modules.reports.events import REPORT
from assay.modules.reports.queries.assembly import assemble, gather
from assay.modules.reports.queries.export import to_json
from assay.modules.reports.queries.paper import to_pdf

router = Router(tags=["reports"], auth=door("reports"))

_JSON = {"responses": {200: {"description": "The report", "content": {"application/json": {}}}}}
_PDF = {"responses": {200: {"description": "The report", "content": {"application/pdf": {}}}}}


@router.get("/ideas/{idea_id}/report", response=None, summary="The report", openapi_extra=_JSON)
@decorate_view(throttle("60/m", name="api.reports"), conditional, shows(REPORT))
def get_report(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The report of the last verdict with result, ledger, answers and every number's source; 404 before the first."""
    return HttpResponse(to_json(gather(actor(request), ideas.IdeaId(idea_id))), content_type="application/json")


@router.get("/ideas/{idea_id}/report.pdf", response=None, summary="The report as PDF", openapi_extra=_PDF)
@decorate_view(costly, throttle("30/m", name="api.papers"), conditional, shows(REPORT))
def get_paper(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The same report as a tagged PDF; 404 before the first verdict."""
    material = gather(actor(request), ideas.IdeaId(idea_id))
    answer = HttpResponse(to_pdf(assemble(material)), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="report.pdf"'
    return answer
