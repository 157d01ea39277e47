"""The ledger rows of one rate or count, grouped by method, as one function of the true value."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.interpolate import BSpline

from assay.engine.beliefs import Prior
from assay.engine.bias import bias_of, method_of
from assay.engine.curves import MethodEvidence, Part, curve
from assay.engine.heterogeneity import nodes
from assay.engine.readings import likelihood_of
from assay.engine.scales import log_sum_exp
from assay.engine.types import Family, Floats, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``log π(records | x, h)`` up to a constant, for every node of h."""

    spline: BSpline[np.float64] | None
    exact: tuple[MethodEvidence, ...]
    has_heterogeneity: bool

    def by_node(self, x: Floats) -> Floats:
        """Shape (x, nodes of h): log-likelihood plus the node's log weight."""
        weights = nodes(on=self.has_heterogeneity).log_weight
        smeared = 0.0 if self.spline is None else self.spline(x)
        plain = sum((part.likelihood.value(x + m.mu) for m in self.exact for part in m.parts), np.zeros_like(x))
        return np.asarray(smeared + plain[:, None] + weights)

    def log_density(self, prior: Prior, x: Floats) -> Floats:
        """Log posterior at ``x`` up to a constant, h integrated out."""
        return np.asarray(prior.shape.log_density(x) + log_sum_exp(self.by_node(x), axis=1))


def gathered(methods: Sequence[MethodEvidence], family: Family, *, heterogeneity: bool) -> Evidence:
    """All methods together. The sum runs in the order of ``methods``, which does not depend on the ledger's."""
    splines = [curve(m, family, heterogeneity=heterogeneity) for m in methods if heterogeneity or not m.is_exact]
    return Evidence(
        spline=BSpline(splines[0].t, np.sum([each.c for each in splines], axis=0), splines[0].k) if splines else None,
        exact=() if heterogeneity else tuple(m for m in methods if m.is_exact),
        has_heterogeneity=heterogeneity,
    )


def methods_of(records: Sequence[Record], *, bias_scale: float) -> tuple[MethodEvidence, ...]:
    """Records grouped by method; parts and groups are sorted by their values, so that order cannot matter."""
    ordered = sorted(records, key=method_of)
    return tuple(_method(tuple(group), bias_scale=bias_scale) for _, group in groupby(ordered, key=method_of))


def _method(records: tuple[Record, ...], *, bias_scale: float) -> MethodEvidence:
    parts = sorted(part_of(record) for record in records)
    bias = bias_of(records[0], scale=bias_scale)
    return MethodEvidence(parts=tuple(parts), mu=bias.mu, shared=bias.shared)


def part_of(record: Record) -> Part:
    """A record's likelihood and the variance of its own bias."""
    return Part(likelihood_of(record), bias_of(record).own)
