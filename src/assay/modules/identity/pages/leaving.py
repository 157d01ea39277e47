"""Deleting one's account: what goes and what stays, asking for it, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assay.kernel import subjects
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import AddressMismatch, LastOwner, OnDuty
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.forms.account import ConfirmAddress
from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.queries.access import actor, at_home
from assay.modules.identity.queries.fresh import fresh
from assay.modules.identity.queries.leaving import list_alone, list_held
from assay.modules.identity.services import leaving
from assay.modules.privacy import api as privacy


@never_cache
@require_safe
@at_home
@shows(ACCOUNT)
def delete_account(request: HttpRequest) -> HttpResponse:
    """Show what an erasure takes and leaves, or when it comes and how to take it back."""
    return _page(request, ConfirmAddress(), status=200)


@never_cache
@require_POST
@at_home
@fresh
@throttle("10/h", by="person", name="identity.ask_to_leave")
@shows(ACCOUNT)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for it, with the address typed to confirm."""
    form = ConfirmAddress(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        leaving.ask_to_leave(actor(request).person_id, typed=form.cleaned_data["address"])
    except AddressMismatch as refusal:
        form.add_error("address", refusal.detail or str(refusal.title))
    except (LastOwner, OnDuty) as refusal:
        form.add_error(None, refusal.detail or str(refusal.title))
    except privacy.ErasureUnderWay:
        messages.info(request, _("Your account is going to be deleted already."))
        return redirect("identity:delete_account")
    else:
        messages.success(request, _("Your account will be deleted. Until then you can change your mind."))
        return redirect("identity:delete_account")
    return _page(request, form, status=422)


@require_POST
@at_home
@throttle("20/h", by="person", name="identity.stay")
def cancel(request: HttpRequest) -> HttpResponse:
    """Take it back. That needs no proof: it takes nothing from anybody."""
    try:
        leaving.stay(actor(request).person_id)
    except privacy.NoErasure:
        messages.info(request, _("Your account is not going to be deleted."))
    else:
        messages.success(request, _("Your account stays. Keys and invitations that ended have to be made anew."))
    return redirect("identity:delete_account")


def _page(request: HttpRequest, form: ConfirmAddress, *, status: int) -> HttpResponse:
    person = person_of(request)
    shown: dict[str, Any] = {
        "form": form,
        "email": person.email,
        "due_at": person.leaves_at,
        "held": list_held(person.pk),
        "alone": list_alone(person.pk),
        "kept": list(dict.fromkeys(str(one.kept) for one in subjects.holdings() if one.kept and not one.is_nobodys)),
    }
    return render(request, "identity/delete_account.html", shown, status=status)
