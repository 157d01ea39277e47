"""Setting up, renaming and taking away second factors. The page has made sure that it is the owner, a moment ago."""

import base64
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.kernel import clock, crypto
from assay.kernel.events import publish
from assay.kernel.privacy import Secret
from assay.modules.identity import models, policy
from assay.modules.identity.errors import AlreadySetUp, FactorNotFound, FactorRefused, LastFactor, WeakFactor
from assay.modules.identity.events import factors as events
from assay.modules.identity.queries.factors import is_factor_asked, kinds_of
from assay.modules.identity.services import notices, recovery_codes
from assay.modules.identity.types import FactorId, FactorKind

SEALED_IN: Final = "identity_factor.secret"
PENDING: Final = "identity.pending_totp"
KEY_LENGTH: Final = 20  # bytes, RFC 4226 section 4: as long as the hash
MOST_PASSKEYS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new factor, and the recovery codes that came with the first strong one (none otherwise)."""

    factor_id: FactorId
    codes: tuple[Secret, ...]


def new_totp_key(person_id: UUID) -> str:
    """Return a new key for an authenticator app, sealed for the person; it counts once `add_totp` has seen a code."""
    return crypto.seal(secrets.token_bytes(KEY_LENGTH), subject=person_id, context=PENDING)


def open_totp_key(sealed: str) -> Secret:
    """Return a key that waits for its first code, as an authenticator app takes it."""
    return Secret(base64.b32encode(crypto.unseal(sealed, context=PENDING)).decode())


def add_totp(person_id: UUID, *, sealed: str, code: str) -> Added:
    """Set up an authenticator app that has just shown a code. That code is used up by it.

    There is nothing to guess here, for the page has just shown the key. Raises FactorRefused, AlreadySetUp.
    """
    key = crypto.unseal(sealed, context=PENDING, subject=person_id)
    steps = policy.totp_steps(key, code=policy.plain_code(code), now=clock.now())
    if not steps:
        raise FactorRefused(
            _("This is not the code of the moment. Wait for the next one and check your device's clock.")
        )
    stored = crypto.seal(key, subject=person_id, context=SEALED_IN)
    row = models.Factor(kind=FactorKind.TOTP, name=_("Authenticator app"), secret=stored, last_step=steps[-1])
    return add(person_id, row)


@transaction.atomic
def add(person_id: UUID, row: models.Factor) -> Added:
    """Store a factor that has been proven. The first strong one brings recovery codes and ends codes by mail.

    Raises AlreadySetUp.
    """
    person = models.Person.objects.select_for_update().get(pk=person_id)
    before = kinds_of(person_id)
    row.person = person
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise AlreadySetUp from fault
    publish(events.FactorAdded(person_id=person_id, factor_id=row.pk, kind=row.kind))
    told = notices.Cause(name="factor-added", id=row.pk)
    notices.tell(person_id, notices.FACTOR_ADDED, cause=told, facts={"name": row.name})
    codes: tuple[Secret, ...] = ()
    if row.kind in policy.STRONG:
        models.Person.objects.filter(pk=person_id).update(must_add_factor=False, password_mailed_at=None)
        _drop_weak(person_id)
        codes = () if policy.STRONG & before else recovery_codes.issue_codes(person_id)
    return Added(factor_id=FactorId(row.pk), codes=codes)


@transaction.atomic
def add_mailbox(person_id: UUID) -> FactorId:
    """Let codes by mail be the second step of somebody who has nothing better. Raises WeakFactor, AlreadySetUp."""
    person = models.Person.objects.select_for_update().get(pk=person_id)
    if not policy.may_mail_codes(
        kinds=kinds_of(person_id), is_staff=person.is_staff, is_asked=is_factor_asked(person_id)
    ):
        raise WeakFactor
    return add(person_id, models.Factor(kind=FactorKind.EMAIL, name=_("Codes by email"))).factor_id


@transaction.atomic
def rename_factor(person_id: UUID, factor_id: UUID, *, name: str) -> None:
    """Call a factor otherwise. Raises FactorNotFound."""
    row = models.Factor.objects.select_for_update().filter(person_id=person_id, pk=factor_id).first()
    if row is None:
        raise FactorNotFound
    row.name = name
    row.save(update_fields=["name"])
    publish(events.FactorRenamed(person_id=person_id, factor_id=factor_id))


@transaction.atomic
def remove_factor(person_id: UUID, factor_id: UUID) -> None:
    """Take a factor away; with the last strong one go the recovery codes.

    Changes of one person's factors wait for each other, so two removals at once cannot both leave "the other one".
    Raises FactorNotFound; LastFactor where a workspace or the person's standing asks for one.
    """
    models.Person.objects.select_for_update().get(pk=person_id)
    row = models.Factor.objects.filter(person_id=person_id, pk=factor_id).first()
    if row is None:
        raise FactorNotFound
    others = _kinds_beside(row)
    if policy.is_last_strong(FactorKind(row.kind), others=others):
        if is_factor_asked(person_id):
            raise LastFactor(
                _("A workspace of yours asks for a second step. Set up another one before you remove this.")
            )
        recovery_codes.drop_codes(person_id)
    _remove(row, reason="asked")
    told = notices.Cause(name="factor-removed", id=row.pk)
    notices.tell(person_id, notices.FACTOR_REMOVED, cause=told, facts={"name": row.name})


@transaction.atomic
def give_up_factors(person_id: UUID) -> None:
    """Take every factor and code away from somebody who lost them, and ask for a new one before all else."""
    models.Person.objects.select_for_update().get(pk=person_id)
    for row in models.Factor.objects.filter(person_id=person_id):
        _remove(row, reason="recovery")
    recovery_codes.drop_codes(person_id)
    models.Person.objects.filter(pk=person_id).update(must_add_factor=True)


def _drop_weak(person_id: UUID) -> None:
    for row in models.Factor.objects.filter(person_id=person_id, kind=FactorKind.EMAIL):
        _remove(row, reason="stronger")


def _remove(row: models.Factor, *, reason: str) -> None:
    publish(events.FactorRemoved(person_id=row.person_id, factor_id=row.pk, kind=row.kind, reason=reason))
    models.Factor.objects.filter(pk=row.pk).delete()


def _kinds_beside(row: models.Factor) -> list[FactorKind]:
    others = models.Factor.objects.filter(person_id=row.person_id).exclude(pk=row.pk)
    return [FactorKind(kind) for kind in others.values_list("kind", flat=True)]
