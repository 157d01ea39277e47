"""Reads about API keys."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from assay.kernel import crypto, tenancy
from assay.kernel.pagination import Page, paginate
from assay.kernel.privacy import Secret
from assay.modules.identity import models
from assay.modules.identity.errors import KeyNotFound
from assay.modules.identity.policy import access as rules
from assay.modules.identity.types import Actor, ApiKeyId, KeyCard, PersonId, Scope, WorkspaceId
from assay.modules.identity.types.places import Action

_ERASED: Final[dict[str, str]] = {}  # of an erased workspace: nobody knows any more from where the key may be used


def digests(token: Secret) -> tuple[str, ...]:
    """Return what may stand in the database for a key: its keyed hash, the current one first."""
    return crypto.blinds(token.reveal(), purpose="api-key")


def find_by_token(token: Secret) -> KeyCard | None:
    """Return the key that a token is, ended or not; None when it is none.

    The workspace is what the key itself tells, so this one look-up is made above all workspaces. It compares keyed
    hashes of whole keys in an index: an unknown id and a wrong secret are the same miss, and take the same time.
    """
    with tenancy.system():
        row = models.ApiKey.objects.filter(digest__in=digests(token)).first()
    if row is None or row.networks == _ERASED:
        return None
    return card(row)


def list_keys(actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[KeyCard]:
    """Return the keys of the workspace that the person may see, newest first, ended ones included."""
    return paginate(visible(actor), cursor=cursor, limit=limit).map(card)


def get_key(actor: Actor, key_id: UUID) -> KeyCard:
    """Return one key. Raises KeyNotFound."""
    row = visible(actor).filter(pk=key_id).first()
    if row is None:
        raise KeyNotFound
    return card(row)


def get_own_key(actor: Actor, key_id: UUID) -> KeyCard:
    """Return a key that somebody made themselves. Raises KeyNotFound, for everybody else's too."""
    found = get_key(actor, key_id)
    if found.person_id != actor.person_id:
        raise KeyNotFound
    return found


def visible(actor: Actor) -> QuerySet[models.ApiKey]:
    """The rows a person may know of: their own; all of the workspace for those who run it."""
    rows = models.ApiKey.objects.filter(workspace_id=actor.workspace_id)
    return rows if rules.may(actor.role, Action.KEYS_SEE_ALL) else rows.filter(person_id=actor.person_id)


def card(row: models.ApiKey) -> KeyCard:
    """Return what may be shown of a key."""
    return KeyCard(
        id=ApiKeyId(row.pk),
        public_id=row.public_id,
        person_id=PersonId(row.person_id),
        workspace_id=WorkspaceId(row.workspace_id),
        name=row.name,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        networks=tuple(row.networks),
        per_minute=row.per_minute,
        public_key=row.public_key,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        replaced_by=ApiKeyId(row.replaced_by) if row.replaced_by else None,
        used_at=row.used_at,
    )
