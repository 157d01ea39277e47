"""Ids, time, money, context: small things everything else stands on."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel import clock, context, ids
from assay.kernel.errors import Conflict, DomainError, TooMany, Unavailable
from assay.kernel.money import Currency, CurrencyMismatch, Money, digits

cents = st.integers(-(10**12), 10**12)


def test_ids_are_version_7_and_sort_by_birth() -> None:
    made = [ids.new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert 5000 == len(set(made))
    assert {(7, uuid.RFC_4122)} == {(one.version, one.variant) for one in made}
    age = clock.now().timestamp() * 1000 - (made[-1].int >> 80)
    assert abs(age) < 5000


def test_ids_of_many_threads_do_not_meet() -> None:
    gate = threading.Barrier(8)

    def make(_: int) -> list[uuid.UUID]:
        gate.wait()
        return [ids.new_id() for _ in range(500)]

    with ThreadPoolExecutor(8) as crowd:
        made = [one for some in crowd.map(make, range(8)) for one in some]
    assert len(made) == len(set(made))


def test_a_clock_that_steps_back_does_not_disturb_the_order() -> None:
    counter = ids.Counter()
    early, late = counter.tick(1_000), counter.tick(900)
    assert early < late
    counter.value = (1 << 42) - 1
    assert (1_001, 0) == counter.tick(900)


def test_time_is_aware_and_can_stand_still() -> None:
    assert UTC is clock.now().tzinfo
    moment = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with clock.frozen(moment):
        assert moment == clock.now()
        assert UTC is clock.now().tzinfo
        with clock.frozen(moment + timedelta(days=1)):
            assert moment < clock.now()
        assert moment == clock.now()
    assert moment != clock.now()
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001 -- that is the point
        pass


@given(cents, cents, st.sampled_from(Currency))
def test_money_adds_up_exactly(one: int, two: int, currency: Currency) -> None:
    a, b = Money(one, currency), Money(two, currency)
    assert a + b - b == a
    assert -a + a == Money(0, currency)
    assert a * 3 == a + a + a
    assert (a < b) == (one < two)
    assert (a <= b) == (one <= two)
    assert Money.of(a.amount(), currency) == a


@given(cents, st.integers(1, 500))
def test_a_split_loses_nothing_and_is_even(amount: int, parts: int) -> None:
    shares = Money(amount, Currency.EUR).split(parts=parts)
    assert parts == len(shares)
    assert amount == sum(share.minor for share in shares)
    assert max(share.minor for share in shares) - min(share.minor for share in shares) <= 1


def test_money_knows_its_digits_and_keeps_to_its_currency() -> None:
    assert ["12.30 EUR", "1200 JPY", "1.235 KWD"] == [
        str(Money(1230, Currency.EUR)), str(Money.of(1200, Currency.JPY)), str(Money.of("1.235", Currency.KWD))
    ]  # fmt: skip
    assert 2 == digits(Currency.USD)
    assert Money(12, Currency.EUR) == Money.of(Decimal("0.125"), Currency.EUR)
    with pytest.raises(CurrencyMismatch):
        _ = Money(1, Currency.EUR) + Money(1, Currency.USD)
    with pytest.raises(TypeError, match="whole minor units"):
        Money(1.5, Currency.EUR)  # type: ignore[arg-type]  # what the check at run time is for
    with pytest.raises(ValueError, match="at least one"):
        Money(1, Currency.EUR).split(parts=0)


def test_context_is_bound_for_a_block_and_travels_as_text() -> None:
    person, workspace = uuid.uuid4(), uuid.uuid4()
    assert {} == context.travelling()
    with context.bound(request_id="r", person_id=person, workspace_id=workspace):
        context.bind(job_id=7)
        packed = context.travelling()
        assert {"request_id": "r", "person_id": str(person), "workspace_id": str(workspace)} == packed
        assert {
            "request_id": "r",
            "person_id": str(person),
            "workspace_id": str(workspace),
            "job_id": 7,
        } == context.for_logs()
        assert context.Context(request_id="r", person_id=person, workspace_id=workspace, job_id=9) == context.arrived(
            packed, job_id=9
        )
    assert context.Context() == context.current() == context.arrived({}, job_id=None)


def test_errors_say_their_type_status_and_wait() -> None:
    assert "kernel.Conflict" == Conflict().code
    assert (400, None) == (DomainError().status, DomainError().retry_after)
    assert "Conflict" == str(Conflict())
    assert (5, 9) == (TooMany(retry_after=5).retry_after, Unavailable(retry_after=9).retry_after)
