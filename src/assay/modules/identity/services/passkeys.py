"""Passkeys: adding one, taking the second step with one, and signing in with nothing else."""

from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.identity import models, policy
from assay.modules.identity.errors import AlreadySetUp, FactorRefused
from assay.modules.identity.events import factors as events
from assay.modules.identity.providers import webauthn
from assay.modules.identity.queries.factors import credentials_of
from assay.modules.identity.queries.people import email_of
from assay.modules.identity.services import factors, lost_factors, notices
from assay.modules.identity.types import FactorKind, PersonId, SecondStep, Way

_WORDS: Final = {
    "wrong": _("This key does not belong to an account here."),
    "replayed": _("This answer was used already. Try again."),
    "unverified": _("Your key did not check that it is you. Use its PIN, finger or face."),
    "cloned": _("This key may have been copied, so it is refused. We wrote to the owner of the account."),
}

_MANY: Final = _("You have as many passkeys as one can have. Remove one first.")


def ask_for_new(person_id: UUID) -> webauthn.Asked:
    """Return what the browser needs to make a passkey for somebody."""
    address = email_of(person_id)
    return webauthn.ask_for_new(
        person_id, label=address.reveal() if address else "Assay", known=credentials_of(person_id)
    )


def ask_for(person_id: UUID) -> webauthn.Asked:
    """Return what the browser needs to show one of a person's passkeys."""
    return webauthn.ask_for(person_id, known=credentials_of(person_id))


@transaction.atomic
def add_passkey(person_id: UUID, *, name: str, answer: Any, token: str) -> factors.Added:
    """Store a passkey that was just made. Raises FactorRefused, AlreadySetUp (also when it is somebody else's)."""
    made, challenge = webauthn.read_new(answer, token=token, person_id=person_id)
    if not _spend(challenge):
        raise FactorRefused(str(_WORDS["replayed"]))
    if len(credentials_of(person_id)) >= factors.MOST_PASSKEYS:
        raise AlreadySetUp(str(_MANY))
    row = models.Factor(
        kind=FactorKind.PASSKEY,
        name=name,
        credential_id=made.credential_id,
        credential=made.credential,
        sign_count=made.sign_count,
    )
    return factors.add(person_id, row)


def prove_with_passkey(person_id: UUID, *, answer: Any, token: str) -> SecondStep:
    """Take the second step with one of a person's passkeys. Raises FactorRefused."""
    shown = webauthn.read(answer, token=token, person_id=person_id)
    _found, reason = _try(shown, person_id=person_id)
    if reason:
        raise FactorRefused(str(_WORDS[reason]))
    return SecondStep(way=Way.PASSKEY, is_strong=True)


def enter_with_passkey(*, answer: Any, token: str) -> PersonId:
    """Return who signs in with this passkey. The key must have checked that it is its owner. Raises FactorRefused."""
    shown = webauthn.read(answer, token=token, person_id=None)
    found, reason = _try(shown, person_id=None)
    if reason or found is None:
        raise FactorRefused(str(_WORDS[reason or "wrong"]))
    return PersonId(found)


@transaction.atomic
def _try(shown: webauthn.Shown, *, person_id: UUID | None) -> tuple[UUID | None, str]:
    """Return whose key it is and why it is refused, or nothing. A challenge is spent whatever comes of it."""
    is_new = _spend(shown.challenge)
    rows = models.Factor.objects.select_for_update().filter(
        kind=FactorKind.PASSKEY, credential_id=shown.credential_id, person__is_active=True
    )
    row = (rows.filter(person_id=person_id) if person_id else rows).first()
    if row is None:
        return None, "wrong"
    reason = _fault(row, shown, is_entering=person_id is None) if is_new else "replayed"
    if reason:
        publish(events.FactorRefused(person_id=row.person_id, kind=FactorKind.PASSKEY.value, reason=reason))
        if reason == "cloned":
            _warn(row)
        return row.person_id, reason
    row.sign_count, row.last_used_at = shown.sign_count, clock.now()
    row.save(update_fields=["sign_count", "last_used_at"])
    publish(events.FactorProven(person_id=row.person_id, factor_id=row.pk, kind=row.kind))
    lost_factors.found(row.person_id)
    return row.person_id, ""


def _fault(row: models.Factor, shown: webauthn.Shown, *, is_entering: bool) -> str:
    """Return what is wrong with an answer. Only one that was really signed can accuse a key of being copied."""
    is_owners = shown.owner == row.person_id.bytes if is_entering else shown.owner in {None, row.person_id.bytes}
    if not is_owners or not webauthn.holds(shown, credential=bytes(row.credential)):
        return "unverified" if is_owners and is_entering and not shown.is_verified else "wrong"
    return "cloned" if policy.is_clone(stored=row.sign_count, shown=shown.sign_count) else ""


def _warn(row: models.Factor) -> None:
    """Write to the owner, at most once a day about one key."""
    cause = notices.Cause(name="cloned", id=f"{row.pk}:{clock.now():%Y-%m-%d}")
    notices.tell(row.person_id, notices.CLONED, cause=cause, facts={"name": row.name})


def _spend(challenge: str) -> bool:
    """Mark a challenge as answered; False when it was already."""
    digest = sha256(challenge.encode()).hexdigest()
    ends = clock.now() + timedelta(seconds=2 * webauthn.LASTS)
    _row, is_new = models.SpentChallenge.objects.get_or_create(digest=digest, defaults={"expires_at": ends})
    return is_new
