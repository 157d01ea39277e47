"""Amounts: normal on the log, in closed form, also where the founder's range is lopsided (product-core 5.8).

A method's shared bias is treated as for rates. Heterogeneity is not: the closed form has no room for it, and the
contradiction flag still tells when records disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from scipy.special import ndtr

from assay.engine.beliefs import Prior
from assay.engine.bias import bias_of, evidence_class, method_of
from assay.engine.halves import Half
from assay.engine.readings import log_average
from assay.engine.shapes import SplitNormal
from assay.engine.types import EvidenceClass, Floats, Record

SURPRISE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One record on the log scale: bias taken off, variance of its own, and what it shares with its method."""

    id: str
    method: tuple[str, str]
    y: float
    own: float
    shared: float


@dataclass(frozen=True, kw_only=True)
class AmountPosterior:
    """What is believed about an amount; ``scale_…`` are on the log, the rest in the unit."""

    prior: Prior
    records: tuple[Record, ...]
    observed: tuple[Observed, ...]
    below: Half
    above: Half

    @property
    def mean(self) -> float:
        return self._power(1)

    @property
    def sd(self) -> float:
        return sqrt(max(self._power(2) - self.mean**2, 0.0))

    @property
    def scale_mean(self) -> float:
        return sum(half.share * half.moments[0] for half in self._halves)

    @property
    def scale_sd(self) -> float:
        square = sum(half.share * half.moments[1] for half in self._halves)
        return sqrt(max(square - self.scale_mean**2, 0.0))

    @property
    def evidence_share(self) -> float:
        return max(0.0, 1 - self.scale_sd**2 / self.prior.shape.variance) if self.records else 0.0

    @property
    def evidence_class(self) -> EvidenceClass:
        return evidence_class(self.records)

    @property
    def is_contradicted(self) -> bool:
        return bool(self.conflicts)

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """Ids of the records that the others make unlikely (leave-one-out predictive p below .05)."""
        if len(self.observed) < 2:
            return ()
        p = _leave_one_out(self.observed, self.prior)
        return tuple(row.id for row, each in zip(self.observed, p, strict=True) if each < SURPRISE)

    def ppf(self, u: Floats) -> Floats:
        u = np.asarray(u, dtype=np.float64)
        low, high = self.below, self.above
        with np.errstate(divide="ignore"):
            left = low.at_beyond(np.log(np.minimum(u, low.share)) - low.log_share)
            right = high.at_beyond(np.log(np.minimum(1 - u, high.share)) - high.log_share)
        return np.exp(np.where(u < low.share, left, right))

    def cdf(self, x: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            y = np.log(np.maximum(x, 0.0))
        centre = self.below.centre
        left = self.below.share * self.below.beyond(np.minimum(y, centre))
        right = 1 - self.above.share * self.above.beyond(np.maximum(y, centre))
        return np.where(y < centre, left, right)

    @property
    def _halves(self) -> tuple[Half, Half]:
        return self.below, self.above

    def _power(self, order: int) -> float:
        return sum(half.share * half.power(order) for half in self._halves)


def posterior(prior: Prior, records: tuple[Record, ...], *, bias_scale: float) -> AmountPosterior:
    """The closed form. Raises ValueError for a record without mean and n, or a prior that is not (split) normal."""
    if not isinstance(prior.shape, SplitNormal):
        raise TypeError("an amount needs a normal or two-piece normal prior")
    observed = tuple(_observed(record, bias_scale=bias_scale) for record in records)
    below, above = _halves(prior.shape, _combined(observed))
    return AmountPosterior(prior=prior, records=records, observed=observed, below=below, above=above)


def _observed(record: Record, *, bias_scale: float) -> Observed:
    reading, bias, method = log_average(record), bias_of(record, scale=bias_scale), method_of(record)
    return Observed(
        id=record.id,
        method=(method.type, method.recruitment),
        y=reading.y - bias.mu,
        own=reading.variance + bias.own,
        shared=bias.shared,
    )


def _combined(observed: Sequence[Observed]) -> tuple[float, float] | None:
    """All records as one normal reading (mean, precision): first within a method, then across methods."""
    if not observed:
        return None
    precision, weighted = 0.0, 0.0
    for method in sorted({row.method for row in observed}):
        rows = sorted((row.y, row.own, row.shared) for row in observed if row.method == method)
        inner = sum(1 / own for _, own, _ in rows)
        outer = 1 / (rows[0][2] + 1 / inner)
        precision += outer
        weighted += outer * sum(y / own for y, own, _ in rows) / inner
    return weighted / precision, precision


def _halves(shape: SplitNormal, reading: tuple[float, float] | None) -> tuple[Half, Half]:
    halves = [_half(shape.centre, -1, shape.below, reading), _half(shape.centre, 1, shape.above, reading)]
    logs = np.array([half.log_share for half in halves])
    total = float(np.logaddexp(*logs))
    low, high = (
        Half(side=h.side, centre=h.centre, mean=h.mean, sd=h.sd, log_share=h.log_share - total) for h in halves
    )
    return low, high


def _half(centre: float, side: int, spread: float, reading: tuple[float, float] | None) -> Half:
    """One half of the prior times the reading; ``log_share`` is not normalised yet."""
    y, precision = reading or (centre, 0.0)
    variance = 1 / (1 / spread**2 + precision)
    mean = variance * (centre / spread**2 + precision * y)
    gap = (y - centre) ** 2 * precision / (1 + precision * spread**2)
    log_evidence = -gap / 2 - np.log1p(precision * spread**2) / 2
    half = Half(side=side, centre=centre, mean=mean, sd=sqrt(variance), log_share=0.0)
    return Half(side=side, centre=centre, mean=mean, sd=half.sd, log_share=float(log_evidence) + half.log_kept)


def _leave_one_out(observed: Sequence[Observed], prior: Prior) -> list[float]:
    """Two-sided p of each record given the others, with the prior as a normal of the same moments."""
    y = np.array([row.y for row in observed]) - prior.mean
    same = np.array([[a.shared if a.method == b.method else 0.0 for b in observed] for a in observed])
    precision = np.linalg.inv(prior.sd**2 + same + np.diag([row.own for row in observed]))
    # For a joint normal the deleted residual over its spread is (K^-1 y)_i / sqrt(K^-1_ii).
    deleted = (precision @ y) / np.sqrt(np.diag(precision))
    return [float(2 * ndtr(-abs(each))) for each in deleted]
