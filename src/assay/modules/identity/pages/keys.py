"""API keys: the list, a new one, its successor, its end. A change asks for a recent proof of who somebody is."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assay.kernel import clock
from assay.kernel.errors import Invalid
from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import KeyMadeBefore, TooManyKeys
from assay.modules.identity.events import KEYS
from assay.modules.identity.forms.keys import NewKey, ReplaceKey
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.policy import access as rules
from assay.modules.identity.queries import keys as reads
from assay.modules.identity.queries.access import actor, require, signed_in
from assay.modules.identity.queries.doors import offered
from assay.modules.identity.queries.people import name_of
from assay.modules.identity.services import keys
from assay.modules.identity.types import KeyCard, MadeKey
from assay.modules.identity.types.places import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list, with the name of whoever made the key."""

    key: KeyCard
    maker: str


@require_GET
@signed_in
@never_cache
@shows(KEYS)
def list_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys one may know of."""
    who = actor(request)
    page = reads.list_keys(who, cursor=request.GET.get("cursor"))
    names = name_of([card.person_id for card in page.items])
    lines = [Line(key=card, maker=name.reveal() if (name := names.get(card.person_id)) else "") for card in page.items]
    shown = {
        "page": page,
        "lines": lines,
        "me": who.person_id,
        "now": clock.now(),
        "may_make": rules.may(who.role, Action.KEYS_MAKE),
    }
    return render(request, "identity/keys.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
@freshly
@never_cache
@throttle("60/h", by="person", methods=("POST",))
@shows_nothing("an empty form; a key that is made has its own entry")
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show it once."""
    who = actor(request)
    require(who, Action.KEYS_MAKE)
    scopes = [scope for scope in offered() if rules.may(who.role, rules.to_make_key(scope))]
    form = NewKey(request.POST or None, offered=scopes)
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, keys.make(who, form.order(), key_id=form.key_id))
        except Invalid as fault:
            form.refuse(fault.errors)
        except KeyMadeBefore:
            return _made_before(request)
        except TooManyKeys as fault:
            form.add_error(None, fault.detail)
    return render(request, "identity/key_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
@freshly
@never_cache
@throttle("60/h", by="person", methods=("POST",))
@shows(KEYS)
def replace_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Make a successor and show it once."""
    who = actor(request)
    card = reads.get_own_key(who, key_id)
    form = ReplaceKey(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, keys.rotate(who, key_id, overlap=form.overlap, new_key_id=form.key_id))
        except KeyMadeBefore:
            return _made_before(request)
    return render(request, "identity/key_replace.html", {"form": form, "key": card}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
@freshly
@never_cache
@throttle("60/h", by="person", methods=("POST",))
@shows(KEYS)
def revoke_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Ask first, then end a key."""
    who = actor(request)
    card = reads.get_key(who, key_id)
    if request.method == "POST":
        keys.revoke(who, key_id)
        messages.success(request, _("The key is revoked. Programs that use it are refused from now on."))
        return redirect("identity:keys")
    return render(request, "identity/key_revoke.html", {"key": card})


def _shown(request: HttpRequest, made: MadeKey) -> HttpResponse:
    shown = {"token": made.token.reveal(), "expires_at": made.expires_at}
    return render(request, "identity/key_shown.html", shown, status=201)


def _made_before(request: HttpRequest) -> HttpResponse:
    words = _("That key was made already. It is shown once: if you did not keep it, revoke it and make another.")
    messages.warning(request, words)
    return redirect("identity:keys")
