"""Reads for somebody who is about to give their account up."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from assay.kernel import tenancy
from assay.modules.identity import models
from assay.modules.identity.types import Role, WorkspaceCard, WorkspaceId

_OWNERS = Q(role=Role.OWNER, person__is_active=True)


def list_held(person_id: UUID) -> tuple[WorkspaceCard, ...]:
    """Return the workspaces that others work in and nobody else owns; they have to be handed over or deleted first."""
    return tuple(card for card, others, owners in _owned(person_id) if others and not owners)


def list_alone(person_id: UUID) -> tuple[WorkspaceCard, ...]:
    """Return the workspaces where nobody else is; they end with the person."""
    return tuple(card for card, others, _ in _owned(person_id) if not others)


def _owned(person_id: UUID) -> list[tuple[WorkspaceCard, int, int]]:
    """The workspaces a person owns, each with how many others are there and how many of them own it too."""
    # Across workspaces on purpose: whom else they have, which only somebody inside sees. The condition is one's own.
    with tenancy.system():
        mine = models.Membership.objects.filter(person_id=person_id, role=Role.OWNER, workspace__closes_at=None)
        places = list(mine.select_related("workspace").order_by("-workspace__is_personal", "created_at", "id"))
        counted = _others(person_id, [place.workspace_id for place in places])
        return [(_card(place), *counted.get(place.workspace_id, (0, 0))) for place in places]


def _others(person_id: UUID, workspace_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    others: QuerySet[models.Membership] = models.Membership.objects.filter(workspace_id__in=workspace_ids)
    rows = others.exclude(person_id=person_id).order_by().values_list("workspace_id")
    return {pk: (total, owners) for pk, total, owners in rows.annotate(total=Count("pk"), owners=Count("pk", _OWNERS))}


def _card(place: models.Membership) -> WorkspaceCard:
    space = place.workspace
    return WorkspaceCard(
        id=WorkspaceId(space.pk), name=space.name, is_personal=space.is_personal, role=Role(place.role)
    )
