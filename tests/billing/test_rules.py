"""What a subscription gives and what changes of it are called, by generated histories."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel.money import Currency, Money
from assay.modules.billing import policy
from assay.modules.billing.policy import Turn, catalogue
from assay.modules.billing.types import (
    InvoiceSeen,
    InvoiceState,
    PlanKey,
    State,
    Subject,
    SubscriptionSeen,
    VisitState,
)

NOW = datetime(2031, 3, 1, tzinfo=UTC)
MOMENTS = st.none() | st.datetimes(datetime(2030, 1, 1), datetime(2032, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 -- made aware in the same breath
LOOKS = st.builds(
    SubscriptionSeen,
    stripe_id=st.just("sub_1"),
    customer_id=st.just("cus_1"),
    state=st.sampled_from([state for state in State if state is not State.NONE]),
    price_key=st.sampled_from([price.key for price in catalogue.PRICES]),
    amount=st.just(Money(1500, Currency.USD)),
    period_ends_at=MOMENTS,
    cancels_at=MOMENTS,
    ended_at=MOMENTS,
    trial_ends_at=MOMENTS,
)
INVOICES = st.builds(
    InvoiceSeen,
    stripe_id=st.just("in_1"),
    customer_id=st.just("cus_1"),
    subscription_id=st.just("sub_1"),
    number=st.sampled_from(["", "A-1"]),
    state=st.sampled_from(InvoiceState),
    total=st.just(Money(1500, Currency.USD)),
    paid_minor=st.sampled_from([0, 1500]),
    attempts=st.integers(0, 4),
    next_attempt_at=MOMENTS,
    issued_at=MOMENTS,
    paid_at=MOMENTS,
    page_url=st.just(""),
    pdf_url=st.just(""),
)


@given(LOOKS)
def test_the_same_look_twice_says_nothing(seen: SubscriptionSeen) -> None:
    assert () == policy.changed(seen, seen)


@given(LOOKS, LOOKS)
def test_whatever_is_different_has_a_word(before: SubscriptionSeen, after: SubscriptionSeen) -> None:
    if before.state is State.CANCELED and after.state is not State.CANCELED:
        with pytest.raises(policy.Impossible):
            policy.changed(before, after)
        return
    words = policy.changed(before, after)

    told = replace(before, cancels_at=None) == replace(after, cancels_at=None)
    assert before == after or words or (told and after.state is State.CANCELED)
    assert len(words) == len(set(words))
    assert ("resumed" not in words) or (before.cancels_at and not after.cancels_at)


@given(st.lists(LOOKS, min_size=1, max_size=8), st.data())
def test_looks_in_any_order_end_where_the_last_one_is(looks: list[SubscriptionSeen], data: st.DataObject) -> None:
    """Each event only lets the present state be fetched; so repeated and reordered ones end alike, and say it once."""
    now, held, said = looks[-1], looks[0], 0
    for _ in data.draw(st.permutations(range(len(looks)))):
        if held.state is State.CANCELED and now.state is not State.CANCELED:
            return
        said += bool(policy.changed(held, now))
        held = now

    assert held == now
    assert said <= 1


@given(st.sampled_from(State), st.sampled_from(PlanKey), MOMENTS)
def test_only_what_is_paid_or_lately_failed_gives_a_plan(state: State, plan: PlanKey, since: datetime | None) -> None:
    found = policy.plan_now(state, plan, past_due_since=since, now=NOW)

    if state in {State.ACTIVE, State.TRIALING} or (
        state is State.PAST_DUE and since is not None and NOW - since < policy.GRACE
    ):
        assert plan is found
    else:
        assert PlanKey.FREE is found


def test_grace_ends_to_the_second() -> None:
    since = NOW - policy.GRACE

    assert PlanKey.FREE is policy.plan_now(State.PAST_DUE, PlanKey.TEAM, past_due_since=since, now=NOW)
    almost = NOW - timedelta(seconds=1)
    assert PlanKey.TEAM is policy.plan_now(State.PAST_DUE, PlanKey.TEAM, past_due_since=since, now=almost)


@given(st.sampled_from(State), MOMENTS)
def test_failure_is_counted_from_its_first_look(state: State, former: datetime | None) -> None:
    found = policy.past_due_since(former, state, now=NOW)

    assert found == ((former or NOW) if state in {State.PAST_DUE, State.UNPAID} else None)


@given(INVOICES, INVOICES)
def test_an_invoice_turns_by_exactly_one_word(before: InvoiceSeen, after: InvoiceSeen) -> None:
    turn = policy.turn_of(before, after)

    assert (turn is None) == (before == after)
    if after.state is InvoiceState.PAID and before.state is not InvoiceState.PAID:
        assert Turn.PAID is turn
    if after.state is InvoiceState.OPEN and after.attempts > before.attempts:
        assert Turn.FAILED is turn


@given(INVOICES)
def test_the_first_look_at_an_invoice_always_says_something(seen: InvoiceSeen) -> None:
    turn = policy.turn_of(None, seen)

    assert turn is not None
    assert (turn is Turn.VOIDED) == (seen.state in {InvoiceState.VOID, InvoiceState.UNCOLLECTIBLE})


@given(st.sampled_from(VisitState), st.sampled_from(VisitState))
def test_a_completed_visit_stays_so(before: VisitState, after: VisitState) -> None:
    if before is VisitState.COMPLETED or before is after or after is VisitState.OPEN:
        assert not policy.may_follow(before, after)
    else:
        assert policy.may_follow(before, after)


def test_events_are_about_what_is_mirrored() -> None:
    assert set(Subject) == {policy.subject_of(name) for name in policy.EVENT_TYPES}
    assert policy.subject_of("customer.tax_id.created") is None


def test_every_price_is_in_the_catalogue_once_and_costs_something() -> None:
    keys = [price.key for price in catalogue.PRICES]

    assert len(keys) == len(set(keys))
    assert all(price.amount.minor > 0 and price.plan is not PlanKey.FREE for price in catalogue.PRICES)
    assert all(catalogue.find_price(price.key) == price for price in catalogue.offered())
    assert catalogue.find_price("assay-founder-month-1999-01") is None
    assert any(price.is_yearly for price in catalogue.PRICES)


def test_a_larger_plan_never_gives_less() -> None:
    ideas = [catalogue.PLANS[key].ideas for key in PlanKey]

    assert sorted(ideas) == ideas
