"""Q05: contradiction widens and is flagged, agreement narrows and is not."""

import numpy as np
import pytest

from assay.engine.beliefs import beta
from assay.engine.conflicts import Setting, predictive_p
from assay.engine.posterior import update
from assay.engine.types import Record, Recruitment
from tests.engine.ledgers import LEVELS, believed, logit_width, method, survey

_PRIOR = beta(1, 9)
_OWN = 0.4**2


def _alone(k: int, n: int) -> tuple[float, float, float]:
    found = believed(_PRIOR, method((k, n), mu=0.3, own=_OWN))
    low, _, high = found.ppf(LEVELS)
    return found.mean, float(low), float(high)


def test_q05_reference_values_of_two_records_that_disagree() -> None:
    assert pytest.approx((0.266, 0.157, 0.396), abs=6e-4) == _alone(40, 100)
    assert pytest.approx((0.040, 0.013, 0.084), abs=6e-4) == _alone(4, 100)
    first, second = method((40, 100), mu=0.3, own=_OWN), method((4, 100), mu=0.3, own=_OWN)
    naive = believed(_PRIOR, first, second)
    assert pytest.approx((0.143, 0.086, 0.214), abs=6e-4) == (naive.mean, *naive.ppf(LEVELS[[0, 2]]))
    found = believed(_PRIOR, first, second, heterogeneity=True)
    assert pytest.approx((0.127, 0.054, 0.225), abs=2e-3) == (found.mean, *found.ppf(LEVELS[[0, 2]]))


def test_q05_disjoint_records_widen_the_interval_and_raise_the_flag() -> None:
    first, second = method((40, 100), mu=0.3, own=_OWN), method((4, 100), mu=0.3, own=_OWN)
    both = logit_width(believed(_PRIOR, first, second, heterogeneity=True))
    assert both >= 1.3 * logit_width(believed(_PRIOR, first, second))
    assert both >= min(logit_width(believed(_PRIOR, each, heterogeneity=True)) for each in (first, second))


def test_q05_agreeing_records_narrow_the_interval() -> None:
    first, second = method((10, 100), mu=0.3, own=_OWN), method((12, 100), mu=0.3, own=_OWN)
    both = logit_width(believed(_PRIOR, first, second, heterogeneity=True))
    assert both < logit_width(believed(_PRIOR, first, heterogeneity=True))


@pytest.mark.parametrize("types", [("X12", "X19"), ("X12", "X12")], ids=["two methods", "one method twice"])
@pytest.mark.parametrize("heterogeneity", [True, False])
def test_q05_the_flag_names_contradicting_records_and_no_agreeing_ones(
    types: tuple[str, str],
    heterogeneity: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    first = survey(120, 200, id="high", type=types[0])
    against = update(_PRIOR, [first, survey(2, 200, id="low", type=types[1])], heterogeneity=heterogeneity)
    assert against.is_contradicted
    assert {"high", "low"} >= set(against.conflicts) != set()
    agreeing = update(_PRIOR, [first, survey(110, 200, id="low", type=types[1])], heterogeneity=heterogeneity)
    assert not agreeing.is_contradicted


def test_q05_one_record_alone_contradicts_nobody() -> None:
    assert not update(beta(2, 500), [survey(90, 100, type="X12")]).is_contradicted


def test_q05_records_of_nobody_and_of_everybody_are_compared_too() -> None:
    records = [survey(0, 80, id="none", type="X12"), survey(80, 80, id="all", type="X19")]
    assert update(_PRIOR, records).is_contradicted


def test_q05_predictive_p_equals_a_simulated_one() -> None:
    """Draw the world forward: prior, shared and own bias, h; keep the draws that give the other record."""
    rng = np.random.default_rng(5)
    setting = Setting(prior=beta(3, 12), heterogeneity=True, bias_scale=1.0)
    other, tested = _warm(8, 30, "other"), _warm(3, 30, "tested")
    draws = 2_000_000
    x = np.log(rng.beta(3, 12, draws))
    x = x - np.log1p(-np.exp(x))
    shared = rng.normal(0.3, np.sqrt(0.7 * (0.15**2 + 0.09)), draws)
    h = np.abs(rng.normal(0, 0.35, draws))
    own = np.sqrt(0.3 * (0.15**2 + 0.09) + h**2)
    seen = [
        rng.binomial(30, 1 / (1 + np.exp(-(x + shared + rng.normal(0, 1, draws) * own)))) for _ in ("other", "tested")
    ]
    given_other = seen[1][seen[0] == 8]
    expected = 2 * min((given_other <= 3).mean(), (given_other >= 3).mean())
    assert expected == pytest.approx(predictive_p(tested, [other], setting), abs=0.01)


def _warm(k: int, n: int, name: str) -> Record:
    return Record(id=name, type="X12", template="D6", k=k, n=n, registered=True, recruitment=Recruitment.WARM)
