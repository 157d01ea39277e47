"""What a record says about its own (biased) rate z: concave log-likelihoods on the g scale."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import betaincinv, expit, gammaincinv, logit, ndtri

from assay.engine.types import Floats


class LogLikelihood(Protocol):
    """A concave function of z; constants that do not depend on z are left out.

    Results have the shape of ``z``.
    """

    def value(self, z: Floats) -> Floats: ...

    def slope(self, z: Floats) -> Floats:
        """First derivative."""

    def curvature(self, z: Floats) -> Floats:
        """Second derivative, never positive."""

    def rise(self, z: Floats, step: Floats) -> Floats:
        """``value(z + step) − value(z)`` without cancellation."""


@dataclass(frozen=True, slots=True, order=True)
class Binomial:
    """k successes of n at the rate expit(z); both may be fractions after the correction for clusters."""

    k: float
    n: float

    def value(self, z: Floats) -> Floats:
        return np.asarray(self.k * z - self.n * np.logaddexp(0, z))

    def slope(self, z: Floats) -> Floats:
        """First derivative in z, same shape."""
        return np.asarray(self.k - self.n * expit(z))

    def curvature(self, z: Floats) -> Floats:
        return np.asarray(-self.n * expit(z) * expit(-z))

    def rise(self, z: Floats, step: Floats) -> Floats:
        return np.asarray(self.k * step - self.n * np.log(expit(-z) + expit(z) * np.exp(step)))

    def no_more(self, u: Floats) -> Floats:
        """Quantiles of a Z with ``P(K <= k | z) = P(Z >= z)``; infinite when that is certain."""
        if self.k >= self.n:
            return np.full_like(u, np.inf)
        return np.asarray(logit(betaincinv(self.k + 1, self.n - self.k, u)))

    def no_less(self, u: Floats) -> Floats:
        """Quantiles of a Z with ``P(K >= k | z) = P(Z <= z)``; infinite when that is certain."""
        if self.k <= 0:
            return np.full_like(u, -np.inf)
        return np.asarray(logit(betaincinv(self.k, self.n - self.k + 1, u)))


@dataclass(frozen=True, slots=True, order=True)
class Poisson:
    """k events over an exposure at the rate exp(z)."""

    k: float
    exposure: float

    def value(self, z: Floats) -> Floats:
        return np.asarray(self.k * z - self.exposure * np.exp(z))

    def slope(self, z: Floats) -> Floats:
        """First derivative in z, same shape."""
        return np.asarray(self.k - self.exposure * np.exp(z))

    def curvature(self, z: Floats) -> Floats:
        return np.asarray(-self.exposure * np.exp(z))

    def rise(self, z: Floats, step: Floats) -> Floats:
        return np.asarray(self.k * step - self.exposure * np.exp(z) * np.expm1(step))

    def no_more(self, u: Floats) -> Floats:
        """As for the binomial: the waiting time for k + 1 events is a Gamma."""
        return np.asarray(np.log(gammaincinv(self.k + 1, u) / self.exposure))

    def no_less(self, u: Floats) -> Floats:
        if self.k <= 0:
            return np.full_like(u, -np.inf)
        return np.asarray(np.log(gammaincinv(self.k, u) / self.exposure))


@dataclass(frozen=True, slots=True, order=True)
class Average:
    """An average share measured as ``y`` on the logit with sampling variance ``variance``."""

    y: float
    variance: float

    def value(self, z: Floats) -> Floats:
        return np.asarray(-((z - self.y) ** 2) / (2 * self.variance))

    def slope(self, z: Floats) -> Floats:
        """First derivative in z, same shape."""
        return np.asarray((self.y - z) / self.variance)

    def curvature(self, z: Floats) -> Floats:
        return np.full_like(z, -1 / self.variance)

    def rise(self, z: Floats, step: Floats) -> Floats:
        return np.asarray(-step * (2 * (z - self.y) + step) / (2 * self.variance))

    def no_more(self, u: Floats) -> Floats:
        """As for the binomial: the mean itself is normal around z."""
        return np.asarray(self.y + ndtri(u) * np.sqrt(self.variance))

    def no_less(self, u: Floats) -> Floats:
        return self.no_more(u)


type Likelihood = Binomial | Poisson | Average
