"""How often a second step may be tried, beside the growing delay of `lockout`: a plain ceiling that no leak raises.

A passkey is not counted. There is nothing to guess in it, and so an owner whose codes somebody is guessing still has a
way in; so has one on a device that the account knows, which is counted by itself.
"""

from typing import Final
from uuid import UUID

from assay.kernel.gcra import Rate
from assay.kernel.throttle import allow, forget_counts
from assay.modules.identity.errors import TryLater
from assay.modules.identity.types import Attempt

TRIES: Final = (Rate(5, 300), Rate(20, 3600), Rate(50, 86_400))
MAILS: Final = (Rate(3, 600), Rate(10, 86_400))


def count_try(attempt: Attempt) -> None:
    """Count a code that somebody is about to try. Raises TryLater."""
    _count(f"factor|{attempt.account}|{attempt.device or 'elsewhere'}", TRIES)


def count_mail(person_id: UUID) -> None:
    """Count a code that is about to be mailed. Raises TryLater."""
    _count(f"factor-mail|{person_id}", MAILS)


def forget(account: str) -> None:
    """Let the tries at an account from browsers it does not know be forgotten."""
    forget_counts([f"factor|{account}|elsewhere|{rate.limit}/{rate.period}" for rate in TRIES])


def _count(key: str, rates: tuple[Rate, ...]) -> None:
    for rate in rates:
        allowance = allow(f"{key}|{rate.limit}/{rate.period}", rate)
        if not allowance.is_allowed:
            raise TryLater(retry_after=allowance.retry_after)
