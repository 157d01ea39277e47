"""Recognising the program behind a request: its key, its signature, and as whom it may act."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest

from assay.kernel import clock, crypto, tenancy, throttle
from assay.kernel.events import publish
from assay.kernel.privacy import Secret
from assay.kernel.tenancy import Occupant
from assay.modules.identity import models, policy
from assay.modules.identity.errors import KeyRefused, SignatureRefused
from assay.modules.identity.events import ApiKeyRefused, SignatureRefusal
from assay.modules.identity.providers import signatures
from assay.modules.identity.queries import access, doors, keys
from assay.modules.identity.queries.factors import has_strong
from assay.modules.identity.queries.people import find_actor
from assay.modules.identity.types import KeyCard, Program, Refusal

SCHEME: Final = "bearer"
NOTED_EVERY: Final = timedelta(minutes=1)


def occupant(request: HttpRequest) -> Occupant | None:
    """Tell the kernel whose workspace a request runs in: a program's by its key, else a person's by their session."""
    if not doors.comes_with_key(request):
        return access.occupant(request)
    request.user = AnonymousUser()  # whoever a cookie belongs to has no part in what a program does
    try:
        found = _recognise(request)
    except (KeyRefused, SignatureRefused) as refusal:
        doors.remember(request, None, refusal=refusal)
        setattr(request, throttle.REFUSED_KEY, True)
        return None
    doors.remember(request, found)
    return Occupant(
        person_id=found.actor.person_id,
        workspace_id=found.actor.workspace_id,
        key_id=found.key.id,
        per_minute=found.key.per_minute,
    )


def _recognise(request: HttpRequest) -> Program:
    """Raises KeyRefused, SignatureRefused."""
    token = _token(request)
    key = keys.find_by_token(token) if token else None
    if token is None or key is None:
        raise _refused(request, None, Refusal.UNKNOWN if token else Refusal.MALFORMED)
    if reason := _fault(request, key):
        raise _refused(request, key, reason)
    with tenancy.scope(key.workspace_id):
        maker = find_actor(key.person_id, workspace_id=key.workspace_id)
        if maker is None:
            raise _refused(request, key, Refusal.NO_MEMBER)
        if maker.asks_factor and not has_strong(maker.person_id):
            raise _refused(request, key, Refusal.NO_FACTOR)
        is_signed = _is_signed(request, key)
        _note_use(request, key, token)
    role = policy.power(maker.role, key.scopes, is_signed=is_signed)
    return Program(key=key, actor=replace(maker, role=role), is_signed=is_signed)


def _token(request: HttpRequest) -> Secret | None:
    """Return what has the form and the checksum of a key; the database is not asked for anything else."""
    scheme, _, text = request.headers["Authorization"].partition(" ")
    return Secret(text) if scheme.lower() == SCHEME and policy.is_key(text) else None


def _fault(request: HttpRequest, key: KeyCard) -> Refusal | None:
    if key.revoked_at is not None:
        return Refusal.REVOKED
    if key.expires_at <= clock.now():
        return Refusal.EXPIRED
    return None if policy.admits(key.networks, throttle.address(request)) else Refusal.NETWORK


def _is_signed(request: HttpRequest, key: KeyCard) -> bool:
    """Tell whether the request is signed; a signature that does not hold is never overlooked. Raises SignatureRefused.

    The nonce is spent before anything is done and outside of every transaction: whatever becomes of the request, the
    same one does not pass again.
    """
    if not {"Signature", "Signature-Input"} & set(request.headers):
        return False
    message = signatures.Message(
        method=str(request.method),
        url=settings.BASE_URL + request.get_full_path(),
        headers=dict(request.headers),
        body=request.body,
    )
    try:
        nonce = signatures.verify(message, key_id=key.public_id, public_key=key.public_key)
        _spend(key, nonce)
    except SignatureRefused as refusal:
        _note_signature(request, key, refusal.detail)
        raise
    return True


def _spend(key: KeyCard, nonce: str) -> None:
    """Let a nonce be used once: the database decides, so losing the cache lets no second request in."""
    try:
        with transaction.atomic():
            models.SpentNonce.objects.create(
                workspace_id=key.workspace_id,
                key_id=key.id,
                digest=hashlib.sha256(nonce.encode()).hexdigest(),
                expires_at=clock.now() + 3 * signatures.WINDOW,
            )
    except IntegrityError:
        raise SignatureRefused("Its nonce was used before.") from None


def _note_use(request: HttpRequest, key: KeyCard, token: Secret) -> None:
    """Write down that the key was used, and hash it anew where the key of the hash was changed since."""
    now = clock.now()
    current, *former = keys.digests(token)
    if former:  # at once: nobody here knows when the former key of the hash will be gone
        models.ApiKey.objects.filter(pk=key.id, digest__in=former).update(digest=current)
    if key.used_at is not None and key.used_at > now - NOTED_EVERY:
        return
    lately = Q(used_at=None) | Q(used_at__lte=now - NOTED_EVERY)
    models.ApiKey.objects.filter(lately, pk=key.id).update(used_at=now, used_from=_network(request), digest=current)


def _refused(request: HttpRequest, key: KeyCard | None, reason: Refusal) -> KeyRefused:
    """Announce the refusal, by sample, and return what the caller is told: the same for every reason."""
    network = _network(request)
    if throttle.occasionally(f"key-refused|{key.id if key else ''}|{reason}|{network}"):
        with transaction.atomic():
            publish(
                ApiKeyRefused(
                    key_id=key.id if key else None,
                    workspace_id=key.workspace_id if key else None,
                    reason=reason,
                    network=network,
                )
            )
    return KeyRefused()


def _note_signature(request: HttpRequest, key: KeyCard, reason: str) -> None:
    network = _network(request)
    if throttle.occasionally(f"signature-refused|{key.id}|{network}"):
        with transaction.atomic():
            publish(SignatureRefusal(key_id=key.id, workspace_id=key.workspace_id, reason=reason, network=network))


def _network(request: HttpRequest) -> str:
    return crypto.blind(throttle.address(request), purpose="network")


@transaction.atomic
def sweep_nonces() -> int:
    """Forget nonces whose window is long over; return how many."""
    with tenancy.system():
        count, _ = models.SpentNonce.objects.filter(expires_at__lt=clock.now()).delete()
    return count
