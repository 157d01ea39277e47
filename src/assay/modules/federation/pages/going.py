"""On the way to a provider.

The way begins with a link and not with a form: browsers hold the redirect after a form to the page's own
``form-action``, and this page allows its own site alone. What begins is remembered in this browser's session only; a
page of another site that sends somebody here gets them as far as a question.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assay.kernel.logging import get_logger
from assay.kernel.origins import OWN
from assay.kernel.throttle import throttle
from assay.modules.federation.errors import AssertionRefused, FlowOver, ProviderAway
from assay.modules.federation.pages import keeping
from assay.modules.federation.queries import assertions
from assay.modules.federation.queries.providers import get
from assay.modules.federation.types import Provider, Purpose
from assay.modules.identity.api import is_fresh

log = get_logger(__name__)
_TICKETED: Final = {"add": Purpose.LINK, "try": Purpose.TRY, "confirm": Purpose.CONFIRM}


@never_cache
@throttle("30/m", by="address", name="federation.go")
@require_GET
def go(request: HttpRequest, key: str) -> HttpResponse:
    """Send somebody to a provider."""
    provider = get(key, is_trial=_is_trial(request))
    if request.headers.get("Sec-Fetch-Site", "none") not in OWN:
        return render(request, "federation/go.html", {"provider": provider, "next": keeping.safe_next(request)})
    if request.user.is_authenticated and not _TICKETED.keys() & request.GET.keys():
        return redirect(keeping.safe_next(request) or settings.LOGIN_REDIRECT_URL)
    purpose = _purpose(request)
    if purpose is None:
        return refused(request, provider, FlowOver())
    state, flow = keeping.begin(request, provider, purpose=purpose, back_to=keeping.safe_next(request))
    try:
        where = assertions.way_to(provider, flow=flow, state=state, redirect_uri=way_home(provider))
    except (AssertionRefused, ProviderAway) as fault:
        return refused(request, provider, fault)
    return redirect(where)


def way_home(provider: Provider) -> str:
    """Return where a provider sends people back: by our own address, whatever host a request named."""
    return back_to(provider.key)


def back_to(key: str) -> str:
    """Return the same by a provider's key; an owner registers it there before the provider is saved here."""
    return f"{settings.BASE_URL}{reverse('federation:callback', args=[key])}"


def refused(
    request: HttpRequest, provider: Provider, fault: AssertionRefused | ProviderAway | FlowOver, *, said: str = ""
) -> HttpResponse:
    """Say that it did not work, and where to go on; why exactly stands in the log."""
    reason = fault.reason if isinstance(fault, AssertionRefused) else type(fault).__name__
    log.warning("sign-in elsewhere refused", provider=provider.key, reason=reason)
    shown = {"provider": provider, "said": said or _words(provider, fault)}
    return render(request, "federation/refused.html", shown, status=fault.status)


def _is_trial(request: HttpRequest) -> bool:
    return "try" in request.GET


def _purpose(request: HttpRequest) -> Purpose | None:
    """Return why somebody goes; None where they want to change an account and may not, or not from here."""
    named = next((word for word in _TICKETED if word in request.GET), None)
    if named is None:
        return Purpose.ENTER
    purpose = _TICKETED[named]
    is_theirs = request.user.is_authenticated and keeping.take_ticket(request, request.GET[named])
    return purpose if is_theirs and (purpose is Purpose.CONFIRM or is_fresh(request)) else None


def _words(provider: Provider, fault: AssertionRefused | ProviderAway | FlowOver) -> str:
    name = {"name": provider.label}
    if isinstance(fault, ProviderAway):
        return _("%(name)s does not answer at this moment. Try again in a minute, or sign in another way.") % name
    if isinstance(fault, FlowOver):
        return _("This was begun in another browser, was used already, or took too long. Begin again.")
    return _("What %(name)s sent back did not hold, so nobody was signed in. Begin again.") % name
