"""How often somebody may try to get in, and what is said about the attempts that failed.

    started = lockout.begin(attempt)      # raises TryLater, WorkNeeded
    … check the password or the code …
    lockout.succeeded(attempt)   or   lockout.failed(attempt, reason="mismatch", person_id=…)

An attempt is counted as failed when it begins, so fifty at once do not pass a limit of five. A device that the account
knows is counted by itself: an attack on the account from elsewhere does not keep its owner out (ADR 0017).
"""

from typing import Final
from uuid import UUID

from django.db import transaction
from prometheus_client import Counter

from assay.kernel.events import publish
from assay.kernel.gcra import Rate
from assay.kernel.logging import get_logger
from assay.kernel.throttle import allow
from assay.modules.identity import policy
from assay.modules.identity.errors import TryLater, WorkNeeded
from assay.modules.identity.events import ProofOfWorkAsked, SignInDelayed, SignInFailed
from assay.modules.identity.providers import blinding
from assay.modules.identity.queries.people import email_of
from assay.modules.identity.services import attempts
from assay.modules.identity.services.tally import tally
from assay.modules.identity.types import Attempt, Limit, Stage, Verdict

log = get_logger(__name__)

_FAILURES: Final = Counter(
    "assay_sign_in_failures", "Attempts to sign in that failed or were refused.", ["stage", "reason"]
)
_SAID: Final = Rate(1, 60)  # facts about one account being held back


def begin(attempt: Attempt) -> None:
    """Let an attempt be made, and count it as failed until it succeeds. Raises TryLater, WorkNeeded."""
    verdict = tally.attempt(policy.counters(attempt), attempt.proof)
    if verdict.is_allowed:
        return
    seconds = max(1, -(-verdict.wait // 1000))
    _note(attempt, "work_asked" if verdict.work else "delayed")
    _announce(attempt, verdict, seconds)
    if verdict.work:
        raise WorkNeeded(bits=verdict.work, retry_after=seconds)
    raise TryLater(retry_after=seconds)


def failed(attempt: Attempt, *, reason: str, person_id: UUID | None = None) -> None:
    """Record that an attempt which had begun failed; ``person_id`` is None where nobody has such an account."""
    _note(attempt, reason)
    with transaction.atomic():
        publish(
            SignInFailed(
                person_id=person_id,
                account=attempt.account,
                network=attempt.network,
                stage=attempt.stage,
                reason=reason,
            )
        )


def succeeded(attempt: Attempt) -> None:
    """Give an attempt back: it succeeded, or it was not made after all."""
    tally.give_back(policy.counters(attempt))


def failures_of(person_id: UUID) -> dict[str, int]:
    """Return how many failed attempts an account still carries, by stage: what makes strangers' browsers wait there."""
    counted = {stage: _of_account(person_id, stage) for stage in Stage}
    return {stage.value: sum(tally.levels(counters).values()) for stage, counters in counted.items()}


def lift(person_id: UUID) -> None:
    """Let the failed attempts that an account carries be forgotten. What one network owes is not the account's."""
    for stage in Stage:
        tally.forget(_of_account(person_id, stage).keys())
    attempts.forget(blinding.account(str(person_id)))


def _of_account(person_id: UUID, stage: Stage) -> dict[str, Limit]:
    email = email_of(person_id)
    name = email.reveal() if email is not None and stage is Stage.PASSWORD else str(person_id)
    attempt = Attempt(stage=stage, account=blinding.account(name), network="")
    return {key: limit for key, limit in policy.counters(attempt).items() if key.startswith(f"{stage}|account|")}


def _note(attempt: Attempt, reason: str) -> None:
    _FAILURES.labels(attempt.stage, reason).inc()
    log.warning(
        "sign-in failed",
        stage=attempt.stage,
        reason=reason,
        account=attempt.account[:12],
        network=attempt.network[:12],
        known_device=bool(attempt.device),
    )


def _announce(attempt: Attempt, verdict: Verdict, seconds: int) -> None:
    """Publish that an account is being held back, once a minute: an attack writes lines, not rows."""
    if not allow(f"identity.held-back|{attempt.stage}|{attempt.account}", _SAID).is_allowed:
        return
    where = {"account": attempt.account, "network": attempt.network, "stage": str(attempt.stage)}
    with transaction.atomic():
        if verdict.work:
            publish(ProofOfWorkAsked(**where, bits=verdict.work))
        else:
            publish(SignInDelayed(**where, seconds=seconds))
