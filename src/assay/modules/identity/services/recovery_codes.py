"""Recovery codes: made together, shown once, used once each.

A code has twelve letters of a 32-letter alphabet. The first two say which row it is, the other ten (50 bits) are stored
as a slow hash of a keyed hash: a copy of the database without the server's key gives nothing to guess at, and with the
key each guess costs what a guess at a password costs.
"""

import secrets
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from assay.kernel import clock, crypto
from assay.kernel.events import publish
from assay.kernel.privacy import Secret
from assay.modules.identity import models, policy
from assay.modules.identity.errors import FactorMissing
from assay.modules.identity.events import factors as events
from assay.modules.identity.queries.factors import count_codes, has_strong
from assay.modules.identity.services import notices


@transaction.atomic
def make_codes(person_id: UUID) -> tuple[Secret, ...]:
    """Make new codes; the former ones are void from now on. Raises FactorMissing where there is nothing to recover."""
    models.Person.objects.select_for_update().get(pk=person_id)
    if not has_strong(person_id):
        raise FactorMissing
    codes = issue_codes(person_id)
    notices.tell(person_id, notices.CODES_MADE, cause=notices.Cause.new("codes-made"))
    return codes


@transaction.atomic
def issue_codes(person_id: UUID) -> tuple[Secret, ...]:
    """Store new codes in place of the former ones, and return them in clear for the only time."""
    models.RecoveryCode.objects.filter(person_id=person_id).delete()
    codes = {_letters(policy.SELECTOR_LENGTH): "" for _ in range(policy.CODE_COUNT)}
    while len(codes) < policy.CODE_COUNT:
        codes[_letters(policy.SELECTOR_LENGTH)] = ""
    codes = {selector: _letters(policy.CODE_LENGTH - policy.SELECTOR_LENGTH) for selector in codes}
    models.RecoveryCode.objects.bulk_create(
        models.RecoveryCode(person_id=person_id, selector=selector, digest=make_password(_keyed(secret)))
        for selector, secret in codes.items()
    )
    publish(events.RecoveryCodesMade(person_id=person_id, count=len(codes)))
    return tuple(Secret(_grouped(selector + secret)) for selector, secret in codes.items())


def use_code(person_id: UUID, code: str) -> bool:
    """Use a code up, in the caller's transaction; False for one that is wrong, or was used before or a moment ago.

    The row is locked before it is read again, so of two who show one code at once the second finds none.
    """
    selector, secret = code[: policy.SELECTOR_LENGTH], code[policy.SELECTOR_LENGTH :]
    unused = models.RecoveryCode.objects.select_for_update().filter(person_id=person_id, used_at=None)
    row = unused.filter(selector=selector).first()
    if row is None or not check_password(_keyed(secret), row.digest):
        return False
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    left = count_codes(person_id)
    publish(events.RecoveryCodeUsed(person_id=person_id, remaining=left))
    notices.tell(person_id, notices.CODE_USED, cause=notices.Cause(name="code-used", id=row.pk), facts={"left": left})
    return True


def drop_codes(person_id: UUID) -> None:
    """Void all codes of somebody who has no strong factor any more."""
    models.RecoveryCode.objects.filter(person_id=person_id).delete()


def _letters(count: int) -> str:
    return "".join(secrets.choice(policy.ALPHABET) for _ in range(count))


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _keyed(secret: str) -> str:
    return crypto.blind(secret, purpose="identity.recovery-code")
