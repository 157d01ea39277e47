"""Making and ending tokens of a directory, and recognising one."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assay.kernel import clock, locks, tenancy, throttle
from assay.kernel.events import publish
from assay.kernel.privacy import Secret
from assay.modules.directory import models
from assay.modules.directory.errors import (
    NothingProven,
    TokenMadeBefore,
    TokenNotFound,
    TokenRefused,
    TooManyTokens,
)
from assay.modules.directory.events.users import TokenMade, TokenRevoked, TokenWasRefused
from assay.modules.directory.queries.domains import proven_domains
from assay.modules.directory.queries.tokens import card, digests, find_by_text
from assay.modules.directory.types import Group, MadeToken, TokenCard, TokenId
from assay.modules.identity.api import SCIM_PREFIX, Action, Actor, is_key, new_key, require

LASTS: Final = timedelta(days=365)
MOST_TOKENS: Final = 2  # the one in use, and its successor
NOTED_EVERY: Final = timedelta(minutes=1)


@transaction.atomic
def make_token(actor: Actor, *, group: Group, token_id: UUID) -> MadeToken:
    """Make a token; its text is in the answer and nowhere else. ``group``: what people become whom it names.

    ``token_id``: chosen by the caller, so that a form sent twice makes one.
    Raises RoleTooLow, NothingProven, TooManyTokens, TokenMadeBefore.
    """
    require(actor, Action.DIRECTORY_MANAGE)
    if not proven_domains(actor.workspace_id):
        raise NothingProven(_("Prove a domain first."))
    locks.hold(f"directory.tokens:{actor.workspace_id}")
    if models.Token.objects.filter(pk=token_id).exists():
        raise TokenMadeBefore
    now = clock.now()
    living = models.Token.objects.filter(workspace_id=actor.workspace_id, revoked_at=None, expires_at__gt=now)
    if living.count() >= MOST_TOKENS:
        raise TooManyTokens(_("Revoke the one that is not used any more."))
    public_id, text = new_key(SCIM_PREFIX)
    row = models.Token(
        pk=token_id,
        workspace_id=actor.workspace_id,
        made_by=actor.person_id,
        public_id=public_id,
        digest=digests(Secret(text))[0],
        group=group.value,
        expires_at=now + LASTS,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the id is taken in another workspace
        raise TokenMadeBefore from None
    named = {"workspace_id": row.workspace_id, "person_id": actor.person_id, "token_id": row.pk}
    publish(TokenMade(**named, group=row.group, expires_at=row.expires_at))
    return MadeToken(id=TokenId(row.pk), text=Secret(text), expires_at=row.expires_at)


@transaction.atomic
def revoke_token(actor: Actor, token_id: UUID) -> None:
    """End a token at once; a second time changes nothing. Raises RoleTooLow, TokenNotFound."""
    require(actor, Action.DIRECTORY_MANAGE)
    rows = models.Token.objects.select_for_update().filter(pk=token_id, workspace_id=actor.workspace_id)
    row = rows.first()
    if row is None:
        raise TokenNotFound
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        publish(TokenRevoked(workspace_id=row.workspace_id, person_id=actor.person_id, token_id=row.pk))


def recognise(text: str, *, network: str) -> TokenCard:
    """Return the token that a request came with, and note its use. Raises TokenRefused, the same for every reason."""
    token = Secret(text)
    row = find_by_text(token) if is_key(text, prefix=SCIM_PREFIX) else None
    if row is None or row.revoked_at is not None or row.expires_at <= clock.now():
        raise _refused(row, network=network)
    with tenancy.scope(row.workspace_id):
        _note_use(row, token)
    return card(row)


def _note_use(row: models.Token, token: Secret) -> None:
    """Write down that it was used, and hash it anew where the key of the hash was changed since."""
    now = clock.now()
    current, *former = digests(token)
    if former:  # at once: nobody here knows when the former key of the hash will be gone
        models.Token.objects.filter(pk=row.pk, digest__in=former).update(digest=current)
    if row.used_at is None or row.used_at <= now - NOTED_EVERY:
        lately = Q(used_at=None) | Q(used_at__lte=now - NOTED_EVERY)
        models.Token.objects.filter(lately, pk=row.pk).update(used_at=now, digest=current)


def _refused(row: models.Token | None, *, network: str) -> TokenRefused:
    """Announce the refusal, by sample."""
    reason = "unknown" if row is None else "revoked" if row.revoked_at else "expired"
    if throttle.occasionally(f"directory-token|{row.pk if row else ''}|{network}"):
        with transaction.atomic():
            publish(
                TokenWasRefused(
                    workspace_id=row.workspace_id if row else None,
                    token_id=row.pk if row else None,
                    reason=reason,
                    network=network,
                )
            )
    return TokenRefused()
