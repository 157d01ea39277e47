"""Finding one account, seeing how it stands, and acting on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assay.kernel.errors import Conflict, Invalid
from assay.kernel.reading import notes_itself, shows_nothing
from assay.kernel.staff import StaffAccount
from assay.kernel.throttle import throttle
from assay.modules.backoffice.forms import Because, Find
from assay.modules.identity import api as identity
from assay.modules.identity.api import StaffAction, actor, staff_page

type Carry = Callable[..., object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that can be done with an account, and how its page says it."""

    what: StaffAction
    title: Promise
    about: Promise
    done: Promise
    carry_out: Carry
    is_hard: bool = False


ACTS: Final[Mapping[str, Act]] = {
    "sessions": Act(
        what=StaffAction.SESSIONS_END,
        title=gettext_lazy("Sign out everywhere"),
        about=gettext_lazy("Every session of the account ends. Whoever has the password and the factor comes back."),
        done=gettext_lazy("Every session of the account has ended."),
        carry_out=identity.end_sessions,
        is_hard=True,
    ),
    "lockout": Act(
        what=StaffAction.LOCKOUT_LIFT,
        title=gettext_lazy("Forget failed attempts"),
        about=gettext_lazy("What failed at this account counts no more. What one network owes is not forgotten."),
        done=gettext_lazy("Failed attempts are forgotten."),
        carry_out=identity.lift_lockout,
    ),
    "off": Act(
        what=StaffAction.ACCOUNT_SWITCH,
        title=gettext_lazy("Switch the account off"),
        about=gettext_lazy("Nobody signs in, every session ends, its keys stop. Nothing is deleted."),
        done=gettext_lazy("The account is switched off."),
        carry_out=partial(identity.switch_account, is_active=False),
        is_hard=True,
    ),
    "on": Act(
        what=StaffAction.ACCOUNT_SWITCH,
        title=gettext_lazy("Switch the account on again"),
        about=gettext_lazy("Its owner can sign in again, with the password and factors they have."),
        done=gettext_lazy("The account is switched on."),
        carry_out=partial(identity.switch_account, is_active=True),
    ),
    "verification": Act(
        what=StaffAction.VERIFICATION_SEND,
        title=gettext_lazy("Mail the confirmation again"),
        about=gettext_lazy("The link that proves the address goes to that address once more."),
        done=gettext_lazy("The link is on its way."),
        carry_out=identity.send_verification,
    ),
    "recovery": Act(
        what=StaffAction.RECOVERY_CANCEL,
        title=gettext_lazy("End the request about a lost factor"),
        about=gettext_lazy("The second factor stays. Nobody of the staff can take one off."),
        done=gettext_lazy("The request is over."),
        carry_out=identity.cancel_recovery,
        is_hard=True,
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.PERSON_SEE)
@throttle("60/h", by="person", name="backoffice.find", methods=("POST",))
@shows_nothing("a form; a search leaves AccountSearched")
def people(request: HttpRequest) -> HttpResponse:
    """Find an account. What was typed goes with the form, never into an address that a log would keep."""
    form = Find(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        person_id = form.id() or identity.search_account(actor(request), form.address())
        if person_id is not None:
            return redirect("backoffice:person", person_id)
        form.add_error("sought", _("Nobody has an account with exactly this address."))
    return render(request, "backoffice/people.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff_page(StaffAction.PERSON_SEE)
@throttle("120/h", by="person", name="backoffice.person")
@notes_itself("look_at_account")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show how an account stands, with its address masked. Raises AccountNotFound."""
    return _page(request, identity.look_at_account(actor(request), person_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.ADDRESS_REVEAL)
@throttle("30/h", by="person", name="backoffice.reveal", methods=("POST",))
@notes_itself("look_at_account, and StaffActed when the address is shown")
def reveal(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask why, then show the address. Raises AccountNotFound, StaffAccount."""
    account = touchable(request, person_id)
    form = Because(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            shown = identity.reveal_address(actor(request), person_id, why=form.why())
        except Invalid as refusal:
            form.add_error("reason", refusal.detail)
        else:
            return _page(request, account, address=shown.reveal())
    said = {"form": form, "account": account}
    return render(request, "backoffice/reveal.html", said, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.PERSON_SEE)
@throttle("60/h", by="person", name="backoffice.act", methods=("POST",))
@notes_itself("look_at_account")
def act(request: HttpRequest, person_id: UUID, name: str) -> HttpResponse:
    """Ask why, then do it. Raises DutyTooLow, AccountNotFound, StaffAccount."""
    who, found = actor(request), ACTS.get(name)
    if found is None:
        raise Http404
    identity.require_duty(who, found.what)
    account = touchable(request, person_id)
    form = Because(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            found.carry_out(who, person_id, why=form.why())
        except (Conflict, Invalid) as refusal:
            form.add_error("reason" if isinstance(refusal, Invalid) else None, refusal.detail)
        else:
            messages.success(request, str(found.done))
            return redirect("backoffice:person", person_id)
    said = {"form": form, "account": account, "act": found}
    return render(request, "backoffice/act.html", said, status=422 if form.errors else 200)


def touchable(request: HttpRequest, person_id: UUID) -> identity.Account:
    """Return an account that staff may do something with. Raises AccountNotFound, StaffAccount."""
    account = identity.look_at_account(actor(request), person_id)
    if account.is_staff:
        raise StaffAccount
    return account


def _page(request: HttpRequest, account: identity.Account, *, address: str = "") -> HttpResponse:
    may = {what.name: identity.permits(request, what) for what in StaffAction}
    offered = [(name, each) for name, each in ACTS.items() if may[each.what.name] and _fits(name, account)]
    shown = {"account": account, "address": address, "acts": offered, "may": may}
    return render(request, "backoffice/person.html", shown)


def _fits(name: str, account: identity.Account) -> bool:
    """Tell whether an act makes sense as the account stands; the service decides again."""
    fitting = {
        "off": account.is_active,
        "on": not account.is_active,
        "verification": not account.is_verified,
        "recovery": account.is_recovering,
    }
    return not account.is_staff and fitting.get(name, True)
