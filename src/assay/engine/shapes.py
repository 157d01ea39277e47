"""Shapes of belief on the g scale: two-piece normal, Beta seen on the logit, Gamma seen on the log."""

from dataclasses import dataclass
from math import pi, sqrt
from typing import Protocol

import numpy as np
from scipy.special import betaln, digamma, gammaln, polygamma

from assay.engine.types import Floats

_LOG_SQRT_2PI = 0.5 * np.log(2 * pi)


class Shape(Protocol):
    """A density on the g scale."""

    @property
    def mean(self) -> float: ...

    @property
    def variance(self) -> float: ...

    @property
    def kink(self) -> float | None:
        """Where the density jumps, if it does."""

    def log_density(self, x: Floats) -> Floats:
        """Natural log of the density at ``x``, same shape, normalised."""

    def shifted(self, by: float) -> "Shape":
        """The same belief moved by ``by`` on the g scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitNormal:
    """Half a normal on either side of the median: exact at any three ordered quantiles (product-core 5.6)."""

    centre: float
    below: float
    above: float

    @property
    def mean(self) -> float:
        return self.centre + (self.above - self.below) / sqrt(2 * pi)

    @property
    def variance(self) -> float:
        return (self.below**2 + self.above**2) / 2 - (self.above - self.below) ** 2 / (2 * pi)

    @property
    def kink(self) -> float | None:
        return None if self.below == self.above else self.centre

    def log_density(self, x: Floats) -> Floats:
        """Each half carries a mass of one half; at the centre itself the upper half counts."""
        spread = np.where(x < self.centre, self.below, self.above)
        return np.asarray(-(((x - self.centre) / spread) ** 2) / 2 - np.log(spread) - _LOG_SQRT_2PI)

    def shifted(self, by: float) -> "SplitNormal":
        return SplitNormal(centre=self.centre + by, below=self.below, above=self.above)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogitBeta:
    """theta ~ Beta(a, b), seen on the logit and optionally moved there."""

    a: float
    b: float
    offset: float = 0.0

    @property
    def mean(self) -> float:
        return float(digamma(self.a) - digamma(self.b)) + self.offset

    @property
    def variance(self) -> float:
        return float(polygamma(1, self.a) + polygamma(1, self.b))

    @property
    def kink(self) -> float | None:
        return None

    def log_density(self, x: Floats) -> Floats:
        y = x - self.offset
        return np.asarray(self.a * y - (self.a + self.b) * np.logaddexp(0, y) - betaln(self.a, self.b))

    def shifted(self, by: float) -> "LogitBeta":
        return LogitBeta(a=self.a, b=self.b, offset=self.offset + by)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGamma:
    """lambda ~ Gamma(shape, rate), seen on the log."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        return float(digamma(self.shape) - np.log(self.rate))

    @property
    def variance(self) -> float:
        return float(polygamma(1, self.shape))

    @property
    def kink(self) -> float | None:
        return None

    def log_density(self, x: Floats) -> Floats:
        return np.asarray(
            self.shape * (x + np.log(self.rate)) - self.rate * np.exp(x) - gammaln(self.shape),
        )

    def shifted(self, by: float) -> "LogGamma":
        return LogGamma(shape=self.shape, rate=self.rate * float(np.exp(-by)))
