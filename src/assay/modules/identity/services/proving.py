"""Taking the second step with something that is typed: an app's code, a mailed one or a recovery code."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, crypto
from assay.kernel.events import publish
from assay.modules.identity import models, policy
from assay.modules.identity.errors import FactorRefused
from assay.modules.identity.events import factors as events
from assay.modules.identity.services import attempts, lockout, lost_factors, mailed_codes, recovery_codes
from assay.modules.identity.services.factors import SEALED_IN
from assay.modules.identity.types import Attempt, FactorKind, SecondStep, Way

_LENGTHS: Final = {
    policy.DIGITS: Way.TOTP,
    policy.MAILED_DIGITS: Way.EMAIL,
    policy.CODE_LENGTH: Way.RECOVERY,
}
_OF: Final = {Way.TOTP: FactorKind.TOTP, Way.EMAIL: FactorKind.EMAIL}


def prove(person_id: UUID, *, code: str, attempt: Attempt, mailed_id: UUID | None = None) -> SecondStep:
    """Take the second step with a code; which kind it is shows in its length.

    `mailed_id` names the code that was mailed for this very sign-in. Raises FactorRefused, TryLater.
    """
    attempts.count_try(attempt)
    lockout.begin(attempt)
    plain = policy.plain_code(code)
    way = _LENGTHS.get(len(plain), Way.TOTP)
    reason = _try(person_id, plain, way=way, mailed_id=mailed_id)
    if reason:
        lockout.failed(attempt, reason=reason, person_id=person_id)
        raise FactorRefused(str(_WORDS[reason]))
    lockout.succeeded(attempt)
    return SecondStep(way=way, is_strong=way is not Way.EMAIL)


_WORDS: Final = {
    "wrong": _("This code is not right. Check it and type it again."),
    "replayed": _("This code was used already. Wait for the next one."),
}


@transaction.atomic
def _try(person_id: UUID, plain: str, *, way: Way, mailed_id: UUID | None) -> str:
    """Return why the code is refused, or nothing. What is tried and what comes of it are recorded together."""
    if way is Way.TOTP:
        reason = _totp(person_id, plain)
    elif way is Way.EMAIL:
        reason = "" if _mailed(person_id, plain, mailed_id=mailed_id) else "wrong"
    else:
        reason = "" if recovery_codes.use_code(person_id, plain) else "wrong"
    if reason:
        publish(events.FactorRefused(person_id=person_id, kind=way.value, reason=reason))
    elif way is not Way.EMAIL:
        lost_factors.found(person_id)
    return reason


def _totp(person_id: UUID, plain: str) -> str:
    """Take a code of an app. Each time step counts once, however its code is spelled and however many ask at once."""
    row = _locked(person_id, Way.TOTP)
    if row is None:
        return "wrong"
    steps = policy.totp_steps(
        crypto.unseal(row.secret, context=SEALED_IN, subject=person_id), code=plain, now=clock.now()
    )
    fresh = [step for step in steps if step > row.last_step]
    if not fresh:
        return "replayed" if steps else "wrong"
    row.last_step = fresh[0]
    _note_use(row)
    return ""


def _mailed(person_id: UUID, plain: str, *, mailed_id: UUID | None) -> bool:
    row = _locked(person_id, Way.EMAIL)
    if row is None or not mailed_codes.use_mailed(person_id, plain, mailed_id=mailed_id):
        return False
    _note_use(row)
    return True


def _locked(person_id: UUID, way: Way) -> models.Factor | None:
    return models.Factor.objects.select_for_update().filter(person_id=person_id, kind=_OF[way]).first()


def _note_use(row: models.Factor) -> None:
    row.last_used_at = clock.now()
    row.save(update_fields=["last_step", "last_used_at"])
    publish(events.FactorProven(person_id=row.person_id, factor_id=row.pk, kind=row.kind))
