"""Sign-in and security: everything by which a person gets into their account, and the changes to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity import policy
from assay.modules.identity.errors import AlreadySetUp, FactorMissing, LastFactor, WeakFactor
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.forms.factors import NameFactor
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.pages.showing import remember
from assay.modules.identity.queries.access import actor, at_home, is_factor_due
from assay.modules.identity.queries.factors import (
    count_codes,
    find_recovery,
    get_factor,
    is_factor_asked,
    list_factors,
)
from assay.modules.identity.queries.sessions import current, list_sessions
from assay.modules.identity.services import factors, recovery_codes
from assay.modules.identity.services.sessions import rotate
from assay.modules.identity.types import FactorKind, SecondStep, Way


@never_cache
@require_safe
@at_home
@shows(ACCOUNT)
def security(request: HttpRequest) -> HttpResponse:
    """Show what stands between an account and somebody else."""
    person = person_of(request)
    cards = list_factors(person.pk)
    kinds = [card.kind for card in cards]
    is_asked = is_factor_asked(person.pk)
    shown = {
        "app": next((card for card in cards if card.kind is FactorKind.TOTP), None),
        "passkeys": [card for card in cards if card.kind is FactorKind.PASSKEY],
        "mailbox": next((card for card in cards if card.kind is FactorKind.EMAIL), None),
        "may_mail": policy.may_mail_codes(kinds=kinds, is_staff=person.is_staff, is_asked=is_asked),
        "is_strong": bool(policy.STRONG.intersection(kinds)),
        "is_due": is_factor_due(request, actor(request)),
        "codes_left": count_codes(person.pk),
        "codes_most": policy.CODE_COUNT,
        "recovery": find_recovery(person.pk),
        "sessions": list_sessions(person.pk, current=current(request)),
    }
    return render(request, "identity/security.html", shown)


@never_cache
@throttle("30/m", by="person", name="identity.factor_rename", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@freshly
@shows(ACCOUNT)
def rename(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    """Call a passkey otherwise."""
    person = person_of(request)
    card = get_factor(person.pk, factor_id)
    form = NameFactor(request.POST or None, initial={"name": card.name})
    if form.is_bound and form.is_valid():
        factors.rename_factor(person.pk, factor_id, name=form.cleaned_data["name"])
        messages.success(request, _("The name is saved."))
        return redirect("identity:security")
    status = 422 if form.is_bound else 200
    return render(request, "identity/factors/rename.html", {"form": form, "card": card}, status=status)


@never_cache
@throttle("30/m", by="person", name="identity.factor_remove", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@freshly
@shows(ACCOUNT)
def remove(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    """Take a factor away, once more asked."""
    person = person_of(request)
    card = get_factor(person.pk, factor_id)
    if request.method != "POST":
        return render(request, "identity/factors/remove.html", {"card": card})
    try:
        factors.remove_factor(person.pk, factor_id)
    except LastFactor as fault:
        shown = {"card": card, "refused": fault.detail}
        return render(request, "identity/factors/remove.html", shown, status=fault.status)
    rotate(request)
    messages.success(request, _("It is removed and no longer confirms that it is you."))
    return redirect("identity:security")


@never_cache
@throttle("10/h", by="person", name="identity.recovery_codes", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@freshly
@shows(ACCOUNT)
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    person = person_of(request)
    if request.method != "POST":
        return render(request, "identity/factors/codes_ask.html", {"left": count_codes(person.pk)})
    try:
        made = recovery_codes.make_codes(person.pk)
    except FactorMissing:
        messages.error(request, _("Recovery codes stand in for a second step. Set one up first."))
        return redirect("identity:security")
    return render(request, "identity/factors/codes.html", {"codes": [code.reveal() for code in made]})


@throttle("10/h", by="person", name="identity.mailbox")
@require_POST
@freshly
@shows(ACCOUNT)
def mailbox(request: HttpRequest) -> HttpResponse:
    """Let codes by mail be the second step of somebody who has nothing better."""
    try:
        factors.add_mailbox(person_of(request).pk)
    except (WeakFactor, AlreadySetUp):
        messages.error(
            request, _("Codes by email are only for accounts that have nothing stronger and need nothing stronger.")
        )
    else:
        messages.success(request, _("From now on we mail you a code when you sign in."))
    return redirect("identity:security")


def after_adding(request: HttpRequest, made: factors.Added, *, said: str, way: Way) -> HttpResponse:
    """Go on after a strong factor was set up: it has just been shown, and the first one brings recovery codes."""
    remember(request, person_of(request), SecondStep(way=way, is_strong=True), again=True)
    rotate(request)
    messages.success(request, said)
    if made.codes:
        return render(request, "identity/factors/codes.html", {"codes": [code.reveal() for code in made.codes]})
    return redirect("identity:security")
