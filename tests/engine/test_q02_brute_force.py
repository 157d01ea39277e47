"""Q02: with bias the grid agrees with a plain integral that shares no code with it."""

import numpy as np
import pytest
from scipy.special import logsumexp

from assay.engine import heterogeneity
from assay.engine.beliefs import beta
from assay.engine.curves import domain
from assay.engine.likelihoods import Average, Binomial, Likelihood, Poisson
from assay.engine.smoothing import smoothed
from assay.engine.types import Family
from tests.engine.ledgers import Brute, believed, method, smear


@pytest.mark.parametrize(
    ("prior", "k", "n", "mu", "tau"),
    [
        ((2, 38), 8, 20, 1.2, 0.7),
        ((2, 8), 9, 20, 0.8, 0.6),
        ((2, 8), 0, 15, 0.5, 0.5),
        ((2, 8), 15, 15, 0.5, 0.5),
        ((2, 48), 40, 1000, 0.1, 0.3),
        ((1, 200), 15, 15, 0.0, 0.15),  # prior and record far apart
        ((5, 5), 0, 2000, 0.2, 0.2),
        ((30, 3), 3, 50, 0.3, 0.9),
    ],
)
def test_q02_grid_equals_the_brute_force_integral_with_bias(
    prior: tuple[float, float], k: int, n: int, mu: float, tau: float
) -> None:
    brute = Brute(*prior).add(k, n, mu=mu, tau=tau)
    found = believed(beta(*prior), method((k, n), mu=mu, shared=0.7 * tau**2, own=0.3 * tau**2))
    assert brute.mean == pytest.approx(found.mean, abs=1e-6)
    assert brute.sd == pytest.approx(found.sd, abs=1e-6)
    assert brute.logit_power(1) == pytest.approx(found.scale_mean, abs=1e-5)
    assert brute.logit_power(2) == pytest.approx(found.scale_sd**2 + found.scale_mean**2, abs=1e-4)
    for bar in (0.02, 0.05, 0.2):
        assert brute.weight[brute.theta <= bar].sum() == pytest.approx(
            float(found.cdf(np.array([bar]))[0]), abs=float(brute.weight.max())
        )


def test_q02_shared_bias_equals_the_brute_force_double_integral() -> None:
    x = np.linspace(-9, 5, 701)
    step = x[1] - x[0]
    shared, own, mu = 0.7 * 0.36, 0.3 * 0.36, 0.8
    together = smear(9, 20, at=x, sd=own**0.5) + smear(14, 40, at=x, sd=own**0.5)
    kernel = -((x[:, None] + mu - x) ** 2) / (2 * shared)
    log = 2 * x - 10 * np.logaddexp(0, x) + logsumexp(kernel + together + np.log(step), axis=1)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    found = believed(beta(2, 8), method((9, 20), (14, 40), mu=mu, shared=shared, own=own))
    assert float(weight @ (1 / (1 + np.exp(-x)))) == pytest.approx(found.mean, abs=1e-6)
    assert float(weight @ x) == pytest.approx(found.scale_mean, abs=1e-5)


def test_q02_heterogeneity_equals_a_fine_integral_over_its_spread() -> None:
    h = (np.arange(32) + 0.5) * 0.06
    log_prior = -((h / heterogeneity.SPREAD) ** 2) / 2
    x = np.linspace(-9, 4, 201)
    logs = [
        smear(12, 60, at=x + 0.3, sd=float(np.hypot(0.4, s)), count=801)
        + smear(3, 40, at=x + 0.1, sd=float(np.hypot(0.3, s)), count=801)
        for s in h
    ]
    log = x * 2 - 20 * np.logaddexp(0, x) + logsumexp(np.stack(logs) + log_prior[:, None], axis=0)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    found = believed(
        beta(2, 18), method((12, 60), mu=0.3, own=0.16), method((3, 40), mu=0.1, own=0.09), heterogeneity=True
    )
    assert float(weight @ (1 / (1 + np.exp(-x)))) == pytest.approx(found.mean, abs=1e-5)
    assert float(weight @ x) == pytest.approx(found.scale_mean, abs=2e-4)


@pytest.mark.parametrize("variance", [0.0005, 0.02, 0.09, 0.49, 1.2])
@pytest.mark.parametrize(
    "likelihood",
    [
        Binomial(0, 15),
        Binomial(15, 15),
        Binomial(3, 40),
        Binomial(1, 1e5),
        Binomial(0, 1e5),
        Binomial(5e4, 1e5),
        Poisson(0, 3),
    ],
    ids=str,
)
def test_q02_smearing_is_right_however_far_the_record_is(likelihood: Likelihood, variance: float) -> None:
    at = np.array([-20, -8, -3, -1, 0, 2, 6, 20.0])
    found = smoothed(likelihood, at=at, variance=variance, table=domain(Family.RATE).knots)
    for y, value in zip(at, found, strict=True):
        coarse = np.linspace(-45, 45, 20001)
        logs = likelihood.value(coarse) - (coarse - y) ** 2 / (2 * variance)
        mode = coarse[logs.argmax()]
        width = 1 / np.sqrt(1 / variance - likelihood.curvature(np.array([mode]))[0])
        z = np.linspace(mode - 40 * width, mode + 40 * width, 60001)
        log = likelihood.value(z) - (z - y) ** 2 / (2 * variance)
        assert float(logsumexp(log)) + np.log((z[1] - z[0]) / np.sqrt(2 * np.pi * variance)) == pytest.approx(
            float(value), abs=1e-6, rel=1e-9
        )


def test_q02_an_average_share_smears_in_closed_form() -> None:
    at = np.array([-3.0, 0.0, 2.0])
    found = smoothed(Average(0.5, 0.2), at=at, variance=0.3, table=domain(Family.RATE).knots)
    np.testing.assert_allclose(found, -((at - 0.5) ** 2) / (2 * 0.5) - 0.5 * np.log(0.5 / 0.2), atol=1e-9)


def test_q02_heterogeneity_nodes_integrate_the_half_normal() -> None:
    nodes = heterogeneity.nodes(on=True)
    weight = np.exp(nodes.log_weight)
    assert pytest.approx(1.0, abs=1e-12) == weight.sum()
    assert heterogeneity.SPREAD * np.sqrt(2 / np.pi) == pytest.approx(float(weight @ nodes.at), abs=1e-12)
    assert pytest.approx(3.0, rel=1e-9) == float(weight @ (nodes.at / heterogeneity.SPREAD) ** 4)
    assert heterogeneity.NODES == nodes.at.size
