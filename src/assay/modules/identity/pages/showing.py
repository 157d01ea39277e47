"""Taking the second step on a page: at sign-in and, signed in, before something sensitive."""

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from assay.kernel.errors import DomainError
from assay.modules.identity.errors import FactorRefused, TryLater
from assay.modules.identity.forms.factors import ShowPasskey, TypeCode
from assay.modules.identity.models import Person
from assay.modules.identity.pages import attempts
from assay.modules.identity.providers.webauthn import Asked
from assay.modules.identity.queries.factors import count_codes, kinds_of
from assay.modules.identity.services import lockout, mailed_codes, passkeys, proving
from assay.modules.identity.types import FactorKind, SecondStep, Way

MAILED: Final = "mailed_code"  # in the session: the sign-in that a code was mailed for
_TYPED: Final = (Way.TOTP, Way.EMAIL, Way.RECOVERY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """The page as it stands: what can be shown, what is wrong with what was, and the proof once there is one."""

    ways: tuple[Way, ...]
    way: Way | None  # of the code that is typed here
    code: TypeCode | None
    passkey: ShowPasskey | None
    proof: SecondStep | None = None
    status: int = 200
    is_mailed: bool = False

    def context(self, asked: Asked | None) -> dict[str, Any]:
        """Return what the template needs."""
        return {
            "ways": [way.value for way in self.ways],
            "way": self.way.value if self.way else "",
            "code": self.code,
            "passkey": self.passkey,
            "asked": packed(asked) if asked else None,
            "is_mailed": self.is_mailed,
        }


def packed(asked: Asked) -> dict[str, str]:
    """Return a question to an authenticator as the template's attributes carry it."""
    return {"options": json.dumps(dict(asked.options)), "token": asked.token}


def show(request: HttpRequest, person_id: UUID) -> Showing:
    """Read what was posted, try it, and return how the page stands."""
    ways = _ways(person_id)
    way = _chosen(request, ways)
    mailed = request.session.get(MAILED)
    if request.method == "POST" and "send" in request.POST:
        return _mail(request, person_id, ways)
    code = TypeCode(request.POST if "code" in request.POST else None, way=way) if way else None
    passkey = ShowPasskey(request.POST if "credential" in request.POST else None) if Way.PASSKEY in ways else None
    proof, status = None, 200
    if code is not None and code.is_bound:
        proof, status = _try(code, lambda: _typed(request, person_id, code))
    elif passkey is not None and passkey.is_bound:
        proof, status = _try(passkey, lambda: _answered(request, person_id, passkey))
    return Showing(ways=ways, way=way, code=code, passkey=passkey, proof=proof, status=status, is_mailed=bool(mailed))


def remember(request: HttpRequest, person: Person, proof: SecondStep, *, again: bool) -> None:
    """Note in the session what was shown and when; what was mailed for it is of no use any more."""
    record_authentication(request, person, "mfa", type=proof.way.value, reauthenticated=again or None)
    request.session.pop(MAILED, None)


def refused(form: Form, fault: DomainError) -> int:
    """Say on the form why something was refused; return the status of the page."""
    form.add_error(None, fault.detail or str(fault.title))
    return fault.status


def _try(form: Form, act: Any) -> tuple[SecondStep | None, int]:
    if not form.is_valid():
        return None, 422
    try:
        return act(), 200
    except TryLater as fault:
        form.add_error(
            None, _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": fault.retry_after}
        )
        return None, fault.status
    except FactorRefused as fault:
        return None, refused(form, fault)


def _typed(request: HttpRequest, person_id: UUID, form: TypeCode) -> SecondStep:
    mailed = request.session.get(MAILED)
    return proving.prove(
        person_id,
        code=form.cleaned_data["code"],
        attempt=attempts.at_factor(request, person_id=person_id),
        mailed_id=UUID(mailed) if mailed else None,
    )


def _answered(request: HttpRequest, person_id: UUID, form: ShowPasskey) -> SecondStep:
    """Try a passkey. There is nothing to guess in one, so it is not counted; one that is refused is a failure."""
    shown = form.cleaned_data
    try:
        return passkeys.prove_with_passkey(person_id, answer=shown["credential"], token=shown["token"])
    except FactorRefused:
        lockout.failed(attempts.at_factor(request, person_id=person_id), reason="passkey", person_id=person_id)
        raise


def _mail(request: HttpRequest, person_id: UUID, ways: tuple[Way, ...]) -> Showing:
    form, status = TypeCode(way=Way.EMAIL), 200
    try:
        request.session[MAILED] = str(mailed_codes.mail_code(person_id))
    except TryLater as fault:
        form = TypeCode({}, way=Way.EMAIL)
        form.errors.clear()
        status = refused(form, fault)
    return Showing(ways=ways, way=Way.EMAIL, code=form, passkey=None, status=status, is_mailed=status == 200)


def _ways(person_id: UUID) -> tuple[Way, ...]:
    kinds = kinds_of(person_id)
    found = [way for way in (Way.PASSKEY, Way.TOTP, Way.EMAIL) if FactorKind(way.value) in kinds]
    return (*found, Way.RECOVERY) if count_codes(person_id) else tuple(found)


def _chosen(request: HttpRequest, ways: tuple[Way, ...]) -> Way | None:
    """Return which code is typed on the page: the one asked for, or the first there is beside a passkey."""
    wanted = request.GET.get("with", "")
    if wanted in {way.value for way in ways if way in _TYPED}:
        return Way(wanted)
    return next((way for way in ways if way in {Way.TOTP, Way.EMAIL}), None)
