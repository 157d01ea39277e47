"""Cut normals: what a two-piece prior becomes when normal evidence is added, exactly."""

from dataclasses import dataclass
from math import exp, log, pi

import numpy as np
from scipy.special import log_ndtr, ndtri_exp

from assay.engine.types import Floats

_LOG_SQRT_2PI = 0.5 * log(2 * pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """A normal cut at the centre: the part below it (``side`` −1) or above it (+1), with its share of the mass."""

    side: int
    centre: float
    mean: float
    sd: float
    log_share: float

    @property
    def log_kept(self) -> float:
        """Log of the normal's mass on this side."""
        return float(log_ndtr(self.side * (self.mean - self.centre) / self.sd))

    @property
    def share(self) -> float:
        return exp(self.log_share)

    @property
    def moments(self) -> tuple[float, float]:
        """Mean and mean square of the cut normal, on the log scale."""
        cut = (self.centre - self.mean) / self.sd
        ratio = self.side * exp(-(cut**2) / 2 - _LOG_SQRT_2PI - self.log_kept)
        mean = self.mean + self.sd * ratio
        return mean, self.sd**2 * (1 + cut * ratio) + self.mean**2 + 2 * self.mean * self.sd * ratio

    def power(self, order: int) -> float:
        """The mean of ``x ** order`` in the unit, where ln x has this distribution."""
        moved = self.mean + order * self.sd**2
        kept = log_ndtr(self.side * (moved - self.centre) / self.sd) - self.log_kept
        return float(np.exp(order * self.mean + (order * self.sd) ** 2 / 2 + kept))

    def beyond(self, y: Floats) -> Floats:
        """Share of this half's mass farther from the centre than ``y``."""
        return np.exp(log_ndtr(self.side * (self.mean - y) / self.sd) - self.log_kept)

    def at_beyond(self, log_share: Floats) -> Floats:
        """Where ``beyond`` has the given logarithm."""
        return np.asarray(self.mean - self.side * self.sd * ndtri_exp(log_share + self.log_kept))
