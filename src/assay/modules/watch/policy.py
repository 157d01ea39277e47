"""What attackers do, as rules: pure values and pure functions. Each has a runbook in docs/runbooks under its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from assay.modules.watch.types import Severity

FAILED, SIGNED_IN = "identity.sign_in_failed.v1", "identity.signed_in.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """So many entries of these facts within the window, by one field and spread over so many of another.

    ``only`` narrows by the fact's own details. ``ratio``: the share of these among these and ``against``.
    ``tells_owner``: the person whom it concerns gets a mail, once for each window.
    """

    name: str
    facts: Sequence[str]
    by: str
    least: int
    window: timedelta
    severity: Severity
    spread: str = "entry"
    least_spread: int = 1
    only: str = "{}"
    against: Sequence[str] = ()
    ratio: float = 0.0
    tells_owner: bool = False


RULES: Final = (
    Rule(
        name="failed-sign-ins",
        facts=(FAILED,),
        by="account",
        least=10,
        window=timedelta(minutes=15),
        severity=Severity.WARNING,
        tells_owner=True,
    ),
    Rule(
        name="password-spraying",
        facts=(FAILED,),
        by="network",
        least=15,
        spread="account",
        least_spread=10,
        window=timedelta(hours=1),
        severity=Severity.CRITICAL,
    ),
    Rule(
        name="credential-stuffing",
        facts=(FAILED,),
        by="all",
        least=60,
        spread="account",
        least_spread=40,
        window=timedelta(minutes=10),
        severity=Severity.CRITICAL,
        against=(SIGNED_IN,),
        ratio=0.8,
    ),
    Rule(
        name="replayed-signature",
        facts=("identity.signature_refused.v1",),
        by="key_id",
        least=1,
        only='{"reason": "Its nonce was used before."}',
        window=timedelta(hours=1),
        severity=Severity.CRITICAL,
    ),
    Rule(
        name="refused-keys",
        facts=("identity.api_key_refused.v1", "identity.signature_refused.v1"),
        by="network",
        least=20,
        window=timedelta(minutes=15),
        severity=Severity.WARNING,
    ),
    Rule(
        name="permission-probing",
        facts=("kernel.refusals_mounted.v1",),
        by="person_id",
        least=1,
        window=timedelta(minutes=10),
        severity=Severity.WARNING,
    ),
    Rule(
        name="mass-reading",
        facts=("kernel.limit_reached.v1", "watch.log_exported.v1"),
        by="actor",
        least=5,
        window=timedelta(minutes=10),
        severity=Severity.WARNING,
    ),
    Rule(
        name="staff-searching",
        facts=("identity.account_searched.v1", "identity.impersonation_started.v1"),
        by="actor",
        least=20,
        window=timedelta(hours=1),
        severity=Severity.WARNING,
    ),
    Rule(
        name="refused-factors",
        facts=("identity.factor_refused.v1",),
        by="person_id",
        least=8,
        window=timedelta(minutes=15),
        severity=Severity.CRITICAL,
        tells_owner=True,
    ),
    Rule(
        name="replayed-factor",
        facts=("identity.factor_refused.v1",),
        by="person_id",
        least=1,
        only='{"reason": "replayed"}',
        window=timedelta(hours=1),
        severity=Severity.CRITICAL,
    ),
    Rule(
        name="stolen-session",
        facts=("identity.session_cut.v1",),
        by="person_id",
        least=1,
        window=timedelta(hours=1),
        severity=Severity.CRITICAL,
    ),
    Rule(
        name="many-networks",
        facts=(SIGNED_IN, "identity.session_moved.v1"),
        by="person_id",
        least=4,
        spread="network",
        least_spread=4,
        window=timedelta(hours=1),
        severity=Severity.WARNING,
    ),
    Rule(
        name="impossible-travel",
        facts=("identity.travel_impossible.v1",),
        by="person_id",
        least=1,
        window=timedelta(hours=24),
        severity=Severity.WARNING,
        tells_owner=True,
    ),
    Rule(
        name="recovery-code-used",
        facts=("identity.recovery_code_used.v1",),
        by="person_id",
        least=1,
        window=timedelta(hours=1),
        severity=Severity.WARNING,
    ),
    Rule(
        name="parked-payment-event",
        facts=("billing.webhook_parked.v1",),
        by="stripe_id",
        least=1,
        window=timedelta(hours=1),
        severity=Severity.CRITICAL,
    ),
    Rule(
        name="forged-payment-event",
        facts=("billing.webhook_refused.v1",),
        by="all",
        least=5,
        window=timedelta(minutes=15),
        severity=Severity.WARNING,
    ),
    Rule(
        name="password-then-new-device",
        facts=("identity.password_changed.v1", "identity.device_seen.v1"),
        by="person_id",
        least=2,
        spread="fact",
        least_spread=2,
        window=timedelta(hours=1),
        severity=Severity.WARNING,
        tells_owner=True,
    ),
)


def window_of(moment: datetime, length: timedelta) -> datetime:
    """Return when the window began that the moment lies in: windows follow each other from midnight, 1970."""
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=UTC)


def is_mostly(failures: int, successes: int, *, ratio: float) -> bool:
    """Tell whether failures are at least that share of everything."""
    return failures >= ratio * (failures + successes)
