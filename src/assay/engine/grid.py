"""A belief on a grid of the g scale: integration, moments, quantiles."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.special import ndtr, ndtri

from assay.engine.types import Floats

type LogDensity = Callable[[Floats], Floats]

_KEPT = 36.0  # log units below the peak: beyond them lies less than 1e-15 of the mass
_PANEL = 401
_PASSES = 8
_ZOOM = 101
_FULL = 0.25  # a panel is fine enough when this share of its nodes carries mass
_REACH = 7.5  # normal scores of the quantile table: 3e-14 on either side
_TABLE = np.linspace(-_REACH, _REACH, 4097)
_TINY = 1e-300


@dataclass(frozen=True)
class Grid:
    """Nodes on the g scale, their mass, and normal scores ``v`` with cdf = Φ(v)."""

    x: Floats
    mass: Floats  # quadrature weight times density, adds up to one
    scores: Floats

    @property
    def mean(self) -> float:
        return float(self.mass @ self.x)

    @property
    def variance(self) -> float:
        return float(self.mass @ (self.x - self.mean) ** 2)

    def expect(self, values: Floats) -> float:
        """The mean of a function of x given at the nodes."""
        return float(self.mass @ values)

    def ppf(self, u: Floats) -> Floats:
        """Quantiles on the g scale, same shape as ``u``; constant time for each, by a table of normal scores."""
        place = (np.clip(ndtri(u), -_REACH, _REACH) + _REACH) * ((_TABLE.size - 1) / (2 * _REACH))
        left = np.minimum(place.astype(np.intp), _TABLE.size - 2)
        table = self._quantiles
        return np.asarray(table[left] + (place - left) * (table[left + 1] - table[left]))

    def cdf(self, x: Floats) -> Floats:
        """P(X <= x) on the g scale, same shape."""
        inside = np.clip(x, self.x[0], self.x[-1])
        return np.where(x < self.x[0], 0.0, np.where(x > self.x[-1], 1.0, ndtr(self._score_at(inside))))

    @cached_property
    def _score_at(self) -> Callable[[Floats], Floats]:
        return PchipInterpolator(self.x, self.scores)

    @cached_property
    def _quantiles(self) -> Floats:
        rising = np.concatenate([[True], np.diff(np.maximum.accumulate(self.scores)) > 0])
        return np.asarray(
            PchipInterpolator(self.scores[rising], self.x[rising])(
                np.clip(_TABLE, self.scores[rising][0], self.scores[rising][-1])
            )
        )


def grid_of(log_density: LogDensity, *, coarse: Floats, kink: float | None) -> Grid:
    """Integrate a density given up to a constant: find where it lives, then lay fine panels there.

    ``coarse`` spans the domain. Where the density jumps (``kink``) two panels meet, so that no rule crosses the jump.
    """
    low, high = support(log_density, coarse)
    edges = [low, high] if kink is None or not low < kink < high else [low, kink, high]
    panels = [_panel(a, b, is_left=b == kink) for a, b in pairwise(edges)]
    logs = [log_density(x) for x in panels]
    peak = max(float(each.max()) for each in logs)
    densities = [np.exp(each - peak) for each in logs]
    mass = np.concatenate([_simpson(x) * f for x, f in zip(panels, densities, strict=True)])
    pieces = np.concatenate([_pieces(x, f) for x, f in zip(panels, densities, strict=True)])
    return Grid(x=np.concatenate(panels), mass=mass / mass.sum(), scores=_scores(pieces))


def _panel(low: float, high: float, *, is_left: bool) -> Floats:
    """Equal nodes; a panel that ends at the kink stops just before it, on the left branch of the density."""
    return np.linspace(low, float(np.nextafter(high, low)) if is_left else high, _PANEL)


def support(log_density: LogDensity, coarse: Floats) -> tuple[float, float]:
    """The stretch of ``coarse`` outside which the density is negligible, narrowed until it is well filled."""
    low, high, filled = _ends(log_density, coarse)
    for _ in range(_PASSES):
        if filled < _FULL:
            low, high, filled = _ends(log_density, np.linspace(low, high, _ZOOM))
    return low, high


def _ends(log_density: LogDensity, nodes: Floats) -> tuple[float, float, float]:
    logs = log_density(nodes)
    kept = np.flatnonzero(logs > logs.max() - _KEPT)
    first, last = max(int(kept[0]) - 1, 0), min(int(kept[-1]) + 1, nodes.size - 1)
    return float(nodes[first]), float(nodes[last]), kept.size / nodes.size


def _simpson(x: Floats) -> Floats:
    weights = np.full(x.size, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    return np.asarray(weights * (x[-1] - x[0]) / (3 * (x.size - 1)))


def _pieces(x: Floats, f: Floats) -> Floats:
    """Mass before each node since the last one; the first is nothing."""
    return np.diff(CubicSpline(x, f).antiderivative()(x), prepend=0.0).clip(min=0.0)


def _scores(pieces: Floats) -> Floats:
    """Normal scores from both ends, so that neither tail is lost to rounding."""
    total = pieces.sum()
    below = np.cumsum(pieces) / total
    above = np.append(np.cumsum(pieces[::-1])[::-1][1:], 0.0) / total
    lower = ndtri(np.maximum(below, _TINY))
    upper = -ndtri(np.maximum(above, _TINY))
    return np.where(below < above, lower, upper)
