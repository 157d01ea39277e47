"""Staff pages of watching: what the rules found, and what came of it."""

from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assay.kernel.reading import shows
from assay.kernel.staff import StaffPage
from assay.kernel.throttle import throttle
from assay.modules.audit import api as audit
from assay.modules.identity.api import StaffAction, actor, staff_page
from assay.modules.watch.events import INCIDENTS

MENU: Final = (
    StaffPage(
        label=gettext_lazy("Incidents"),
        about=gettext_lazy("What looked like an attack; look into it and say what came of it."),
        url_name="watch-staff:incidents",
        icon="alert",
        what=StaffAction.INCIDENTS,
    ),
)


class Outcome(forms.Form):
    """What came of an incident."""

    note = forms.CharField(
        label=gettext_lazy("What came of it"), min_length=10, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


@never_cache
@require_safe
@staff_page(StaffAction.INCIDENTS)
@throttle("120/h", by="person", name="watch.incidents")
@shows(INCIDENTS)
def incidents(request: HttpRequest) -> HttpResponse:
    """Show what the rules found, newest first. Raises Invalid for a bad cursor."""
    is_open = "closed" not in request.GET
    page = audit.list_incidents(is_open=is_open, cursor=request.GET.get("cursor"))
    return render(request, "watch/incidents.html", {"page": page, "is_open": is_open})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.INCIDENTS)
@throttle("120/h", by="person", name="watch.incident", methods=("POST",))
@shows(INCIDENTS)
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Show one, and take what came of it. Raises IncidentNotFound, AlreadyClosed."""
    found = audit.get_incident(incident_id)
    form = Outcome(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        audit.close_incident(incident_id, by=actor(request).person_id, note=form.cleaned_data["note"])
        messages.success(request, _("The incident is closed."))
        return redirect("watch-staff:incidents")
    shown = {"incident": found, "form": form}
    return render(request, "watch/incident.html", shown, status=422 if form.errors else 200)


urlpatterns = [
    path("incidents/", incidents, name="incidents"),
    path("incidents/<uuid:incident_id>/", incident, name="incident"),
]
