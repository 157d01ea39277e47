"""Whom an assertion opens no account to: somebody new, or somebody who has one here and did not link it yet.

An account here is never joined to one elsewhere because the addresses are the same. Its owner signs in with what they
have here, second step and all, and says so.
"""

from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.gcra import Rate
from assay.kernel.reading import shows
from assay.kernel.throttle import allow, throttle
from assay.modules.federation.conf import LASTS
from assay.modules.federation.errors import AssertionRefused, LinkedElsewhere, TooManyLinks
from assay.modules.federation.events import WAYS_IN
from assay.modules.federation.pages import keeping
from assay.modules.federation.pages.returning import name_of, word_of
from assay.modules.federation.queries.links import digest, find_person
from assay.modules.federation.queries.providers import get, label_of
from assay.modules.federation.services import joining, links, proofs
from assay.modules.federation.types import Assertion
from assay.modules.identity.api import actor, at_home, enter, fresh, is_established

_SALT: Final = "assay.federation.proof"
_PROOFS: Final = (Rate(3, 600), Rate(10, 86_400))  # mails about one account elsewhere


@never_cache
@throttle("20/m", by="address", name="federation.join", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponseBase:
    """Open an account for somebody new; show the way to who has one."""
    found = keeping.waiting(request)
    if found is None or request.user.is_authenticated:
        return redirect("account_login")
    if found.email is not None and not found.is_proven:
        return redirect("federation:prove")
    state = "no_address" if found.email is None else "known" if is_established(found.email) else "new"
    if request.method == "POST" and state == "new":
        try:
            return _opened(request, found)
        except LinkedElsewhere:
            return redirect("federation:join")
    return render(request, "federation/join.html", {**_shown(found), "state": state})


@never_cache
@throttle("20/m", by="address", name="federation.connect", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@at_home
@fresh
@shows(WAYS_IN)
def connect(request: HttpRequest) -> HttpResponse:
    """Link what waits to the account whose owner has just signed in with their own means, and says so."""
    found = keeping.waiting(request)
    if found is None:
        messages.info(request, _("Too much time has passed. Begin again."))
        return redirect("federation:links")
    if request.method != "POST":
        return render(request, "federation/connect.html", _shown(found))
    keeping.forget(request)
    try:
        company = get(found.provider).workspace_id
        if company is None:
            links.link(actor(request).person_id, found)
        else:
            joining.link_member(actor(request).person_id, found, workspace_id=company)
    except AssertionRefused:
        messages.error(request, _("Your account's address is not one your company speaks for."))
    except (LinkedElsewhere, TooManyLinks) as fault:
        messages.error(request, str(fault.title))
    else:
        messages.success(request, _("From now on you can sign in with it."))
    return redirect("federation:links")


@never_cache
@throttle("20/m", by="address", name="federation.prove", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Mail a link to an address that the provider does not vouch for; the same whoever has the address."""
    found, proof_id = keeping.waiting(request), keeping.waiting_id(request)
    if found is None or proof_id is None or found.email is None:
        return redirect("account_login")
    if found.is_proven:
        return redirect("federation:join")
    if request.method != "POST":
        return render(request, "federation/prove.html", {**_shown(found), "is_sent": False})
    if not all(allow(f"federation.proof|{digest(found)}|{rate.period}", rate).is_allowed for rate in _PROOFS):
        shown = {**_shown(found), "is_sent": False, "is_often": True}
        return render(request, "federation/prove.html", shown, status=429)
    label, token = label_of(found.provider), signing.dumps(str(proof_id), salt=_SALT)
    proofs.mail_proof(found.email, provider=found.provider, label=label, proof_id=proof_id, token=token)
    return render(request, "federation/prove.html", {**_shown(found), "is_sent": True})


@never_cache
@throttle("30/m", by="address", name="federation.proof", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """Take the address as proven: the link of the mail was opened where the trip began, and the button pressed."""
    try:
        named = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        named = ""
    is_here = bool(named) and named == str(keeping.waiting_id(request))
    if request.method == "POST" and is_here:
        keeping.prove(request)
        return redirect("federation:join")
    return render(request, "federation/proof.html", {"is_here": is_here}, status=200 if is_here else 404)


def _opened(request: HttpRequest, found: Assertion) -> HttpResponseBase:
    """Open the account and let its person in. Raises LinkedElsewhere, AssertionRefused, ProviderNotFound."""
    provider = get(found.provider)
    company = provider.workspace_id
    person_id = links.open_account(found) if company is None else joining.open_member(found, workspace_id=company)
    back_to = keeping.way_back(request)
    keeping.forget(request)
    return enter(request, person_id, by=name_of(provider), back_to=back_to, word=word_of(provider, found))


def _shown(found: Assertion) -> dict[str, object]:
    address = found.email.reveal() if found.email else ""
    return {"label": label_of(found.provider), "address": address, "is_linked": find_person(found) is not None}
