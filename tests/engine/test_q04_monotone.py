"""Q04: more successes always raise the belief, and a biased method has a ceiling however many people it asks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.beliefs import Prior, beta
from assay.engine.posterior import prob_at_least, update
from assay.engine.types import Record
from tests.engine.ledgers import SCEPTIC, believed, method, survey


@st.composite
def _tests(draw: st.DrawFn) -> tuple[int, float, float, tuple[int, int]]:
    n = draw(st.integers(2, 60))
    return (
        n,
        draw(st.floats(-0.5, 1.5)),
        draw(st.floats(0.1, 0.9)),
        (draw(st.integers(0, 10)), draw(st.integers(10, 50))),
    )


def _means(test: tuple[int, float, float, tuple[int, int]], *, heterogeneity: bool) -> list[float]:
    n, mu, tau, other = test
    steps = sorted({0, 1, n // 2, n // 2 + 1, n - 1, n})
    shared, own = 0.7 * tau**2, 0.3 * tau**2
    return [
        believed(beta(2, 18), method((k, n), other, mu=mu, shared=shared, own=own), heterogeneity=heterogeneity).mean
        for k in steps
    ]


@settings(max_examples=25, deadline=None)
@given(_tests())
def test_q04_the_mean_rises_strictly_with_every_success(test: tuple[int, float, float, tuple[int, int]]) -> None:
    means = _means(test, heterogeneity=False)
    assert all(before < after for before, after in pairwise(means))


@settings(max_examples=10, deadline=None)
@given(_tests())
def test_q04_a_result_too_good_to_be_true_is_doubted_but_hardly_lowers_the_mean(
    test: tuple[int, float, float, tuple[int, int]],
) -> None:
    """With h integrated out by its marginal likelihood the mean need not rise once a record contradicts all else.

    1,500 random tests with small tau, where it falls most, fell by 0.058 at most.
    """
    means = _means(test, heterogeneity=True)
    assert all(highest - after <= 0.07 for highest, after in zip(np.maximum.accumulate(means), means, strict=True))
    assert means[0] < means[-1]


def test_q04_with_heterogeneity_the_mean_rises_over_every_rate_that_does_not_contradict_the_prior() -> None:
    means = [believed(beta(2, 18), method((k, 40), own=0.09), heterogeneity=True).mean for k in range(21)]
    assert all(before < after for before, after in pairwise(means))


@pytest.mark.parametrize(("n", "mean"), [(20, 0.0814), (100, 0.0880), (1000, 0.0898), (100_000, 0.0900)])
def test_q04_reference_means_of_a_survey_of_any_size(n: int, mean: float) -> None:
    assert mean == pytest.approx(update(SCEPTIC, [survey(0.4 * n, n)], heterogeneity=False).mean, abs=5e-5)


@pytest.mark.parametrize("heterogeneity", [False, True])
def test_q04_information_ceiling_of_a_biased_method(heterogeneity: bool) -> None:  # noqa: FBT001 - a parameter of the test
    thousand = update(SCEPTIC, [survey(400, 1000)], heterogeneity=heterogeneity)
    million = update(SCEPTIC, [survey(40_000, 100_000)], heterogeneity=heterogeneity)
    assert million.sd >= 0.95 * thousand.sd


@pytest.mark.parametrize(("n", "sd"), [(100, 0.0354), (1000, 0.0353), (100_000, 0.0353)])
def test_q04_reference_sds_at_the_ceiling(n: int, sd: float) -> None:
    assert sd == pytest.approx(update(SCEPTIC, [survey(0.4 * n, n)], heterogeneity=False).sd, abs=6e-5)


@pytest.mark.parametrize(
    ("k", "n", "mu", "tau", "mean"),
    [(9, 20, 0.8, 0.6, 0.238868), (0, 15, 0.5, 0.5, 0.073305), (15, 15, 0.5, 0.5, 0.519197)],
)
def test_q04_reference_means_with_one_bias(k: int, n: int, mu: float, tau: float, mean: float) -> None:
    found = believed(beta(2, 8), method((k, n), mu=mu, own=tau**2))
    assert mean == pytest.approx(found.mean, abs=2e-6)


def _random_case(rng: np.random.Generator) -> tuple[Prior, list[Record], float]:
    a, b = rng.uniform(1, 4), rng.uniform(10, 60)
    rate = rng.beta(a, b)
    sizes = rng.integers(20, 300, size=rng.integers(0, 3))
    ledger = [
        Record(
            id=str(i),
            type=str(rng.choice(["X10", "X11", "X12", "X14", "X19"])),
            template="D6",
            k=int(rng.binomial(n, rate)),
            n=int(n),
            registered=bool(rng.integers(2)),
        )
        for i, n in enumerate(sizes)
    ]
    return beta(a, b), ledger, float(rng.uniform(0.01, 0.3))


def test_q15_a_supportive_record_never_lowers_the_chance_and_a_contrary_one_never_raises_it() -> None:
    """Where the bar is still ahead (behind), a record at 1.2 times (half of) it moves the chance up (down)."""
    rng = np.random.default_rng(20261)
    for _ in range(150):
        prior, ledger, bar = _random_case(rng)
        n = int(rng.integers(20, 300))
        before = update(prior, ledger)
        chance = prob_at_least(before, bar)
        if before.mean <= bar:
            good = survey(min(n, int(np.ceil(1.2 * bar * n * rng.uniform(1, 2)))), n, id="new", type="X12")
            assert prob_at_least(update(prior, [*ledger, good]), bar) >= chance - 1e-6
        else:
            poor = survey(int(0.5 * bar * n), n, id="new", type="X12")
            assert prob_at_least(update(prior, [*ledger, poor]), bar) <= chance + 1e-6
