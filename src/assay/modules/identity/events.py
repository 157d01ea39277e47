"""What identity announces."""

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
