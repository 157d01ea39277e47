"""Setting up an authenticator app."""

from typing import Final
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import AlreadySetUp, FactorRefused
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.forms.factors import TypeCode
from assay.modules.identity.models import Person
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.pages.security import after_adding
from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.pages.showing import refused
from assay.modules.identity.providers import qr
from assay.modules.identity.queries.factors import kinds_of
from assay.modules.identity.services import factors
from assay.modules.identity.types import FactorKind, Way

PENDING: Final = "pending_totp"  # in the session: the sealed key that waits for its first code
ISSUER: Final = "Assay"


@never_cache
@throttle("20/m", by="person", name="identity.totp", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@freshly
@shows(ACCOUNT)
def totp(request: HttpRequest) -> HttpResponse:
    """Show a new key, and take the app's first code as the proof that it arrived there."""
    person, status = person_of(request), 200
    if FactorKind.TOTP in kinds_of(person.pk):
        messages.info(request, _("You have an authenticator app already. Remove it first to set up another one."))
        return redirect("identity:security")
    sealed = request.session.get(PENDING) or factors.new_totp_key(person.pk)
    request.session[PENDING] = sealed
    form = TypeCode(request.POST or None, way=Way.TOTP)
    if form.is_bound:
        status = 422
        if form.is_valid():
            code = form.cleaned_data["code"]
            try:
                made = factors.add_totp(person.pk, sealed=sealed, code=code)
            except (FactorRefused, AlreadySetUp) as fault:
                status = refused(form, fault)
            else:
                del request.session[PENDING]
                return after_adding(request, made, said=_("Your authenticator app is set up."), way=Way.TOTP)
    return _page(request, person, sealed, form, status=status)


def _page(request: HttpRequest, person: Person, sealed: str, form: TypeCode, *, status: int) -> HttpResponse:
    key = factors.open_totp_key(sealed).reveal()
    known = urlencode({"secret": key, "issuer": ISSUER}, quote_via=quote)
    link = f"otpauth://totp/{quote(f'{ISSUER}:{person.email}')}?{known}"
    grouped = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    shown = {"form": form, "picture": qr.picture(link), "key": grouped, "link": link}
    return render(request, "identity/factors/totp.html", shown, status=status)
