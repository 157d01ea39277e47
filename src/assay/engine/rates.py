"""Rates and counts: the exact bias-aware posterior on a grid, with shared method bias (product-core 5.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assay.engine.beliefs import Prior
from assay.engine.bias import evidence_class
from assay.engine.conflicts import Setting, conflicts
from assay.engine.curves import MethodEvidence, domain
from assay.engine.evidence import gathered, methods_of
from assay.engine.grid import Grid, grid_of
from assay.engine.scales import from_scale, to_scale
from assay.engine.types import EvidenceClass, Floats, Record


@dataclass(frozen=True)
class GridPosterior:
    """What is believed about a rate or a count; ``scale_…`` are on the g scale, the rest in the unit."""

    prior: Prior
    records: tuple[Record, ...]
    grid: Grid
    has_heterogeneity: bool
    bias_scale: float

    @property
    def mean(self) -> float:
        return self.grid.expect(self._theta)

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.grid.expect((self._theta - self.mean) ** 2)))

    @property
    def scale_mean(self) -> float:
        return self.grid.mean

    @property
    def scale_sd(self) -> float:
        return float(np.sqrt(self.grid.variance))

    @property
    def evidence_share(self) -> float:
        return max(0.0, 1 - self.grid.variance / self.prior.shape.variance) if self.records else 0.0

    @property
    def evidence_class(self) -> EvidenceClass:
        return evidence_class(self.records)

    @property
    def is_contradicted(self) -> bool:
        return bool(self.conflicts)

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """Ids of the records that the others make unlikely (leave-one-out predictive p below .05)."""
        setting = Setting(prior=self.prior, heterogeneity=self.has_heterogeneity, bias_scale=self.bias_scale)
        return conflicts(self.records, setting)

    def ppf(self, u: Floats) -> Floats:
        return from_scale(self.prior.family, self.grid.ppf(u))

    def cdf(self, x: Floats) -> Floats:
        return self.grid.cdf(to_scale(self.prior.family, x))

    @cached_property
    def _theta(self) -> Floats:
        return from_scale(self.prior.family, self.grid.x)


def posterior(prior: Prior, records: tuple[Record, ...], *, heterogeneity: bool, bias_scale: float) -> GridPosterior:
    """The grid posterior of a rate or a count. Raises ValueError for a record without the numbers its family needs."""
    methods = methods_of(records, bias_scale=bias_scale)
    return GridPosterior(
        prior=prior,
        records=records,
        grid=grid_for(prior, methods, heterogeneity=heterogeneity),
        has_heterogeneity=heterogeneity,
        bias_scale=bias_scale,
    )


def grid_for(prior: Prior, methods: Sequence[MethodEvidence], *, heterogeneity: bool) -> Grid:
    """The posterior of x on the g scale, given evidence already grouped by method."""
    evidence = gathered(methods, prior.family, heterogeneity=heterogeneity)
    coarse = domain(prior.family).inside
    return grid_of(lambda x: evidence.log_density(prior, x), coarse=coarse, kink=prior.shape.kink)
