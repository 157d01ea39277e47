"""The second step of signing in, and what to do when it cannot be taken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.throttle import throttle
from assay.modules.identity.errors import RecoveryNotPossible
from assay.modules.identity.pages.showing import remember, show
from assay.modules.identity.pages.stage import FactorStage, pending
from assay.modules.identity.queries.factors import find_recovery
from assay.modules.identity.services import lost_factors, lost_notices, passkeys
from assay.modules.identity.types import RecoveryState, Way


@never_cache
@throttle("30/m", by="address", name="identity.second_step", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second step, and let in who takes it."""
    stage = pending(request)
    if stage is None:
        return redirect("account_login")
    person = stage.login.user
    if request.method == "POST" and "give_up" in request.POST:
        return _give_up(stage)
    showing = show(request, person.pk)
    if showing.proof is not None:
        remember(request, person, showing.proof, again=False)
        answer: HttpResponse = stage.exit()
        return answer
    asked = passkeys.ask_for(person.pk) if Way.PASSKEY in showing.ways else None
    shown = showing.context(asked) | {"is_ready": _is_ready(stage), "is_signing_in": True}
    return render(request, "identity/factors/show.html", shown, status=showing.status)


@never_cache
@throttle("10/m", by="address", name="identity.lost_factor", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def lost_factor(request: HttpRequest) -> HttpResponse:
    """Explain the way back without a factor, and begin it for somebody whose password was just seen."""
    stage = pending(request)
    if stage is None:
        return redirect("account_login")
    shown: dict[str, object] = {"hours": lost_notices.hours(), "has_password": stage.has_password}
    if request.method != "POST":
        return render(request, "identity/factors/lost.html", shown)
    try:
        lost_factors.request(stage.login.user.pk, has_password=stage.has_password)
    except RecoveryNotPossible:
        shown["refused"] = _("Your password was set through your mailbox not long ago, so it does not prove enough.")
        return render(request, "identity/factors/lost.html", shown, status=RecoveryNotPossible.status)
    return render(request, "identity/factors/lost_sent.html", shown)


@never_cache
@throttle("30/m", by="address", name="identity.lost_confirm", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def lost_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begin the waiting time: the link of the mail was opened and the button pressed."""
    state = lost_factors.find_by_token(token, salt=lost_notices.CONFIRM)
    if request.method == "POST":
        lost_factors.start(token)
        state = lost_factors.find_by_token(token, salt=lost_notices.CONFIRM)
    shown = {"state": state.value, "hours": lost_notices.hours()}
    return render(request, "identity/factors/lost_confirm.html", shown)


@never_cache
@throttle("30/m", by="address", name="identity.lost_cancel", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def lost_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """End a request. One click on a page and not the link itself: mail scanners open links."""
    state = lost_factors.find_by_token(token, salt=lost_notices.CANCEL)
    if request.method == "POST":
        lost_factors.cancel(token)
        state = lost_factors.find_by_token(token, salt=lost_notices.CANCEL)
    is_open = state in {RecoveryState.ASKED, RecoveryState.WAITING, RecoveryState.READY}
    return render(request, "identity/factors/lost_cancel.html", {"state": state.value, "is_open": is_open})


def _is_ready(stage: FactorStage) -> bool:
    found = find_recovery(stage.login.user.pk)
    return stage.has_password and found is not None and found.state is RecoveryState.READY


def _give_up(stage: FactorStage) -> HttpResponse:
    """Sign in with the password alone, once the waiting time is over; every other session ends with the old factors."""
    if not _is_ready(stage):
        raise RecoveryNotPossible
    lost_factors.complete(stage.login.user.pk)
    stage.login.user.refresh_from_db()  # its sessions' number has changed, and the new session carries the new one
    answer: HttpResponse = stage.exit()
    return answer
