"""Q03: order is irrelevant, splitting a record changes nothing real, and repetition cannot convince."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.beliefs import beta
from assay.engine.posterior import update
from assay.engine.types import Record, Recruitment
from tests.engine.ledgers import SCEPTIC, believed, method, survey

_TYPES = ("X02", "X09", "X12", "X19")


@st.composite
def _ledgers(draw: st.DrawFn) -> list[Record]:
    return [
        Record(
            id=str(i),
            type=draw(st.sampled_from(_TYPES)),
            template="D6",
            k=draw(st.integers(0, 20)),
            n=20 + draw(st.integers(0, 40)),
            registered=draw(st.booleans()),
            recruitment=draw(st.sampled_from(list(Recruitment))),
        )
        for i in range(draw(st.integers(2, 4)))
    ]


@settings(max_examples=25, deadline=None)
@given(_ledgers(), st.randoms(use_true_random=False))
def test_q03_any_order_of_the_ledger_gives_the_same_belief(ledger: list[Record], chance: Random) -> None:
    mixed = list(ledger)
    chance.shuffle(mixed)
    first, second = update(SCEPTIC, ledger), update(SCEPTIC, mixed)
    assert first.mean == pytest.approx(second.mean, abs=1e-12)
    levels = np.linspace(0.01, 0.99, 25)
    np.testing.assert_allclose(first.ppf(levels), second.ppf(levels), atol=1e-12, rtol=0)
    assert set(first.conflicts) == set(second.conflicts)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.data())
def test_q03_without_bias_one_record_or_two_halves_are_the_same(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    n_first = data.draw(st.integers(0, n))
    k_first = data.draw(st.integers(max(0, k - (n - n_first)), min(k, n_first)))
    whole = believed(beta(2, 18), method((k, n)))
    halves = believed(beta(2, 18), method((k_first, n_first)), method((k - k_first, n - n_first)))
    assert whole.mean == pytest.approx(halves.mean, abs=1e-9)
    assert whole.sd == pytest.approx(halves.sd, abs=1e-9)


@pytest.mark.parametrize("heterogeneity", [False, True])
def test_q03_a_hundred_small_records_convince_no_more_than_one_large_one(heterogeneity: bool) -> None:  # noqa: FBT001 - a parameter of the test
    many = update(SCEPTIC, [survey(8, 20, id=str(i)) for i in range(100)], heterogeneity=heterogeneity)
    one = update(SCEPTIC, [survey(800, 2000)], heterogeneity=heterogeneity)
    assert many.sd >= 0.9 * one.sd


def test_q03_reference_values_of_a_hundred_surveys_with_and_without_the_shared_bias() -> None:
    tau2 = 0.7**2
    surveys = [(8, 20)] * 100
    shared = believed(SCEPTIC, method(*surveys, mu=1.2, shared=0.7 * tau2, own=0.3 * tau2))
    assert (shared.mean, shared.sd) == pytest.approx((0.0981, 0.0347), abs=5e-5)
    wrong = believed(SCEPTIC, *(method(one, mu=1.2, own=tau2) for one in surveys))
    assert (wrong.mean, wrong.sd) == pytest.approx((0.1612, 0.0112), abs=5e-5)


def test_q03_the_table_gives_the_same_as_the_reference_biases() -> None:
    logged = update(SCEPTIC, [survey(8, 20, id=str(i)) for i in range(100)], heterogeneity=False)
    assert pytest.approx(0.0981, abs=5e-5) == logged.mean


def test_q03_people_found_in_the_same_way_share_their_flattery_too() -> None:
    def friends(k: int, n: int, number: int) -> Record:
        return Record(
            id=str(number), type="X12", template="D6", k=k, n=n, registered=True, recruitment=Recruitment.FRIENDS
        )

    many = update(SCEPTIC, [friends(8, 20, i) for i in range(100)])
    one = update(SCEPTIC, [friends(800, 2000, 0)])
    assert many.sd >= 0.9 * one.sd
