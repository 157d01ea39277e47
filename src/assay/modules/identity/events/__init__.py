"""What identity announces; factors, sessions and places in workspaces have files of their own in ``events``."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import Of, seen
from assay.modules.identity.events.places import WorkspaceDeleted as WorkspaceDeleted  # heard by other modules

ACCOUNT = seen("identity.account", says=_("their own account"), of=Of.PERSON)
ARCHIVE = seen("identity.archive", says=_("an archive, which they took along"), of=Of.PERSON)
ARCHIVES = seen("identity.archives", says=_("the archives of the workspace"))
WORKSPACE = seen("identity.workspace", says=_("the name of the workspace"))
MEMBERS = seen("identity.members", says=_("the members of the workspace"))
KEYS = seen("identity.keys", says=_("the API keys"))
SECURITY = seen("identity.security", says=_("what the workspace asks of everybody"))
OFFER = seen("identity.offer", says=_("an invitation"), of=Of.PERSON)


@fact("identity.person_joined.v1", says=_("signed up"))
class PersonJoined:
    """Somebody signed up; their own workspace exists. Their e-mail address is not verified yet."""

    person_id: UUID
    workspace_id: UUID


@fact("identity.sign_in_failed.v1", says=_("failed to sign in ({stage}: {reason})"))
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


@fact("identity.sign_in_delayed.v1", says=_("had to wait {seconds} seconds before the next attempt to sign in"))
class SignInDelayed:
    """Somebody has to wait before their next attempt; said at most once a minute for an account."""

    account: str
    network: str
    stage: str
    seconds: int


@fact("identity.work_asked.v1", says=_("was given a task before the next attempt to sign in"))
class ProofOfWorkAsked:
    """An attempt was answered with a task for the browser; said at most once a minute for an account."""

    account: str
    network: str
    stage: str
    bits: int


@fact("identity.api_key_made.v1", says=_("made an API key"))
class ApiKeyMade:
    """Somebody made an API key."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    scopes: tuple[str, ...]
    expires_at: datetime


@fact("identity.api_key_rotated.v1", says=_("replaced an API key"))
class ApiKeyRotated:
    """A key got a successor; the old one works until ``ends_at``."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    new_key_id: UUID
    ends_at: datetime


@fact("identity.api_key_revoked.v1", says=_("ended an API key ({reason})"))
class ApiKeyRevoked:
    """A key ended before its time."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    reason: str


@fact("identity.api_key_expires.v1", says=_("was told that an API key expires in {days} days"))
class ApiKeyExpires:
    """A key's owner was told that it expires within so many days."""

    key_id: UUID
    workspace_id: UUID
    person_id: UUID
    days: int


@fact("identity.api_key_refused.v1", says=_("had an API key refused ({reason})"))
class ApiKeyRefused:
    """A request came with a key that is not good; by sample. ``network``: keyed hash of the address."""

    key_id: UUID | None
    workspace_id: UUID | None
    reason: str
    network: str


@fact("identity.signature_refused.v1", says=_("had a signed request refused ({reason})"))
class SignatureRefusal:
    """A request came with a signature that does not hold; by sample."""

    key_id: UUID
    workspace_id: UUID
    reason: str
    network: str


@fact("identity.person_renamed.v1", says=_("changed the name others see"))
class PersonRenamed:
    """Somebody changed what they are called."""

    person_id: UUID


@fact("identity.workspace_opened.v1", says=_("opened a workspace"))
class WorkspaceOpened:
    """A workspace that can be shared exists; whoever opened it owns it."""

    person_id: UUID
    workspace_id: UUID


@fact("identity.claim_released.v1", says=_("removed an account that never proved its address"))
class ClaimReleased:
    """An account that only claimed an address was removed, because somebody else proved it."""

    person_id: UUID


@fact("identity.address_confirmed.v1", says=_("confirmed an email address"))
class AddressConfirmed:
    """Somebody proved an address; from now on it is the one they sign in with."""

    person_id: UUID


@fact("identity.hash_renewed.v1", says=_("signed in, and the password's hash was renewed"))
class HashRenewed:
    """A password is stored as a hash with today's numbers; the password is the same."""

    person_id: UUID


@fact("identity.password_changed.v1", says=_("set a new password ({by})"))
class PasswordChanged:
    """A person has a new password; ``by`` says how: owner (knew the old one), reset, first."""

    person_id: UUID
    by: str


@fact("identity.breached_password_found.v1", says=_("signed in with a password that has leaked; it was withdrawn"))
class BreachedPasswordFound:
    """A person's password was found in a list of leaked ones and withdrawn; they were sent a link to choose another."""

    person_id: UUID


@fact("identity.breach_check_skipped.v1", says=_("could not have the password compared with leaked ones"))
class BreachCheckSkipped:
    """The list of leaked passwords did not answer when a password was set or used; it is asked again later."""

    person_id: UUID


@fact("identity.breach_check_done.v1", says=_("had the password compared with leaked ones, and it is none of them"))
class BreachCheckDone:
    """A person's password was looked for in the list of leaked ones and is not in it."""

    person_id: UUID
