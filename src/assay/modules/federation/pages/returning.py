"""On the way back from a provider."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assay.kernel.throttle import throttle
from assay.modules.federation.errors import AssertionRefused, FlowOver, LinkedElsewhere, ProviderAway, TooManyLinks
from assay.modules.federation.pages import keeping
from assay.modules.federation.pages.going import refused, way_home
from assay.modules.federation.queries import assertions
from assay.modules.federation.queries.links import find_person
from assay.modules.federation.queries.providers import get
from assay.modules.federation.services import links
from assay.modules.federation.types import Assertion, Flow, Provider, Purpose, Returned
from assay.modules.identity.api import actor, enter, is_fresh


@never_cache
@throttle("60/m", by="address", name="federation.callback")
@require_GET
def callback(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take what a provider sent back, if this browser was sent there."""
    provider = get(key)
    try:
        flow = keeping.finish(request, provider, state=request.GET.get("state", ""))
        if "error" in request.GET or not request.GET.get("code"):
            return _given_up(request, provider, flow)
        assertion = assertions.read(provider, _returned(request, provider), flow=flow)
        return _linked(request, flow, assertion) if flow.purpose is Purpose.LINK else _entered(request, flow, assertion)
    except (AssertionRefused, FlowOver, ProviderAway) as fault:
        return refused(request, provider, fault)


def _returned(request: HttpRequest, provider: Provider) -> Returned:
    return Returned(
        code=request.GET.get("code", ""), issuer=request.GET.get("iss", ""), redirect_uri=way_home(provider)
    )


def _given_up(request: HttpRequest, provider: Provider, flow: Flow) -> HttpResponse:
    """Go back where somebody came from who did not want to after all; nothing the provider says is repeated."""
    messages.info(request, _("Nothing came of signing in with %(name)s.") % {"name": provider.label})
    return redirect("federation:links" if flow.purpose is Purpose.LINK else "account_login")


def _entered(request: HttpRequest, flow: Flow, assertion: Assertion) -> HttpResponseBase:
    """Let in whom the assertion opens an account to; with anybody else go on to ask."""
    if request.user.is_authenticated:
        raise FlowOver  # they signed in meanwhile, perhaps as somebody else
    person_id = find_person(assertion)
    if person_id is not None:
        links.note_use(assertion)
        return enter(request, person_id, by=assertion.provider, back_to=flow.back_to)
    keeping.keep(request, assertion, back_to=flow.back_to)
    return redirect("federation:join" if assertion.is_proven or assertion.email is None else "federation:prove")


def _linked(request: HttpRequest, flow: Flow, assertion: Assertion) -> HttpResponse:
    """Add the way in to the account that is signed in, which is the one that asked for it a moment ago."""
    if str(request.user.pk) != flow.person_id or not is_fresh(request):
        raise FlowOver
    try:
        links.link(actor(request).person_id, assertion)
    except (LinkedElsewhere, TooManyLinks) as fault:
        messages.error(request, str(fault.title))
    else:
        messages.success(request, _("From now on you can sign in with it."))
    return redirect("federation:links")
