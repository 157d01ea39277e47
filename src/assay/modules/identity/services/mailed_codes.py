"""Codes by mail: the weaker second step. It stops who knows a password; it does not stop who reads the mailbox."""

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, crypto
from assay.kernel.events import publish
from assay.modules.identity import models, policy
from assay.modules.identity.errors import FactorNotFound
from assay.modules.identity.events import factors as events
from assay.modules.identity.services import attempts, notices
from assay.modules.identity.types import FactorKind

LASTS: Final = timedelta(minutes=10)
TRIES: Final = 5
_NOTICE: Final = notices.Notice(
    heading=_("Your code for signing in"),
    lines=(
        _("Type this code where you are signing in. It works once, for ten minutes, and only there."),
        _("If you are not signing in just now, somebody knows your password: change it."),
    ),
)


def mail_code(person_id: UUID) -> UUID:
    """Mail a new code and return the id of the sign-in it is for. Raises FactorNotFound, TryLater."""
    if not models.Factor.objects.filter(person_id=person_id, kind=FactorKind.EMAIL).exists():
        raise FactorNotFound
    attempts.count_mail(person_id)
    return _write(person_id)


@transaction.atomic
def _write(person_id: UUID) -> UUID:
    code = "".join(secrets.choice("0123456789") for _ in range(policy.MAILED_DIGITS))
    row = models.MailedCode(person_id=person_id, expires_at=clock.now() + LASTS)
    row.digest = _digest(row.pk, code)
    row.save(force_insert=True)
    publish(events.FactorCodeMailed(person_id=person_id))
    shown = replace(_NOTICE, code=f"{code[:4]} {code[4:]}")
    notices.tell(person_id, shown, cause=notices.Cause(name="mailed-code", id=row.pk))
    return row.pk


def use_mailed(person_id: UUID, code: str, *, mailed_id: UUID | None) -> bool:
    """Use a mailed code up, in the caller's transaction; False for one that is wrong, used, old or for elsewhere."""
    if mailed_id is None:
        return False
    row = (
        models.MailedCode.objects.select_for_update()
        .filter(pk=mailed_id, person_id=person_id, used_at=None, expires_at__gt=clock.now(), tries__lt=TRIES)
        .first()
    )
    if row is None:
        return False
    is_right = secrets.compare_digest(row.digest, _digest(row.pk, code))
    row.tries += 1
    row.used_at = clock.now() if is_right else None
    row.save(update_fields=["tries", "used_at"])
    return is_right


def _digest(row_id: UUID, code: str) -> str:
    return crypto.blind(f"{row_id}:{code}", purpose="identity.mailed-code")
