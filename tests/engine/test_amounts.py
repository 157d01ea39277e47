"""Amounts: the closed form on the log, lopsided ranges, shared bias and contradiction."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.beliefs import Origin, Prior, beta, normal
from assay.engine.intervals import from_range
from assay.engine.posterior import prob_at_least, update
from assay.engine.shapes import SplitNormal
from assay.engine.types import EvidenceClass, Family, Floats, Kind, Range, Record
from tests.engine.ledgers import LEVELS

_ORIGINS = (Origin(kind=Kind.FOUNDER_INPUT, source_id="test"),)
_PRICE = normal(Family.AMOUNT, mean=float(np.log(40)), sd=0.5, origins=_ORIGINS)
_LEVELS = np.linspace(0.001, 0.999, 41)


def _stated(mean: float, n: int = 1_000_000, *, sd: float | None = 0.0, id: str = "r", type: str = "X03") -> Record:  # noqa: A002 - the record's own words
    return Record(id=id, type=type, template="V1", mean=mean, sd=sd, n=n, registered=True)


def test_reference_value_of_a_stated_price() -> None:
    found = update(_PRICE, [_stated(60)])
    low, median, high = found.ppf(LEVELS)
    assert pytest.approx(47.5248, abs=5e-5) == float(median)
    assert pytest.approx(0.223607, abs=1e-6) == found.scale_sd
    assert pytest.approx(32.90, abs=5e-3) == float(low)
    assert pytest.approx(68.65, abs=5e-3) == float(high)
    assert EvidenceClass.SAYS is found.evidence_class


def test_no_evidence_gives_the_prior_exactly() -> None:
    found = update(from_range(Range(low=10, likely=30, high=60), Family.AMOUNT))
    np.testing.assert_allclose(found.ppf(LEVELS), [10, 30, 60], rtol=1e-12)
    np.testing.assert_allclose(found.cdf(np.array([10.0, 30, 60])), LEVELS, atol=1e-12)
    assert (0.0, False) == (found.evidence_share, found.is_contradicted)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 2), st.floats(0.05, 2), st.floats(-4, 4), st.floats(0.05, 2))
def test_a_lopsided_prior_with_evidence_equals_a_plain_sum(below: float, above: float, gap: float, sd: float) -> None:
    shape = SplitNormal(centre=3.0, below=below, above=above)
    prior = Prior(family=Family.AMOUNT, shape=shape, origins=_ORIGINS)
    spread = np.sqrt(np.exp(sd**2) - 1)  # the sd that log_average turns back into ``sd``
    n = 50
    mean = float(np.exp(3.0 + gap + sd**2 / 2))
    record = Record(id="r", type="X12", template="V1", mean=mean, sd=float(spread * mean), n=n, registered=True)
    found = update(prior, [record])
    x = np.linspace(3 - 14, 3 + 14, 280_002)
    variance = sd**2 * (n - 1) / (n - 3) / n + 0.15**2
    log = shape.log_density(x) - (x - 3.0 - gap) ** 2 / (2 * variance)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    assert float(weight @ x) == pytest.approx(found.scale_mean, abs=3e-4)
    assert float(np.sqrt(weight @ (x - weight @ x) ** 2)) == pytest.approx(found.scale_sd, abs=3e-4)
    assert float(weight @ np.exp(x)) == pytest.approx(found.mean, rel=1e-3)
    square = float(weight @ np.exp(2 * x))
    assert np.sqrt(square - float(weight @ np.exp(x)) ** 2) == pytest.approx(found.sd, rel=5e-3)
    np.testing.assert_allclose(found.cdf(found.ppf(_LEVELS)), _LEVELS, atol=1e-9)
    assert float(weight[x <= 3.0].sum()) == pytest.approx(_at(found.cdf, float(np.exp(3.0))), abs=1e-3)


def _at(function: object, x: float) -> float:
    assert callable(function)
    values: Floats = function(np.array([x]))
    return float(values[0])


def test_the_ends_of_an_amount_are_zero_and_infinity() -> None:
    found = update(_PRICE)
    assert (0.0, 1.0) == (_at(found.cdf, 0.0), _at(found.cdf, np.inf))
    assert 0.0 == _at(found.cdf, -5.0)
    assert (0.0, np.inf) == (_at(found.ppf, 0.0), _at(found.ppf, 1.0))


def test_a_method_repeated_cannot_convince_about_amounts_either() -> None:
    many = update(_PRICE, [_stated(60, 30, sd=20.0, id=str(i)) for i in range(100)])
    one = update(_PRICE, [_stated(60, 3000, sd=20.0)])
    assert many.scale_sd >= 0.8 * one.scale_sd


def test_few_values_say_little_and_many_say_more() -> None:
    few = update(_PRICE, [_stated(60, 3, sd=1.0)])
    many = update(_PRICE, [_stated(60, 300, sd=20.0)])
    unknown = update(_PRICE, [_stated(60, 300, sd=None)])
    assert few.evidence_share < many.evidence_share
    assert 0 < unknown.evidence_share < many.evidence_share + 0.05


def test_order_is_irrelevant_for_amounts() -> None:
    ledger = [_stated(60, 40, sd=9, id="a"), _stated(35, 60, sd=9, id="b", type="X12"), _stated(50, 9, sd=4, id="c")]
    first, second = update(_PRICE, ledger), update(_PRICE, ledger[::-1])
    assert (first.mean, first.sd) == (second.mean, second.sd)


def test_disagreeing_amounts_raise_the_flag_and_agreeing_ones_do_not() -> None:
    high, low = _stated(90, 100, sd=10, id="high", type="X12"), _stated(12, 100, sd=3, id="low", type="X14")
    assert {"high", "low"} >= set(update(_PRICE, [high, low]).conflicts) != set()
    assert not update(_PRICE, [high, replace(low, mean=80.0, sd=9.0)]).is_contradicted
    assert not update(_PRICE, [high]).is_contradicted


def test_an_amount_needs_a_normal_prior() -> None:
    with pytest.raises(TypeError, match="normal"):
        update(replace(beta(1, 1), family=Family.AMOUNT))


def test_meeting_a_bar_looks_at_the_right_side() -> None:
    found = update(_PRICE)
    assert pytest.approx(0.5) == prob_at_least(found, 40.0)
    assert pytest.approx(0.158655, abs=1e-6) == prob_at_least(found, float(40 * np.exp(0.5)))
