"""Reads about tokens of directories."""

from uuid import UUID

from assay.kernel import clock, crypto, tenancy
from assay.kernel.privacy import Secret
from assay.modules.directory import models
from assay.modules.directory.errors import TokenNotFound
from assay.modules.directory.types import Group, TokenCard, TokenId
from assay.modules.identity.api import Action, Actor, require


def digests(token: Secret) -> tuple[str, ...]:
    """Return what may stand in the database for a token: its keyed hash, the current one first."""
    return crypto.blinds(token.reveal(), purpose="directory-token")


def find_by_text(token: Secret) -> models.Token | None:
    """Return the token a text is, ended or not; the workspace is what it tells, so this look-up is above all."""
    with tenancy.system():
        return models.Token.objects.filter(digest__in=digests(token)).first()


def list_tokens(actor: Actor) -> tuple[TokenCard, ...]:
    """Return the tokens of the actor's workspace that work, the oldest first. Raises RoleTooLow."""
    require(actor, Action.DIRECTORY_MANAGE)
    rows = models.Token.objects.filter(workspace_id=actor.workspace_id, revoked_at=None, expires_at__gt=clock.now())
    return tuple(map(card, rows.order_by("created_at", "id")))


def get_token(actor: Actor, token_id: UUID) -> TokenCard:
    """Return one that works. Raises RoleTooLow, TokenNotFound."""
    found = next((one for one in list_tokens(actor) if one.id == token_id), None)
    if found is None:
        raise TokenNotFound
    return found


def card(row: models.Token) -> TokenCard:
    """Return what may be shown of a token."""
    return TokenCard(
        id=TokenId(row.pk),
        public_id=row.public_id,
        workspace_id=row.workspace_id,
        group=Group(row.group),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
