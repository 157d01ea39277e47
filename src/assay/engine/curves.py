"""Log-likelihood curves of the true rate x: one column for each heterogeneity node, cached by value.

A curve does not depend on the prior or on other methods, so adding one record to a ledger computes one new curve.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial

import numpy as np
from scipy.interpolate import BSpline, PPoly, make_interp_spline

from assay.engine.heterogeneity import nodes
from assay.engine.likelihoods import Likelihood
from assay.engine.smoothing import smoothed
from assay.engine.types import Family, Floats

_DEGREE = 5
_CACHED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Where x may lie, and the knots of the curves, which reach further so that a bias never leaves them."""

    low: float
    high: float
    knots: Floats

    @property
    def inside(self) -> Floats:
        """The knots that x itself may take."""
        return self.knots[(self.knots >= self.low) & (self.knots <= self.high)]


def _around_zero() -> Floats:
    inner = np.linspace(-13, 13, 131)
    outer = np.concatenate([np.arange(13.5, 25.5, 0.5), np.arange(27.0, 56.0, 2.0)])
    return np.concatenate([-outer[::-1], inner, outer])


def _counts() -> Floats:
    return np.concatenate([np.arange(-44.0, -16.0), np.linspace(-16, 36, 261)])


_DOMAINS = {
    Family.RATE: Domain(low=-45.0, high=45.0, knots=_around_zero()),
    Family.COUNT: Domain(low=-36.0, high=28.0, knots=_counts()),
}


def domain(family: Family) -> Domain:
    """The domain of a family that is updated on a grid."""
    return _DOMAINS[family]


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One record inside its method: its likelihood, and the variance of the bias that is its own."""

    likelihood: Likelihood
    own: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodEvidence:
    """All records of one method for one assumption, in an order that does not depend on how they were logged."""

    parts: tuple[Part, ...]
    mu: float
    shared: float

    @property
    def is_exact(self) -> bool:
        """No bias at all: the likelihood itself is the curve."""
        return self.shared == 0 and all(part.own == 0 for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a spline as a log-likelihood; beyond the knots it stays at its last value."""

    pieces: PPoly[np.float64]
    first: PPoly[np.float64]
    second: PPoly[np.float64]

    def value(self, z: Floats) -> Floats:
        return np.asarray(self.pieces(self._inside(z)))

    def slope(self, z: Floats) -> Floats:
        return np.asarray(self.first(self._inside(z)))

    def curvature(self, z: Floats) -> Floats:
        return np.minimum(self.second(self._inside(z)), 0.0)

    def rise(self, z: Floats, step: Floats) -> Floats:
        return self.value(z + step) - self.value(z)

    def _inside(self, z: Floats) -> Floats:
        return np.clip(z, self.pieces.x[0], self.pieces.x[-1])


def curve(method: MethodEvidence, family: Family, *, heterogeneity: bool) -> BSpline[np.float64]:
    """The spline of ``log ∫ Π records db`` over x, with a column for each node of h (one column when it is off)."""
    return _curve(method, family, heterogeneity)


@lru_cache(maxsize=_CACHED)
def _curve(method: MethodEvidence, family: Family, heterogeneity: bool) -> BSpline[np.float64]:  # noqa: FBT001 - lru_cache keys are positional
    knots = _DOMAINS[family].knots
    at = knots + method.mu
    if len(method.parts) == 1 or method.shared == 0:
        extra = method.shared if len(method.parts) == 1 else 0.0
        values = sum(_smeared(part, extra, at, knots, heterogeneity=heterogeneity) for part in method.parts)
        return _spline(knots, np.asarray(values))
    together = _spline(knots, np.sum([_record(part, family, heterogeneity) for part in method.parts], axis=0))
    columns = [smoothed(each, at=at, variance=method.shared, table=knots) for each in _columns(together, knots)]
    return _spline(knots, np.stack(columns, axis=1))


@lru_cache(maxsize=_CACHED)
def _record(part: Part, family: Family, heterogeneity: bool) -> Floats:  # noqa: FBT001 - lru_cache keys are positional
    knots = _DOMAINS[family].knots
    return _smeared(part, 0.0, knots, knots, heterogeneity=heterogeneity)


def _smeared(part: Part, extra: float, at: Floats, table: Floats, *, heterogeneity: bool) -> Floats:
    variances = [part.own + extra + float(h) ** 2 for h in nodes(on=heterogeneity).at]
    return np.stack([_one(part.likelihood, variance, at, table) for variance in variances], axis=1)


def _one(likelihood: Likelihood, variance: float, at: Floats, table: Floats) -> Floats:
    return smoothed(likelihood, at=at, variance=variance, table=table) if variance else likelihood.value(at)


def _spline(knots: Floats, values: Floats) -> BSpline[np.float64]:
    return make_interp_spline(knots, values, k=_DEGREE)


def _columns(spline: BSpline[np.float64], knots: Floats) -> list[_Column]:
    """The columns as piecewise polynomials, which are three times as fast to evaluate."""
    powers = [spline.derivative(m)(knots[:-1]) / factorial(m) for m in range(_DEGREE, -1, -1)]
    pieces = [PPoly.construct_fast(c, knots) for c in np.moveaxis(np.stack(powers), 2, 0)]
    return [_Column(piece, piece.derivative(1), piece.derivative(2)) for piece in pieces]
