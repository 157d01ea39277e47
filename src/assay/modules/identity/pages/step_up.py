"""Confirming with the second step that it is still the same person, before something sensitive."""

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.pages.showing import remember, show
from assay.modules.identity.queries.access import at_home
from assay.modules.identity.services import passkeys
from assay.modules.identity.services.sessions import rotate
from assay.modules.identity.types import Way


@never_cache
@throttle("30/m", by="address", name="identity.step_up", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@shows(ACCOUNT)
def step_up(request: HttpRequest) -> HttpResponse:
    """Ask for the second step once more; who has none confirms with the password."""
    person = person_of(request)
    showing = show(request, person.pk)
    if not showing.ways:
        return redirect("account_reauthenticate")
    if showing.proof is None:
        asked = passkeys.ask_for(person.pk) if Way.PASSKEY in showing.ways else None
        shown = showing.context(asked) | {"next": get_next_redirect_url(request) or "", "is_signing_in": False}
        return render(request, "identity/factors/show.html", shown, status=showing.status)
    remember(request, person, showing.proof, again=True)
    rotate(request)  # more is open to this session than before, so it gets another name
    return resume_request(request) or redirect("identity:security")
