"""Signing in with a passkey, and adding one."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import AlreadySetUp, FactorRefused
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.forms.factors import AddPasskey, ShowPasskey
from assay.modules.identity.models import Person
from assay.modules.identity.pages import attempts
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.pages.security import after_adding
from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.pages.showing import packed, refused, remember
from assay.modules.identity.pages.stage import PASSKEY_KEY
from assay.modules.identity.providers import webauthn
from assay.modules.identity.services import lockout, passkeys
from assay.modules.identity.types import SecondStep, Way


@never_cache
@throttle("60/m", by="address", name="identity.passkey_options")
@require_GET
def options(_request: HttpRequest) -> HttpResponse:
    """Give the browser a question that any passkey of ours may answer; nothing is stored for it."""
    asked = webauthn.ask_anybody()
    return JsonResponse({"options": dict(asked.options), "token": asked.token})


@never_cache
@throttle("30/m", by="address", name="identity.passkey_enter")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in who answers with a passkey."""
    form = ShowPasskey(request.POST)
    if not form.is_valid():
        messages.error(request, _("Your browser's answer could not be read. Try again."))
        return redirect("account_login")
    try:
        person_id = passkeys.enter_with_passkey(
            answer=form.cleaned_data["credential"], token=form.cleaned_data["token"]
        )
    except FactorRefused as fault:
        lockout.failed(attempts.at_passkey(request), reason="passkey")
        messages.error(request, fault.detail or str(fault.title))
        return redirect("account_login")
    person = Person.objects.get(pk=person_id)
    remember(request, person, SecondStep(way=Way.PASSKEY, is_strong=True), again=False)
    login = Login(user=person, redirect_url=get_next_redirect_url(request), state={PASSKEY_KEY: True})
    answer: HttpResponse = perform_login(request, login)
    return answer


@never_cache
@throttle("20/m", by="person", name="identity.passkey_add", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@freshly
@shows(ACCOUNT)
def add(request: HttpRequest) -> HttpResponse:
    """Make a passkey and give it a name."""
    person, status = person_of(request), 200
    form = AddPasskey(request.POST or None, initial={"name": _("Passkey")})
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                shown = form.cleaned_data
                made = passkeys.add_passkey(
                    person.pk, name=shown["name"], answer=shown["credential"], token=shown["token"]
                )
            except (FactorRefused, AlreadySetUp) as fault:
                status = refused(form, fault)
            else:
                return after_adding(request, made, said=_("Your passkey is ready."), way=Way.PASSKEY)
    shown = {"form": form, "asked": packed(passkeys.ask_for_new(person.pk))}
    return render(request, "identity/factors/passkey.html", shown, status=status)
