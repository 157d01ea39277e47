"""Staff pages of supply: what is known against what we run, and accepting it for a while."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assay.kernel import clock
from assay.kernel.reading import shows_nothing
from assay.kernel.staff import StaffPage
from assay.kernel.throttle import throttle
from assay.modules.identity.api import StaffAction, actor, staff_page
from assay.modules.supply.forms import Acceptance
from assay.modules.supply.policy import terms
from assay.modules.supply.queries.readings import find_last
from assay.modules.supply.queries.weaknesses import Standing, get_weakness, list_weaknesses
from assay.modules.supply.services.accepting import accept
from assay.modules.supply.types import WeaknessId

MENU: Final = (
    StaffPage(
        label=gettext_lazy("Weaknesses"),
        about=gettext_lazy("What is known against the packages that run here; mend it, or accept it for a while."),
        url_name="supply-staff:weaknesses",
        icon="alert",
        what=StaffAction.WEAKNESSES,
    ),
)


@never_cache
@require_safe
@staff_page(StaffAction.WEAKNESSES)
@throttle("120/h", by="person", name="supply.weaknesses")
@shows_nothing("what is known of packages, and nobody's data")
def weaknesses(request: HttpRequest) -> HttpResponse:
    """Show those that wait, or another list of them, newest first. Raises Invalid for a bad cursor."""
    asked = request.GET.get("standing", "")
    standing = Standing(asked) if asked in set(Standing) else Standing.OPEN
    last = find_last()
    shown = {
        "page": list_weaknesses(standing, cursor=request.GET.get("cursor")),
        "standing": standing,
        "last": last,
        "whole": find_last(is_complete=True),
        "is_trusted": terms.is_trusted(last, now=clock.now()),
    }
    return render(request, "supply/weaknesses.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.WEAKNESSES)
@throttle("120/h", by="person", name="supply.weakness", methods=("POST",))
@shows_nothing("what is known of packages, and nobody's data")
def weakness(request: HttpRequest, weakness_id: UUID) -> HttpResponse:
    """Show one, and take why it may wait. Raises WeaknessNotFound, WeaknessIsGone."""
    found = get_weakness(WeaknessId(weakness_id))
    form = Acceptance(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        accept(found.id, until=said["until"], by=actor(request).person_id, reason=said["reason"])
        messages.success(request, _("The weakness is accepted until that day."))
        return redirect("supply-staff:weaknesses")
    shown = {"weakness": found, "form": form}
    return render(request, "supply/weakness.html", shown, status=422 if form.errors else 200)


urlpatterns = [
    path("weaknesses/", weaknesses, name="weaknesses"),
    path("weaknesses/<uuid:weakness_id>/", weakness, name="weakness"),
]
