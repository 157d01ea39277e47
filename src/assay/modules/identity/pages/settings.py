"""One's own account: name, address, password, the way out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.privacy import PersonName
from assay.kernel.reading import shows
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.forms.account import YourName
from assay.modules.identity.models import Person
from assay.modules.identity.policy.access import may
from assay.modules.identity.queries.access import actor, at_home
from assay.modules.identity.services import people
from assay.modules.identity.types.places import Action


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@shows(ACCOUNT)
def settings(request: HttpRequest) -> HttpResponse:
    """Show the account, and take a new name."""
    who = actor(request)
    form = YourName(request.POST or None, initial={"name": person_of(request).name})
    if request.method == "POST" and form.is_valid():
        people.rename(who.person_id, name=PersonName(form.cleaned_data["name"]))
        messages.success(request, _("Your name is saved."))
        return redirect("identity:settings")
    return _page(request, form, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, form: YourName, *, status: int) -> HttpResponse:
    who = actor(request)
    is_admin = may(who.role, Action.WORKSPACE_SECURE)
    shown = {"form": form, "email": person_of(request).email, "is_admin": is_admin}
    return render(request, "identity/settings.html", shown, status=status)


def person_of(request: HttpRequest) -> Person:
    """Return the person behind a request that has passed `signed_in`."""
    found = request.user
    assert isinstance(found, Person)  # noqa: S101 – tells the type checker what the decorator made sure of
    return found
