"""Q01: without bias and heterogeneity the grid is the conjugate posterior."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta as beta_distribution
from scipy.stats import gamma as gamma_distribution

from assay.engine.beliefs import beta, gamma
from assay.engine.curves import MethodEvidence, Part
from assay.engine.likelihoods import Poisson
from assay.engine.posterior import prob_at_least
from assay.engine.rates import GridPosterior, grid_for
from tests.engine.ledgers import LEVELS, believed, method


@st.composite
def _cases(draw: st.DrawFn) -> tuple[float, float, int, int]:
    n = draw(st.integers(0, 10_000))
    return draw(st.floats(0.5, 500)), draw(st.floats(0.5, 500)), draw(st.integers(0, n)), n


@settings(max_examples=200, deadline=None)
@given(_cases())
def test_q01_grid_posterior_equals_the_beta_closed_form(case: tuple[float, float, int, int]) -> None:
    a, b, k, n = case
    exact = beta_distribution(a + k, b + n - k)
    found = believed(beta(a, b), method((k, n)))
    assert exact.mean() == pytest.approx(found.mean, abs=1e-5)
    np.testing.assert_allclose(found.ppf(LEVELS), exact.ppf(LEVELS), atol=1e-5)
    np.testing.assert_allclose(found.cdf(exact.ppf(LEVELS)), LEVELS, atol=1e-4)
    assert exact.std() == pytest.approx(found.sd, abs=1e-5)


@pytest.mark.parametrize(
    ("prior", "k", "n", "mean", "levels"),
    [
        ((1, 1), 7, 10, 0.666667, (0.435626, 0.676195, 0.864925)),
        ((2, 48), 9, 300, 0.031429, (0.017774, 0.030540, 0.048118)),
    ],
)
def test_q01_reference_values_of_unbiased_updates(
    prior: tuple[float, float], k: int, n: int, mean: float, levels: tuple[float, float, float]
) -> None:
    found = believed(beta(*prior), method((k, n)))
    assert mean == pytest.approx(found.mean, abs=1e-6)
    np.testing.assert_allclose(found.ppf(LEVELS), levels, atol=1e-6)


def test_q01_reference_values_with_no_success_at_all() -> None:
    found = believed(beta(1, 1), method((0, 30)))
    assert pytest.approx(0.03125, abs=1e-6) == found.mean
    assert pytest.approx(0.092114, abs=1e-6) == float(found.ppf(np.array([0.95]))[0])


def test_q01_reference_probability_of_reaching_a_bar() -> None:
    assert pytest.approx(0.523566, abs=1e-6) == prob_at_least(believed(beta(2, 48), method((9, 300))), 0.03)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.5, 200), st.floats(0.01, 100), st.integers(0, 5000), st.floats(0.1, 50))
def test_q01_counts_equal_the_gamma_closed_form(shape: float, rate: float, k: int, exposure: float) -> None:
    exact = gamma_distribution(shape + k, scale=1 / (rate + exposure))
    prior = gamma(shape, rate)
    evidence = MethodEvidence(parts=(Part(Poisson(k, exposure), 0.0),), mu=0.0, shared=0.0)
    found = GridPosterior(
        prior=prior,
        records=(),
        grid=grid_for(prior, [evidence], heterogeneity=False),
        has_heterogeneity=False,
        bias_scale=1.0,
    )
    assert exact.mean() == pytest.approx(found.mean, rel=5e-5)
    np.testing.assert_allclose(found.ppf(LEVELS), exact.ppf(LEVELS), rtol=2e-4, atol=1e-6)
