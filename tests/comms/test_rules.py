"""How long mail is tried."""

from datetime import UTC, datetime, timedelta

import pytest

from assay.modules.comms import policy

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_pauses_grow_and_end() -> None:
    waits = [policy.wait_after(attempts) for attempts in range(1, len(policy.WAITS) + 2)]
    assert waits[-1] is None
    assert sorted(policy.WAITS) == waits[:-1]
    assert sum(policy.WAITS, timedelta()) < timedelta(hours=12)


@pytest.mark.parametrize(("age", "expected"), [(timedelta(seconds=119), False), (timedelta(minutes=2), True)])
def test_a_claim_is_abandoned_after_two_minutes(age: timedelta, expected: bool) -> None:  # noqa: FBT001 – a parameter
    assert expected is policy.is_abandoned(NOW - age, now=NOW)
