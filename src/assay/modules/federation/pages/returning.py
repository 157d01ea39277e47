"""On the way back from a provider."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assay.kernel.throttle import throttle
from assay.modules.federation import policy
from assay.modules.federation.errors import AssertionRefused, FlowOver, LinkedElsewhere, ProviderAway, TooManyLinks
from assay.modules.federation.pages import keeping
from assay.modules.federation.pages.going import refused, way_home
from assay.modules.federation.queries import assertions
from assay.modules.federation.queries.connections import covers, speaks_for
from assay.modules.federation.queries.links import find_person
from assay.modules.federation.queries.providers import get
from assay.modules.federation.services import connections, joining, links
from assay.modules.federation.types import Assertion, Flow, Provider, Purpose, Returned
from assay.modules.identity.api import Word, actor, confirm, enter, is_fresh


@never_cache
@throttle("60/m", by="address", name="federation.callback")
@require_GET
def callback(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take what a provider sent back, if this browser was sent there."""
    provider = get(key, is_trial=True)
    try:
        flow = keeping.finish(request, provider, state=request.GET.get("state", ""))
        provider = get(key, is_trial=flow.purpose is Purpose.TRY)
        if "error" in request.GET or not request.GET.get("code"):
            return _given_up(request, provider, flow)
        assertion = assertions.read(provider, _returned(request, provider), flow=flow)
        return _arrived(request, provider, flow, assertion)
    except (AssertionRefused, FlowOver, ProviderAway) as fault:
        return refused(request, provider, fault)


def _returned(request: HttpRequest, provider: Provider) -> Returned:
    return Returned(
        code=request.GET.get("code", ""), issuer=request.GET.get("iss", ""), redirect_uri=way_home(provider)
    )


def _given_up(request: HttpRequest, provider: Provider, flow: Flow) -> HttpResponse:
    """Go back where somebody came from who did not want to after all; nothing the provider says is repeated."""
    messages.info(request, _("Nothing came of signing in with %(name)s.") % {"name": provider.label})
    return redirect(_BACK[flow.purpose])


_BACK = {
    Purpose.ENTER: "account_login",
    Purpose.LINK: "federation:links",
    Purpose.TRY: "federation:connection",
    Purpose.CONFIRM: "federation:confirm",
}


def _arrived(request: HttpRequest, provider: Provider, flow: Flow, assertion: Assertion) -> HttpResponseBase:
    """Go on as the trip was meant. What a company's provider says of anybody but its own people counts for nothing."""
    if provider.workspace_id is not None:
        if not covers(provider.workspace_id, assertion.email):
            raise AssertionRefused("address_not_covered")
        assertion = replace(assertion, is_proven=True)
    if flow.purpose is Purpose.ENTER:
        return _entered(request, provider, flow, assertion)
    if flow.purpose is Purpose.CONFIRM:
        return _confirmed(request, provider, flow, assertion)
    if str(request.user.pk) != flow.person_id or not is_fresh(request):
        raise FlowOver
    return (
        _linked(request, provider, assertion) if flow.purpose is Purpose.LINK else _tried(request, provider, assertion)
    )


def _entered(request: HttpRequest, provider: Provider, flow: Flow, assertion: Assertion) -> HttpResponseBase:
    """Let in whom the assertion opens an account to; with anybody else go on to ask."""
    if request.user.is_authenticated:
        raise FlowOver  # they signed in meanwhile, perhaps as somebody else
    company, person_id = provider.workspace_id, find_person(assertion)
    if person_id is None and company is not None:
        person_id = joining.claim_made(assertion, workspace_id=company)
    if person_id is None:
        keeping.keep(request, assertion, back_to=flow.back_to)
        return redirect("federation:join" if assertion.is_proven or assertion.email is None else "federation:prove")
    if company is not None and not speaks_for(company, person_id):
        raise AssertionRefused("account_not_covered")  # their address here is another one by now
    links.note_use(assertion)
    return enter(request, person_id, by=name_of(provider), back_to=flow.back_to, word=word_of(provider, assertion))


def name_of(provider: Provider) -> str:
    """Name a way in for the log."""
    return "company" if provider.workspace_id else provider.key


def word_of(provider: Provider, assertion: Assertion) -> Word | None:
    """Return what a company's provider said of how somebody signed in; a factor only if the owners wanted it all along.

    ``provider`` is as it is now: what was decided otherwise since the trip began makes the word worth nothing.
    """
    if provider.workspace_id is None:
        return None
    is_meant = assertion.has_several and assertion.trust == provider.trust
    return Word(
        workspace_id=provider.workspace_id,
        signed_in_at=assertion.signed_in_at,
        factor=provider.trust if is_meant else "",
    )


def _confirmed(request: HttpRequest, provider: Provider, flow: Flow, assertion: Assertion) -> HttpResponse:
    """Take as proof of who is signed in that the provider has just had them sign in, and not let them through."""
    word, mine = word_of(provider, assertion), actor(request).person_id
    if word is None or str(mine) != flow.person_id or find_person(assertion) != mine:
        raise AssertionRefused("somebody_else")
    if not speaks_for(word.workspace_id, mine):
        raise AssertionRefused("account_not_covered")
    if not policy.is_anew(assertion.signed_in_at, begun_at=flow.begun_at):
        return refused(request, provider, AssertionRefused("not_anew"), said=_not_anew())
    confirm(request, by=name_of(provider), word=word)
    if provider.trust and not word.factor:
        messages.warning(request, _("Your company named no second factor, so it stands for none."))
    return redirect(flow.back_to or settings.LOGIN_REDIRECT_URL)


def _not_anew() -> str:
    return _(
        "Your company's sign-in let you through, or did not say when you signed in there, so nothing proves that it is "
        "you. Whoever runs it has to let it honour max_age and send auth_time. Until then, set a password by a link to "
        "your mailbox and confirm with that."
    )


def _linked(request: HttpRequest, provider: Provider, assertion: Assertion) -> HttpResponse:
    """Add the way in to the account that is signed in, which is the one that asked for it a moment ago."""
    try:
        if provider.workspace_id is None:
            links.link(actor(request).person_id, assertion)
        else:
            joining.link_member(actor(request).person_id, assertion, workspace_id=provider.workspace_id)
    except (LinkedElsewhere, TooManyLinks) as fault:
        messages.error(request, str(fault.title))
    else:
        messages.success(request, _("From now on you can sign in with it."))
    return redirect("federation:links")


def _tried(request: HttpRequest, provider: Provider, assertion: Assertion) -> HttpResponse:
    """Note that a connection works, for an owner of the workspace whose connection it is."""
    who = actor(request)
    if who.workspace_id != provider.workspace_id:
        raise FlowOver
    connections.note_trial(who)
    messages.success(request, _("It works: the provider named somebody of a proven domain. You can switch it on."))
    if not assertion.signed_in_at:
        messages.warning(request, _("It did not say when they signed in (auth_time), so nobody can confirm by it."))
    elif assertion.has_several:
        messages.info(request, _("It named a second factor."))
    else:
        messages.info(request, _("It named no second factor."))
    return redirect("federation:connection")
