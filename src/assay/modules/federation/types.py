"""What stands for a provider, a trip to it, and what it says; no framework."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from assay.kernel.privacy import Email, Secret

LinkId = NewType("LinkId", UUID)
ConnectionId = NewType("ConnectionId", UUID)


class Kind(StrEnum):
    """Which protocol a provider speaks, and in whose dialect."""

    OIDC = "oidc"
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    GITHUB = "github"
    COMPANY = "company"  # OpenID Connect, set up by a workspace


class Purpose(StrEnum):
    """Why somebody is sent to a provider."""

    ENTER = "enter"  # to sign in, or to open an account
    TRY = "try"  # to see whether a connection works; nobody comes in by it
    LINK = "link"  # to add this way in to the account they are signed in to
    CONFIRM = "confirm"  # to prove anew that it is they who are signed in


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who says who people are. ``key`` is its place in our addresses; ``issuer`` is what it calls itself.

    ``trust``: names the owners' decision that its word stands for a second factor; empty where it does not.
    ``acr_values``: what it calls a sign-in with several factors; where none is named, `policy.shows_several` judges.
    """

    key: str
    label: str
    kind: Kind
    issuer: str
    client_id: str
    client_secret: Secret
    api: str = ""  # GitHub alone
    hosts: tuple[str, ...] = ()  # that may be called for it; empty: what the operator lists for those users name
    workspace_id: UUID | None = None  # a company's alone, as is what follows
    trust: str = ""
    acr_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a provider says about itself, as far as we use it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    has_basic: bool = True  # takes the client's secret in the Authorization header
    names_itself: bool = False  # puts its issuer into every answer (RFC 9207)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One trip to a provider: what has to come back with the browser. Lives in the session, sealed, ten minutes."""

    provider: str
    purpose: Purpose
    nonce: str
    verifier: str
    back_to: str
    begun_at: float
    person_id: str = ""
    trust: str = ""  # the provider's, when the trip began


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a browser brought back from a provider."""

    code: str
    issuer: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a provider said of somebody, after every check. ``is_proven``: it vouches for the address, and may.

    Of companies' providers alone: ``signed_in_at`` is when they showed there who they are (0: it did not say),
    ``has_several`` that they did it by several factors, ``trust`` the decision under which that was asked.
    """

    provider: str
    issuer: str
    subject: str = field(repr=False)
    email: Email | None
    is_proven: bool
    signed_in_at: float = 0.0
    has_several: bool = False
    trust: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """One way in, as its owner sees it."""

    id: LinkId
    provider: str
    label: str
    address: str = field(repr=False)
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOrder:
    """What an owner fills in; an empty secret keeps the one that is there."""

    issuer: str
    client_id: str
    secret: Secret
    role: str
    secret_ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionCard:
    """A workspace's provider, as its owners see it."""

    id: ConnectionId
    workspace_id: UUID
    issuer: str
    client_id: str
    role: str
    is_enabled: bool
    is_enforced: bool
    tried_at: datetime | None
    secret_ends_on: date | None
    trusted_at: datetime | None
    acr_values: tuple[str, ...]

    @property
    def trust(self) -> str:
        """Name the owners' decision that the provider's word stands for a second factor; nothing where it does not."""
        return self.trusted_at.isoformat() if self.trusted_at and self.is_enabled else ""
