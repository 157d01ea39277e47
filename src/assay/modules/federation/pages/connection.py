"""A workspace's own provider: its owners set it up, try it, switch it, remove it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assay.kernel.errors import Conflict
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.directory import api as directory
from assay.modules.federation import policy
from assay.modules.federation.errors import NoDomain, NotShared, NotTried, NoWayBack
from assay.modules.federation.events import COMPANY_SIGN_IN
from assay.modules.federation.forms import Connect, Switch, Trust
from assay.modules.federation.pages import keeping
from assay.modules.federation.pages.going import back_to
from assay.modules.federation.queries import connections as reads
from assay.modules.federation.services import connections
from assay.modules.federation.types import ConnectionCard
from assay.modules.identity.api import actor, fresh, get_card, signed_in

_WORDS = {
    NotTried: gettext_lazy("Try it first, as it is now."),
    NoDomain: gettext_lazy("Prove a domain first: the provider speaks for its people only."),
    NoWayBack: gettext_lazy("Set up a passkey or an authenticator app first: your way in when the provider breaks."),
}


@never_cache
@throttle("20/m", by="person", name="federation.connection", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@shows(COMPANY_SIGN_IN)
def connection(request: HttpRequest) -> HttpResponse:
    """Show the provider, and take another one. Raises RoleTooLow below owner."""
    who = actor(request)
    card = reads.find(who)
    form = Connect(request.POST if request.method == "POST" else None, card=card)
    if form.is_bound and form.is_valid():
        try:
            connections.save(who, form.order())
        except NotShared as fault:
            form.add_error(None, str(fault.title))
        else:
            is_tried = reads.get(who).tried_at is not None
            messages.success(request, _("Saved.") if is_tried else _("Saved. Try it now; then switch it on."))
            return redirect("federation:connection")
    return _page(request, form=form)


@throttle("20/m", by="person", name="federation.switch")
@require_POST
@signed_in
@fresh
def switch(request: HttpRequest) -> HttpResponse:
    """Switch it on or off, for who likes or for everybody. Raises RoleTooLow, ConnectionNotFound."""
    form = Switch(request.POST)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    if not wanted:
        messages.error(request, _("Choose one of the three."))
        return redirect("federation:connection")
    try:
        connections.switch(actor(request), is_enabled=wanted != "off", is_enforced=wanted == "all")
    except (NotTried, NoDomain, NoWayBack) as fault:
        messages.error(request, str(_words(fault)))
    else:
        messages.success(request, _("Saved. The owners were written to."))
    return redirect("federation:connection")


@throttle("20/m", by="person", name="federation.factor")
@require_POST
@signed_in
@fresh
@shows(COMPANY_SIGN_IN)
def factor(request: HttpRequest) -> HttpResponse:
    """Let the provider's word stand for a second factor, or not. Raises RoleTooLow, ConnectionNotFound."""
    form, who = Trust(request.POST), actor(request)
    if not form.is_valid():
        return _page(request, form=Connect(card=reads.get(who)), trust=form)
    connections.trust(who, is_trusted=form.cleaned_data["is_trusted"], acr_values=form.cleaned_data["acr_values"])
    messages.success(request, _("Saved. The owners were written to."))
    return redirect("federation:connection")


@never_cache
@throttle("20/m", by="person", name="federation.connection_remove", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@shows(COMPANY_SIGN_IN)
def remove(request: HttpRequest) -> HttpResponse:
    """Take the provider away, once more asked. Raises RoleTooLow, ConnectionNotFound."""
    who = actor(request)
    card = reads.get(who)
    if request.method != "POST":
        return render(request, "federation/connection_remove.html", {"card": card})
    connections.remove(who)
    messages.success(request, _("It is removed. People sign in with their own means again."))
    return redirect("federation:connection")


def _page(request: HttpRequest, *, form: Connect, trust: Trust | None = None) -> HttpResponse:
    who = actor(request)
    card = reads.find(who)
    shown = {
        "form": form,
        "card": card,
        "workspace": get_card(who),
        "domains": directory.proven_domains(who.workspace_id),
        "back": back_to(str(card.id if card else policy.connection_id(who.workspace_id))),
        **(_of(request, card) if card else {}),
    }
    if trust is not None:
        shown["trust"] = trust
    is_wrong = form.errors or (trust is not None and trust.errors)
    return render(request, "federation/connection.html", shown, status=422 if is_wrong else 200)


def _of(request: HttpRequest, card: ConnectionCard) -> dict[str, object]:
    state = "all" if card.is_enforced else "on" if card.is_enabled else "off"
    return {
        "ticket": keeping.give_ticket(request),
        "switch": Switch(initial={"wanted": state}),
        "trust": Trust(initial={"is_trusted": card.trusted_at is not None, "acr_values": " ".join(card.acr_values)}),
    }


def _words(fault: Conflict) -> object:
    return _WORDS.get(type(fault), fault.title)
