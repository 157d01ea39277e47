"""Reads about domains. What is proven is asked for by other modules; who claims what is for owners alone."""

from uuid import UUID

from django.db.models import Q

from assay.kernel import clock, tenancy
from assay.modules.directory import models, policy
from assay.modules.directory.errors import DomainNotFound
from assay.modules.directory.types import DomainCard, DomainId, Finding
from assay.modules.identity.api import Action, Actor, WorkspaceId, require


def proven_domains(workspace_id: UUID) -> tuple[str, ...]:
    """Return the domains that are proven for a workspace, in alphabetical order."""
    with tenancy.scope(workspace_id):
        rows = models.Domain.objects.filter(workspace_id=workspace_id, proven_at__isnull=False)
        return tuple(rows.order_by("name").values_list("name", flat=True))


def is_proven(workspace_id: UUID, *, domain: str) -> bool:
    """Tell whether a domain, in whatever spelling, is proven for this workspace."""
    return workspace_of_domain(domain) == workspace_id


def workspace_of_domain(domain: str) -> WorkspaceId | None:
    """Return the workspace a domain, in whatever spelling, is proven for; None when there is none."""
    try:
        name = policy.read_name(domain)
    except policy.NotClaimable:
        return None
    with tenancy.system():  # across workspaces on purpose: who asks does not know yet where they belong
        found = models.Domain.objects.filter(name=name, proven_at__isnull=False).values_list("workspace_id", flat=True)
        first = found.first()
    return WorkspaceId(first) if first else None


def workspace_of_address(address: str) -> WorkspaceId | None:
    """Return the workspace that has the domain of an e-mail address proven; None when there is none."""
    return workspace_of_domain(address.strip().rpartition("@")[2])


def list_domains(actor: Actor) -> tuple[DomainCard, ...]:
    """Return the domains of the actor's workspace (at most 20), in alphabetical order. Raises RoleTooLow."""
    require(actor, Action.DIRECTORY_MANAGE)
    rows = models.Domain.objects.filter(workspace_id=actor.workspace_id).order_by("name")
    return tuple(map(_card, rows))


def get_domain(actor: Actor, domain_id: UUID) -> DomainCard:
    """Return one domain of the actor's workspace. Raises RoleTooLow, DomainNotFound."""
    require(actor, Action.DIRECTORY_MANAGE)
    row = models.Domain.objects.filter(pk=domain_id, workspace_id=actor.workspace_id).first()
    if row is None:
        raise DomainNotFound
    return _card(row)


def list_due() -> tuple[tuple[UUID, DomainId], ...]:
    """Return workspace and id of proven domains that it is time to look at again, the longest unseen first."""
    with tenancy.system():
        before = clock.now() - policy.CHECK_EVERY
        unseen = Q(checked_at=None) | Q(checked_at__lte=before)
        rows = models.Domain.objects.filter(unseen, proven_at__isnull=False).order_by("checked_at")[:500]
        return tuple((one, DomainId(pk)) for one, pk in rows.values_list("workspace_id", "pk"))


def _card(row: models.Domain) -> DomainCard:
    return DomainCard(
        id=DomainId(row.pk),
        name=row.name,
        record=policy.record_of(row.name),
        value=policy.value_of(row.token),
        is_proven=row.proven_at is not None,
        is_waiting=policy.is_waiting(asked_at=row.asked_at, checked_at=row.checked_at, now=clock.now()),
        finding=Finding(row.finding),
        checked_at=row.checked_at,
        lapses_at=policy.lapses_at(row.missing_since) if row.proven_at and row.missing_since else None,
    )
