"""Reads about the people a workspace's directory names. A workspace has some hundreds of them at most."""

from typing import Final
from uuid import UUID

from assay.modules.directory import models
from assay.modules.directory.errors import UserNotFound
from assay.modules.directory.types import Group, UserCard, UserId, UserOrder
from assay.modules.identity.api import PersonId, Role, roles_in

MOST_USERS: Final = 500  # of one workspace, people without a place included


def list_users(workspace_id: UUID) -> tuple[UserCard, ...]:
    """Return everybody the directory names, in the order in which they were named."""
    roles = roles_in(workspace_id)
    rows = models.User.objects.filter(workspace_id=workspace_id).order_by("created_at", "id")
    return tuple(_card(row, role=roles.get(PersonId(row.person_id))) for row in rows)


def get_user(workspace_id: UUID, user_id: UUID) -> UserCard:
    """Return one of them. Raises UserNotFound."""
    row = models.User.objects.filter(workspace_id=workspace_id, pk=user_id).first()
    if row is None:
        raise UserNotFound
    return _card(row, role=roles_in(workspace_id).get(PersonId(row.person_id)))


def _card(row: models.User, *, role: Role | None) -> UserCard:
    return UserCard(
        id=UserId(row.pk),
        person_id=row.person_id,
        order=UserOrder(user_name=row.user_name, is_active=role is not None, **row.said),
        group=Group(role.value) if role is not None and role is not Role.OWNER else None,
        created_at=row.created_at,
        changed_at=row.changed_at,
        version=row.version,
    )
