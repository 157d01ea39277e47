"""The profile page. Who may: anybody signed in sees and changes their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.engine.discovery import AREA_LABELS, SUB_AREAS, Profile
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.founders import queries, services
from assay.modules.founders.events import PROFILE
from assay.modules.founders.forms.profile import ProfileForm
from assay.modules.identity.api import actor, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
@throttle("60/m", by="person", methods=("POST",))
@shows(PROFILE)
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile as it stands, or save it; “discover” saves and goes on to the ideas that fit."""
    who = actor(request)
    stands = queries.find_profile(who)
    form = (
        ProfileForm(request.POST)
        if request.method == "POST"
        else ProfileForm.of(stands.profile if stands else Profile())
    )
    if request.method == "POST" and form.is_valid():
        services.save_profile(who, form.to_profile(stands.profile if stands else None))
        if "discover" in request.POST:
            return redirect("discovery:start")
        messages.success(request, _("Your profile is saved."))
        return redirect("founders:profile")
    areas = [(AREA_LABELS[area], names) for area, names in SUB_AREAS.items()]
    shown = {"form": form, "is_new": stands is None, "areas": areas}
    return render(request, "founders/profile.html", shown, status=422 if form.errors else 200)


urlpatterns = [path("app/profile/", profile, name="profile")]
