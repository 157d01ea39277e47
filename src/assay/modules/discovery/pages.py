"""The pages of discovery. Who may: anybody signed in, over their own profile; members and above may open ideas."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.engine.discovery import Candidate
from assay.engine.discovery.result import Contribution
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.billing.api import within_plan
from assay.modules.discovery import queries, services
from assay.modules.discovery.events import SEARCH, SEARCHES
from assay.modules.discovery.types import DiscoveryRun, DiscoveryRunId, RunStatus
from assay.modules.founders import api as founders
from assay.modules.identity.api import actor, signed_in
from assay.web import charts
from assay.web.charts import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A candidate, its strongest and weakest contributions against the median candidate, and all of them drawn."""

    candidate: Candidate
    strong: tuple[Contribution, ...]
    weak: tuple[Contribution, ...]
    figure: Figure


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("20/m", by="person", methods=("POST",))
@shows(SEARCHES)
def start(request: HttpRequest) -> HttpResponse:
    """Lead on to the profile, to a first search, or to the last one's results."""
    who = actor(request)
    if request.method == "POST":
        return redirect("discovery:run", services.open_run(who).id)
    profile = founders.find_profile(who)
    page = queries.list_runs(who, cursor=request.GET.get("cursor"))
    is_current = bool(profile and page.items and page.items[0].profile_number == profile.number)
    return render(request, "discovery/start.html", {"profile": profile, "page": page, "is_current": is_current})


@require_GET
@signed_in
@shows(SEARCH)
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The ten ideas that fit, or the search under way."""
    who = actor(request)
    found = queries.get_run(who, DiscoveryRunId(run_id))
    if found.status is not RunStatus.DONE:
        return render(request, "discovery/waiting.html", {"run": found})
    result = queries.get_result(who, found.id)
    shown = {
        "run": found,
        "result": result,
        "cards": [_card(candidate) for candidate in result.candidates],
        "quantities": {quantity.id: quantity for quantity in result.quantities},
        "is_current": _is_current(request, found),
    }
    return render(request, "discovery/run.html", shown)


@require_GET
@signed_in
@shows(SEARCH)
def state(request: HttpRequest, run_id: UUID) -> HttpResponse:
    found = queries.get_run(actor(request), DiscoveryRunId(run_id))
    answer = render(request, "discovery/state.html", {"run": found})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@signed_in
@throttle("30/m", by="person")
@within_plan
def open_idea(request: HttpRequest, entry_id: str) -> HttpResponse:
    idea_id = services.open_as_idea(actor(request), entry_id)
    messages.success(request, _("It is yours now. Everything is filled in; change what you know better."))
    return redirect("validation:wizard", idea_id, "idea")


def _is_current(request: HttpRequest, found: DiscoveryRun) -> bool:
    profile = founders.find_profile(actor(request))
    return profile is not None and profile.number == found.profile_number


def _card(candidate: Candidate) -> Card:
    ranked = sorted(candidate.contributions, key=lambda part: part.against_median)
    return Card(
        candidate=candidate,
        strong=tuple(part for part in reversed(ranked[-3:]) if part.against_median > 0),
        weak=tuple(part for part in ranked[:2] if part.against_median < 0),
        figure=_figure(candidate.contributions),
    )


def _figure(contributions: tuple[Contribution, ...]) -> Figure:
    """Each part of the fit against the median candidate's, in hundredths of the whole."""
    parts = tuple(
        charts.Contribution(
            label=part.label, value=part.points, median=part.points - part.against_median, weight=part.weight
        )
        for part in contributions
    )
    sources = tuple(name for part in contributions for name in (part.quantity_id, part.median_id))
    return charts.contribution_bars(charts.Contributions(parts=parts, sources=sources))


urlpatterns = [
    path("app/discover/", start, name="start"),
    path("app/discover/<uuid:run_id>/", run, name="run"),
    path("app/discover/<uuid:run_id>/state/", state, name="state"),
    path("app/discover/open/<slug:entry_id>/", open_idea, name="open"),
]
