"""Reads about workspaces' own providers. Which one speaks for an address follows from the proven domains alone."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from assay.kernel import clock, tenancy
from assay.kernel.privacy import Email, Secret
from assay.modules.directory import api as directory
from assay.modules.federation import models, policy
from assay.modules.federation.errors import ConnectionNotFound
from assay.modules.federation.types import ConnectionCard, ConnectionId, Kind, Provider
from assay.modules.identity.api import Action, Actor, Word, email_of, require


def find(actor: Actor) -> ConnectionCard | None:
    """Return the provider of the actor's workspace. Raises RoleTooLow."""
    require(actor, Action.DIRECTORY_MANAGE)
    row = models.Connection.objects.filter(workspace_id=actor.workspace_id).first()
    return None if row is None else _card(row)


def get(actor: Actor) -> ConnectionCard:
    """Return the provider of the actor's workspace. Raises RoleTooLow, ConnectionNotFound."""
    found = find(actor)
    if found is None:
        raise ConnectionNotFound
    return found


def of_workspace(workspace_id: UUID) -> ConnectionCard | None:
    """Return a workspace's provider if people may come in by it."""
    with tenancy.scope(workspace_id):
        row = models.Connection.objects.filter(workspace_id=workspace_id, is_enabled=True).first()
        return None if row is None else _card(row)


def for_address(address: Email) -> ConnectionCard | None:
    """Return who speaks for an address: the provider of the workspace that has its domain proven, if it is on."""
    workspace_id = directory.workspace_of_address(address.reveal())
    return of_workspace(workspace_id) if workspace_id else None


def covers(workspace_id: UUID, address: Email | None) -> bool:
    """Tell whether a workspace's provider may speak for an address: its domain is proven for that very workspace."""
    return address is not None and directory.workspace_of_address(address.reveal()) == workspace_id


def speaks_for(workspace_id: UUID, person_id: UUID) -> bool:
    """Tell whether a workspace's provider may speak for a person, by the address they are known by here, now."""
    return covers(workspace_id, email_of(person_id))


def exists() -> bool:
    """Tell whether any workspace has a provider people may come in by."""
    with tenancy.system():
        return models.Connection.objects.filter(is_enabled=True).exists()


def find_provider(key: str, *, is_trial: bool) -> Provider | None:
    """Return a workspace's provider by its key; one that is off only to be tried."""
    try:
        connection_id = UUID(key)
    except ValueError:
        return None
    with tenancy.system():  # nobody is anywhere yet
        row = models.Connection.objects.filter(pk=connection_id).first()
    if row is None or not (row.is_enabled or is_trial):
        return None
    return Provider(
        key=str(row.pk),
        label=_("your company"),
        kind=Kind.COMPANY,
        issuer=row.issuer,
        client_id=row.client_id,
        client_secret=Secret(row.secret),
        workspace_id=row.workspace_id,
        trust=_card(row).trust,
        acr_values=tuple(row.acr_values.split()),
    )


def find_of_person(person_id: UUID, *, for_factor: UUID | None = None) -> ConnectionCard | None:
    """Return the company's provider by which somebody can prove who they are, the one they used last.

    ``for_factor``: only that workspace's, and only where its word stands for a second factor.
    """
    links = models.Link.objects.filter(person_id=person_id, provider__contains="-")
    for link in links.order_by(F("used_at").desc(nulls_last=True)):
        provider = find_provider(link.provider, is_trial=False)
        found = of_workspace(provider.workspace_id) if provider and provider.workspace_id else None
        is_meant = found is not None and (for_factor is None or (found.workspace_id == for_factor and found.trust))
        if found is not None and is_meant and speaks_for(found.workspace_id, person_id):
            return found
    return None


def counts(actor: Actor, word: Word) -> bool:
    """Tell whether what a workspace's provider said stands for the second factor it asks for, now (ADR 35).

    The owners want it so, it was said under that very decision, not longer ago than twelve hours, and the provider
    still speaks for the person.
    """
    found = of_workspace(actor.workspace_id)
    if found is None or word.workspace_id != actor.workspace_id or not word.factor or word.factor != found.trust:
        return False
    is_young = policy.is_young(word.signed_in_at, now=clock.now().timestamp())
    return is_young and speaks_for(actor.workspace_id, actor.person_id)


def _card(row: models.Connection) -> ConnectionCard:
    return ConnectionCard(
        id=ConnectionId(row.pk),
        workspace_id=row.workspace_id,
        issuer=row.issuer,
        client_id=row.client_id,
        role=row.role,
        is_enabled=row.is_enabled,
        is_enforced=row.is_enforced,
        tried_at=row.tried_at,
        secret_ends_on=row.secret_ends_on,
        trusted_at=row.trusted_at,
        acr_values=tuple(row.acr_values.split()),
    )
