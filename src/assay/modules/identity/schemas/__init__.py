"""What goes over the wire."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from ninja import Schema
from pydantic import Field

from assay.kernel.pagination import Page
from assay.modules.identity.types import KeyCard, MadeKey, Role


class Me(Schema):
    """The signed-in person and where they are working."""

    person_id: UUID
    workspace_id: UUID
    role: Role
    email: str
    name: str


class ApiKeyOut(Schema):
    """An API key without what makes it work. ``signs``: a public key is registered, so its requests can be signed."""

    id: UUID
    public_id: str
    person_id: UUID
    name: str
    scopes: list[str]
    networks: list[str]
    per_minute: int | None
    signs: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    replaced_by: UUID | None
    used_at: datetime | None

    @classmethod
    def of(cls, card: KeyCard) -> Self:
        """The wire form of a key."""
        same = {name: getattr(card, name) for name in cls.model_fields if name != "signs"}
        return cls(**same, signs=bool(card.public_key))


class ApiKeyPage(Schema):
    """A page of keys, newest first; ``next_cursor`` is null on the last page."""

    items: list[ApiKeyOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[KeyCard]) -> Self:
        """The wire form of a page."""
        return cls(items=[ApiKeyOut.of(card) for card in page.items], next_cursor=page.next_cursor)


class ApiKeyMadeOut(Schema):
    """A key just made: ``key`` is shown here and never again."""

    id: UUID
    key: str
    expires_at: datetime

    @classmethod
    def of(cls, made: MadeKey) -> Self:
        """The wire form of a new key."""
        return cls(id=made.id, key=made.token.reveal(), expires_at=made.expires_at)


class ApiScopes(Schema):
    """What keys can be for."""

    scopes: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyRotation:
    """How many hours the old key works on."""

    overlap_hours: int = 24


class Finding(Schema):
    """Something that looks like a key of ours, where a code host found it. Other members are not read."""

    token: str = Field(max_length=500)
    type: str = Field(max_length=100)
    url: str = Field(default="", max_length=2_000)


class Label(StrEnum):
    """What a code host learns of a finding: whether it is, or was, a key."""

    TRUE_POSITIVE = "true_positive"
    FALSE_POSITIVE = "false_positive"


class Labelled(Schema):
    """One finding with its label; ``token_hash`` is the SHA-256 of the token in base64."""

    token_hash: str
    token_type: str
    label: Label


class SessionOut(Schema):
    """A browser in which the person is signed in."""

    id: UUID
    browser: str
    system: str
    place: str
    first_seen: datetime
    last_seen: datetime
    is_current: bool
    is_doubted: bool
