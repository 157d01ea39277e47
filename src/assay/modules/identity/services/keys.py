"""Making, replacing and ending API keys."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from assay.kernel import clock, tenancy
from assay.kernel.errors import FieldError, Invalid
from assay.kernel.events import publish
from assay.kernel.ids import new_id
from assay.kernel.privacy import Secret
from assay.modules.comms import api as comms
from assay.modules.identity import models, policy
from assay.modules.identity.errors import KeyEnded, KeyMadeBefore, KeyNotFound, TooManyKeys
from assay.modules.identity.events import ApiKeyExpires, ApiKeyMade, ApiKeyRevoked, ApiKeyRotated
from assay.modules.identity.policy import access as rules
from assay.modules.identity.providers.signatures import read_public_key
from assay.modules.identity.queries.access import require
from assay.modules.identity.queries.doors import offered
from assay.modules.identity.queries.keys import card, digests, visible
from assay.modules.identity.queries.people import email_of
from assay.modules.identity.services.places import hold, hold_as
from assay.modules.identity.types import Actor, ApiKeyId, KeyOrder, MadeKey, Program, Revocation
from assay.modules.identity.types.places import Action

type Revoke = Callable[[Secret, str], bool]
_also: Final[list[Revoke]] = []


@transaction.atomic
def make(actor: Actor, order: KeyOrder, *, key_id: UUID | None = None, by: Program | None = None) -> MadeKey:
    """Make a key that acts as the actor; its text is in the answer and nowhere else.

    ``key_id``: chosen by the caller, so that a form sent twice makes one key. ``by``: the program that asks; what it
    makes has no scope it lacks itself. Raises WorkspaceNotFound, RoleTooLow, Invalid, TooManyKeys, KeyMadeBefore.
    """
    _hold_for(actor, order.scopes)
    public_key = _checked(order, by=by)
    _make_room(actor)
    row = models.ApiKey(
        pk=key_id or new_id(),
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        name=order.name,
        scopes=sorted(set(order.scopes)),
        networks=list(order.networks),
        per_minute=order.per_minute,
        public_key=public_key,
        expires_at=clock.now() + timedelta(days=order.days),
    )
    token = _store(row)
    publish(
        ApiKeyMade(
            key_id=row.pk,
            workspace_id=row.workspace_id,
            person_id=row.person_id,
            scopes=tuple(row.scopes),
            expires_at=row.expires_at,
        )
    )
    _tell(row, "api_key_made", cause="made")
    return MadeKey(id=ApiKeyId(row.pk), token=token, expires_at=row.expires_at)


@transaction.atomic
def rotate(actor: Actor, key_id: UUID, *, overlap: timedelta, new_key_id: UUID | None = None) -> MadeKey:
    """Replace a key of the actor's own by a new one for the same; the old one works on for ``overlap`` (0 to 7 days).

    Raises KeyNotFound, RoleTooLow, KeyEnded, Invalid, KeyMadeBefore.
    """
    if not timedelta(0) <= overlap <= policy.LONGEST_OVERLAP:
        raise Invalid(errors=[{"pointer": "/overlap_hours", "detail": "between 0 and 168"}])
    if new_key_id is not None and models.ApiKey.objects.filter(pk=new_key_id).exists():
        raise KeyMadeBefore("A key is shown once. Revoke the new one and make another if you did not keep it.")
    old, now = _own(actor, key_id), clock.now()
    if not card(old).lives(now) or old.replaced_by is not None:
        raise KeyEnded("Make a new key instead.")
    new = models.ApiKey(
        pk=new_key_id or new_id(),
        workspace_id=old.workspace_id,
        person_id=old.person_id,
        name=old.name,
        scopes=old.scopes,
        networks=old.networks,
        per_minute=old.per_minute,
        public_key=old.public_key,
        expires_at=now + min(old.expires_at - old.created_at, timedelta(days=policy.LONGEST_LIFE)),
    )
    token = _store(new)
    old.replaced_by, old.expires_at = new.pk, min(old.expires_at, now + overlap)
    old.save(update_fields=["replaced_by", "expires_at"])
    publish(
        ApiKeyRotated(
            key_id=old.pk,
            workspace_id=old.workspace_id,
            person_id=old.person_id,
            new_key_id=new.pk,
            ends_at=old.expires_at,
        )
    )
    return MadeKey(id=ApiKeyId(new.pk), token=token, expires_at=new.expires_at)


@transaction.atomic
def revoke(actor: Actor, key_id: UUID) -> None:
    """End a key at once; a second time changes nothing. Raises KeyNotFound."""
    row = _locked(actor, key_id)
    _end(row, Revocation.BY_OWNER if row.person_id == actor.person_id else Revocation.BY_ADMIN)


def revoke_all(workspace_id: UUID, *, person_id: UUID) -> None:
    """End every key that somebody made in a workspace they were taken out of. The caller is inside it."""
    rows = models.ApiKey.objects.select_for_update().filter(workspace_id=workspace_id, person_id=person_id)
    for row in rows.filter(revoked_at=None).order_by("pk"):
        _end(row, Revocation.REMOVED)


def also_reported(revoke: Revoke) -> None:
    """Let a module end tokens of its own that were found in public; called once, when it is ready."""
    _also.append(revoke)


def revoke_found(token: Secret, *, where: str) -> bool:
    """End whatever of ours was found where everybody can read it; return whether it is or was ours."""
    return revoke_reported(token, where=where) or any(revoke(token, where) for revoke in _also)


@transaction.atomic
def revoke_reported(token: Secret, *, where: str) -> bool:
    """End a key that was found where everybody can read it, and tell its owner; return whether it is or was a key."""
    if not policy.is_key(token.reveal()):
        return False
    with tenancy.system():
        row = models.ApiKey.objects.select_for_update().filter(digest__in=digests(token)).first()
    if row is None:
        return False
    if card(row).lives(clock.now()):
        with tenancy.scope(row.workspace_id):
            _end(row, Revocation.REPORTED)
            _tell(row, "api_key_reported", cause="reported", where=where if where.startswith("https://") else "")
    return True


@transaction.atomic
def warn() -> int:
    """Tell the owners of keys that expire within 14 and within 3 days, once each; return how many were told."""
    now, told = clock.now(), 0
    with tenancy.system():
        rows = models.ApiKey.objects.select_for_update(skip_locked=True).filter(
            revoked_at=None, replaced_by=None, expires_at__gt=now
        )
        due = list(rows.filter(expires_at__lte=now + timedelta(days=max(policy.WARNINGS))).order_by("expires_at")[:500])
    for row in due:
        days = policy.key_warning(row.expires_at - now, told=row.warned_days, lifetime=row.expires_at - row.created_at)
        if days is not None:
            with tenancy.scope(row.workspace_id):
                _warn(row, days)
            told += 1
    return told


def _warn(row: models.ApiKey, days: int) -> None:
    row.warned_days = days
    row.save(update_fields=["warned_days"])
    publish(ApiKeyExpires(key_id=row.pk, workspace_id=row.workspace_id, person_id=row.person_id, days=days))
    _tell(row, "api_key_expires", cause=f"expires-{days}", days=days)


def _hold_for(actor: Actor, scopes: Iterable[str]) -> None:
    """Lock the workspace and let pass who may now make a key for all of this. Raises WorkspaceNotFound, RoleTooLow."""
    _, now = hold_as(actor, Action.KEYS_MAKE)
    for scope in scopes:
        require(now, rules.to_make_key(scope))


def _checked(order: KeyOrder, *, by: Program | None) -> str:
    """Return the public key in its stored form. Raises Invalid with every fault of the order."""
    allowed = [scope for scope in offered() if by is None or scope in by.key.scopes]
    faults: list[FieldError] = [
        {"pointer": pointer, "detail": said} for pointer, said in policy.key_faults(order, offered=allowed)
    ]
    public_key = ""
    if order.public_key.strip():
        try:
            public_key = read_public_key(order.public_key)
        except ValueError:
            faults.append({"pointer": "/public_key", "detail": "not an Ed25519 public key in PEM or base64"})
    if faults:
        raise Invalid(errors=faults)
    return public_key


def _make_room(actor: Actor) -> None:
    """Two who make the last key at once come one after the other: the workspace is held. Raises TooManyKeys."""
    live = models.ApiKey.objects.filter(
        workspace_id=actor.workspace_id, revoked_at=None, expires_at__gt=clock.now()
    ).count()
    if live >= policy.MOST_KEYS:
        raise TooManyKeys(f"At most {policy.MOST_KEYS} at a time. Revoke one that is not used any more.")


def _store(row: models.ApiKey) -> Secret:
    """Give the row its key and write it. Raises KeyMadeBefore."""
    row.public_id, text = policy.new_key()
    token = Secret(text)
    row.digest = digests(token)[0]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise KeyMadeBefore("A key is shown once. Revoke it and make another if you did not keep it.") from None
    return token


def _locked(actor: Actor, key_id: UUID) -> models.ApiKey:
    row = visible(actor).select_for_update().filter(pk=key_id).first()
    if row is None:
        raise KeyNotFound
    return row


def _own(actor: Actor, key_id: UUID) -> models.ApiKey:
    """Lock a key that the actor made and might make again. Raises WorkspaceNotFound, KeyNotFound, RoleTooLow."""
    hold(actor.workspace_id)  # before the key: every change takes its locks in this order
    row = _locked(actor, key_id)
    if row.person_id != actor.person_id:
        raise KeyNotFound  # it would act as somebody else
    _hold_for(actor, row.scopes)
    return row


def _end(row: models.ApiKey, reason: Revocation) -> None:
    if row.revoked_at is not None:
        return
    row.revoked_at, row.revoked_for = clock.now(), reason.value
    row.save(update_fields=["revoked_at", "revoked_for"])
    publish(ApiKeyRevoked(key_id=row.pk, workspace_id=row.workspace_id, person_id=row.person_id, reason=reason.value))


def _tell(row: models.ApiKey, letter: str, *, cause: str, **said: object) -> None:
    """Write to the person whose key it is, once for each cause."""
    email = email_of(row.person_id)
    if email is None:
        return
    page = f"{settings.BASE_URL}{reverse('identity:keys')}"
    about: dict[str, object] = {"key": card(row), "expires_at": row.expires_at, "keys_page": page, **said}
    comms.send(
        f"identity/mail/{letter}",
        to=email,
        context=about | {"home": settings.BASE_URL, "address": email.reveal()},
        key=f"identity:api-key:{row.pk}:{cause}",
    )
