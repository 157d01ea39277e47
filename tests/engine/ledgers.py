"""Builders for the tests of beliefs: records, bare methods, and an independent way to integrate."""

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp
from scipy.stats import binom

from assay.engine.beliefs import Prior, beta
from assay.engine.curves import MethodEvidence, Part
from assay.engine.likelihoods import Binomial
from assay.engine.rates import GridPosterior, grid_for
from assay.engine.types import Floats, Record, Recruitment

LEVELS = np.array([0.05, 0.5, 0.95])


def survey(k: float, n: int, *, id: str = "r", type: str = "X02", template: str = "D6") -> Record:  # noqa: A002 - the record's own words
    """A registered record of strangers."""
    return Record(id=id, type=type, template=template, k=k, n=n, registered=True)


def method(*counts: tuple[float, float], mu: float = 0.0, shared: float = 0.0, own: float = 0.0) -> MethodEvidence:
    """Records k of n of one method with biases chosen by the test instead of by the table."""
    return MethodEvidence(parts=tuple(sorted(Part(Binomial(k, n), own) for k, n in counts)), mu=mu, shared=shared)


def believed(prior: Prior, *methods: MethodEvidence, heterogeneity: bool = False) -> GridPosterior:
    """The posterior for bare methods."""
    return GridPosterior(
        prior=prior,
        records=(),
        grid=grid_for(prior, methods, heterogeneity=heterogeneity),
        has_heterogeneity=heterogeneity,
        bias_scale=1.0,
    )


def logit_width(posterior: GridPosterior) -> float:
    """Width of the 90 % interval on the logit."""
    low, high = posterior.grid.ppf(np.array([0.05, 0.95]))
    return float(high - low)


class Brute:
    """A posterior by plain sums over dense grids, written without any of the engine's numerics."""

    def __init__(self, a: float, b: float, *, low: float = -16.0, high: float = 8.0, count: int = 1501) -> None:
        self.x = np.linspace(low, high, count)
        self.log = a * self.x - (a + b) * np.logaddexp(0, self.x)

    def add(self, k: float, n: int, *, mu: float, tau: float) -> "Brute":
        """One record with a bias of its own."""
        self.log = self.log + smear(k, n, at=self.x + mu, sd=tau)
        return self

    @property
    def weight(self) -> Floats:
        weight = np.exp(self.log - self.log.max())
        return np.asarray(weight / weight.sum())

    @property
    def theta(self) -> Floats:
        return np.asarray(1 / (1 + np.exp(-self.x)))

    @property
    def mean(self) -> float:
        return float(self.weight @ self.theta)

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.weight @ (self.theta - self.mean) ** 2))

    def logit_power(self, power: int) -> float:
        return float(self.weight @ self.x**power)


def smear(k: float, n: int, *, at: Floats, sd: float, count: int = 3001) -> Floats:
    """``log ∫ Binom(k; n, σ(z)) N(z; at, sd²) dz`` by a sum over evenly spaced shifts out to twelve SDs."""
    shifts = np.linspace(-12, 12, count)
    log_weight = -(shifts**2) / 2 - np.log(np.sqrt(2 * np.pi)) + np.log(shifts[1] - shifts[0])
    out = np.empty_like(at)
    for first in range(0, at.size, 200):
        z = at[first : first + 200, None] + sd * shifts
        out[first : first + 200] = logsumexp(k * z - n * np.logaddexp(0, z) + log_weight, axis=1)
    return out


def drawn(rng: np.random.Generator, n: int, logit_rate: float) -> int:
    """A binomial draw at a rate given on the logit."""
    return int(binom.rvs(n, 1 / (1 + np.exp(-logit_rate)), random_state=rng))


def warm(records: Sequence[Record]) -> tuple[Record, ...]:
    """The same records, collected among people the founder knows."""
    return tuple(
        Record(id=r.id, type=r.type, template=r.template, k=r.k, n=r.n, registered=True, recruitment=Recruitment.WARM)
        for r in records
    )


SCEPTIC = beta(2, 38)
