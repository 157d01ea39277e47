"""The words of identity: ids, roles and who is acting."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
WorkspaceId = NewType("WorkspaceId", UUID)


class Role(StrEnum):
    """What a person may do in a workspace; each role may all that the ones below it may."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A person acting in a workspace, with the role they have there at this moment."""

    person_id: PersonId
    workspace_id: WorkspaceId
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceCard:
    """One of a person's workspaces, as a list shows it."""

    id: WorkspaceId
    name: str
    is_personal: bool
    role: Role
