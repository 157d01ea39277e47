"""The report as page, PDF and JSON. Who may: whoever may see the idea; the sample is for everybody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.kernel.etag import conditional
from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.ideas import api as ideas
from assay.modules.identity.api import actor, signed_in
from assay.modules.reports.events import REPORT
from assay.modules.reports.queries.assembly import Material, assemble, gather
from assay.modules.reports.queries.export import to_json
from assay.modules.reports.queries.paper import to_pdf
from assay.modules.reports.queries.sample import sample_material
from assay.modules.validation.api import NoRunYet

PDF, JSON = "application/pdf", "application/json"


@require_safe
@signed_in
@shows(REPORT)
def show(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The report of the idea's last verdict; an idea without one is led to where it gets its first."""
    who = actor(request)
    idea = ideas.get(who, ideas.IdeaId(idea_id))
    try:
        report = assemble(gather(who, idea.id))
    except NoRunYet:
        messages.info(request, _("The report is written with the first verdict."))
        return redirect("validation:idea", idea.id)
    return render(request, "reports/report.html", {"report": report, "idea": idea, "tab": "report"})


@require_safe
@signed_in
@throttle("30/m", by="person")
@conditional
@shows(REPORT)
def pdf(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The report as a tagged PDF."""
    return _pdf(gather(actor(request), ideas.IdeaId(idea_id)))


@require_safe
@signed_in
@throttle("60/m", by="person")
@conditional
@shows(REPORT)
def json(request: HttpRequest, idea_id: UUID) -> HttpResponse:
    """The report, its result and its ledger as one JSON document."""
    return _json(gather(actor(request), ideas.IdeaId(idea_id)))


@require_safe
@conditional
@shows_nothing("the same for everybody")
def sample(request: HttpRequest) -> HttpResponse:
    """A report anybody can read, of an invented idea."""
    return render(request, "reports/sample.html", {"report": assemble(sample_material())})


@require_safe
@throttle("30/m", by="address")
@conditional
@shows_nothing("the same for everybody")
def sample_pdf(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the throttle looks at it
    """The sample as PDF."""
    return _pdf(sample_material())


@require_safe
@throttle("60/m", by="address")
@conditional
@shows_nothing("the same for everybody")
def sample_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the throttle looks at it
    """The sample as JSON."""
    return _json(sample_material())


def _pdf(material: Material) -> HttpResponse:
    return _file(to_pdf(assemble(material)), PDF, f"{_name(material)}.pdf")


def _json(material: Material) -> HttpResponse:
    return _file(to_json(material), JSON, f"{_name(material)}.json")


def _file(body: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _name(material: Material) -> str:
    return f"assay-{slugify(material.answers.name) or 'report'}"


urlpatterns = [
    path("app/ideas/<uuid:idea_id>/report/", show, name="show"),
    path("app/ideas/<uuid:idea_id>/report.pdf", pdf, name="pdf"),
    path("app/ideas/<uuid:idea_id>/report.json", json, name="json"),
    path("sample/", sample, name="sample"),
    path("sample.pdf", sample_pdf, name="sample_pdf"),
    path("sample.json", sample_json, name="sample_json"),
]
