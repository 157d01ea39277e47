"""The words of a directory: a workspace's domains and how their proof stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from assay.kernel.privacy import Secret

DomainId = NewType("DomainId", UUID)


class Finding(StrEnum):
    """What the DNS said the last time it was asked for a domain's record."""

    NONE = ""  # not asked yet
    FOUND = "found"
    NOTHING = "nothing"  # no record of ours
    OTHER = "other"  # a record of ours, with another value
    SPLIT = "split"  # the servers do not agree
    SILENT = "silent"  # a server did not answer
    TAKEN = "taken"  # the record is there, and the domain is proven for another workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainCard:
    """A domain as the owners of its workspace see it. ``lapses_at``: when the proof ends unless the record returns."""

    id: DomainId
    name: str
    record: str
    value: str
    is_proven: bool
    is_waiting: bool
    finding: Finding
    checked_at: datetime | None
    lapses_at: datetime | None


class Group(StrEnum):
    """The groups a directory can put people into: one for each role but the owner's."""

    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


UserId = NewType("UserId", UUID)
TokenId = NewType("TokenId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class UserOrder:
    """What a company's directory says of somebody."""

    user_name: str
    external_id: str = ""
    display_name: str = ""
    given_name: str = ""
    family_name: str = ""
    formatted: str = ""
    is_active: bool = True

    @property
    def name(self) -> str:
        """What to call them; empty where nothing was said."""
        return self.display_name or self.formatted or f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class UserCard:
    """A user as the directory of their company sees them. ``group`` is None for owners and without a place."""

    id: UserId
    order: UserOrder
    person_id: UUID
    group: Group | None
    created_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenCard:
    """A directory's token as owners see it; its text is nowhere."""

    id: TokenId
    public_id: str
    workspace_id: UUID
    group: Group
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeToken:
    """A token at the one moment it is shown."""

    id: TokenId
    text: Secret
    expires_at: datetime
