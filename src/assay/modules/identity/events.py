"""What identity announces."""

from datetime import datetime
from uuid import UUID

from assay.kernel.events import fact


@fact("identity.person_joined.v1")
class PersonJoined:
    """Somebody signed up; their own workspace exists. Their e-mail address is not verified yet."""

    person_id: UUID
    workspace_id: UUID


@fact("identity.sign_in_failed.v1")
class SignInFailed:
    """An attempt to sign in failed, at whatever account: one that nobody has, too (``person_id`` is then None).

    ``account`` and ``network`` are keyed hashes of the address typed and of the network the attempt came from.
    ``stage`` is password or factor; ``reason`` one word (mismatch, switched_off, breached …).
    """

    person_id: UUID | None
    account: str
    network: str
    stage: str
    reason: str


@fact("identity.sign_in_delayed.v1")
class SignInDelayed:
    """Somebody has to wait before their next attempt; said at most once a minute for an account."""

    account: str
    network: str
    stage: str
    seconds: int


@fact("identity.work_asked.v1")
class ProofOfWorkAsked:
    """An attempt was answered with a task for the browser; said at most once a minute for an account."""

    account: str
    network: str
    stage: str
    bits: int


@fact("identity.api_key_made.v1")
class ApiKeyMade:
    """Somebody made an API key."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    scopes: tuple[str, ...]
    expires_at: datetime


@fact("identity.api_key_rotated.v1")
class ApiKeyRotated:
    """A key got a successor; the old one works until ``ends_at``."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    new_key_id: UUID
    ends_at: datetime


@fact("identity.api_key_revoked.v1")
class ApiKeyRevoked:
    """A key ended before its time."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    reason: str


@fact("identity.api_key_expires.v1")
class ApiKeyExpires:
    """A key's owner was told that it expires within so many days."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    days: int


@fact("identity.api_key_refused.v1")
class ApiKeyRefused:
    """A request came with a key that is not good; by sample. ``network``: keyed hash of the address."""

    key_id: UUID | None
    workspace_id: UUID | None
    reason: str
    network: str


@fact("identity.signature_refused.v1")
class SignatureRefusal:
    """A request came with a signature that does not hold; by sample."""

    key_id: UUID
    workspace_id: UUID
    reason: str
    network: str
