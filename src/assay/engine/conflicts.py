"""How surprising one record is, given all the others: the leave-one-out predictive p-value (product-core 5.8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from assay.engine.beliefs import Prior
from assay.engine.bias import bias_of
from assay.engine.curves import MethodEvidence, domain
from assay.engine.evidence import Evidence, gathered, methods_of, part_of
from assay.engine.grid import support
from assay.engine.heterogeneity import nodes
from assay.engine.scales import log_sum_exp
from assay.engine.types import Floats, Record

SURPRISE = 0.05

_NODES = 121
_U = (np.arange(32) + 0.5) / 32
_NO_WIDTH = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a posterior was computed with."""

    prior: Prior
    heterogeneity: bool
    bias_scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expected:
    """Where the record's own rate is expected: ``log_weight`` over (centre, node of h), and the spread around it."""

    centre: Floats
    log_weight: Floats
    variance: Floats  # for each node of h


def conflicts(records: Sequence[Record], setting: Setting) -> tuple[str, ...]:
    """Ids of the records that the others make unlikely (p below .05). One record alone has nothing to contradict."""
    if len(records) < 2:
        return ()
    return tuple(record.id for record in records if _p_given_others(record, records, setting) < SURPRISE)


def _p_given_others(record: Record, records: Sequence[Record], setting: Setting) -> float:
    others = [other for other in records if other is not record]
    return predictive_p(record, others, setting)


def predictive_p(record: Record, others: Sequence[Record], setting: Setting) -> float:
    """Two-sided p of ``record`` under what ``others`` imply, with its biases and h integrated out."""
    expected = _expected(record, others, setting)
    weight = np.exp(expected.log_weight - expected.log_weight.max())
    weight /= weight.sum()
    spread = np.sqrt(expected.variance + _NO_WIDTH)
    likelihood = part_of(record).likelihood
    at_most = _mixture(likelihood.no_more(_U), expected.centre, spread)
    at_least = _mixture(-likelihood.no_less(_U), -expected.centre, spread)
    return min(1.0, 2 * min(float((weight * at_most).sum()), float((weight * at_least).sum())))


def _mixture(thresholds: Floats, centre: Floats, spread: Floats) -> Floats:
    """P(centre + noise <= threshold), averaged over the thresholds; shape (centre, node of h)."""
    return np.asarray(ndtr((thresholds - centre[:, None, None]) / spread[:, None]).mean(axis=2))


def _expected(record: Record, others: Sequence[Record], setting: Setting) -> _Expected:
    bias = bias_of(record, scale=setting.bias_scale)
    own = bias.own + nodes(on=setting.heterogeneity).at ** 2
    mine = [other for other in others if (other.type, other.recruitment) == (record.type, record.recruitment)]
    if not mine or bias.shared == 0:
        x, logs = _posterior(others, setting)
        return _Expected(centre=x + bias.mu, log_weight=logs, variance=own + bias.shared)
    x, logs = _posterior([other for other in others if other not in mine], setting)
    same = replace(methods_of(mine, bias_scale=setting.bias_scale)[0], mu=0.0, shared=0.0)
    apparent = _Apparent(x=x + bias.mu, logs=logs, shared=bias.shared, same=_gathered((same,), setting))
    low, high = support(lambda y: log_sum_exp(apparent.by_node(y), axis=1), _inside(setting))
    y = np.linspace(low, high, _NODES)
    return _Expected(centre=y, log_weight=apparent.by_node(y), variance=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Apparent:
    """What a method's records seem to say: the true value plus the bias they share, after the other ones of it."""

    x: Floats
    logs: Floats
    shared: float
    same: Evidence

    def by_node(self, y: Floats) -> Floats:
        distance = -((y[:, None] - self.x) ** 2) / (2 * self.shared)
        moved = log_sum_exp(distance[:, :, None] + self.logs, axis=1)
        return np.asarray(moved + self.same.by_node(y) - nodes(on=self.same.has_heterogeneity).log_weight)


def _posterior(records: Sequence[Record], setting: Setting) -> tuple[Floats, Floats]:
    """Nodes of x and the log posterior over (x, node of h)."""
    evidence = _gathered(methods_of(records, bias_scale=setting.bias_scale), setting)
    low, high = support(lambda x: evidence.log_density(setting.prior, x), _inside(setting))
    x = np.linspace(low, high, _NODES)
    return x, np.asarray(setting.prior.shape.log_density(x)[:, None] + evidence.by_node(x))


def _gathered(methods: Sequence[MethodEvidence], setting: Setting) -> Evidence:
    return gathered(methods, setting.prior.family, heterogeneity=setting.heterogeneity)


def _inside(setting: Setting) -> Floats:
    return domain(setting.prior.family).inside
