"""Gates: yes-or-no conditions, updated by capped likelihood ratios (product-core 5.8)."""

import math
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
from scipy.special import expit, logit

from assay.engine.beliefs import Prior
from assay.engine.bias import entry_of, evidence_class
from assay.engine.grid import grid_of
from assay.engine.types import EvidenceClass, Floats, Record

SURPRISE = 0.05
ELSEWHERE = 0.5  # authored: an answer for another segment or country counts half, in log odds
_HALF_LIFE = 24.0  # authored: months beyond the first year after which an answer counts half
_FRESH = 12.0
_COARSE = np.linspace(-25, 25, 201)


@dataclass(frozen=True, kw_only=True)
class GatePosterior:
    """What is believed about a gate: it holds with probability ``mean``; draws are 0 or 1."""

    prior: Prior
    records: tuple[Record, ...]
    prior_probability: float
    log_ratio: float

    @property
    def mean(self) -> float:
        return float(expit(self.scale_mean))

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.mean * (1 - self.mean)))

    @property
    def scale_mean(self) -> float:
        """Log odds that the gate holds."""
        return float(logit(self.prior_probability)) + self.log_ratio

    @property
    def scale_sd(self) -> float:
        """Nothing: the odds are known; what is open is the answer."""
        return 0.0

    @property
    def evidence_share(self) -> float:
        """Share of the answer's variance p(1 − p) that the evidence has removed, floored at 0."""
        before = self.prior_probability * (1 - self.prior_probability)
        return max(0.0, 1 - self.sd**2 / before) if self.records else 0.0

    @property
    def evidence_class(self) -> EvidenceClass:
        return evidence_class(self.records)

    @property
    def is_contradicted(self) -> bool:
        return bool(self.conflicts)

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """Ids of the records that the others make unlikely."""
        if len(self.records) < 2:
            return ()
        return tuple(record.id for record in self.records if self._surprise(record) < SURPRISE)

    def ppf(self, u: Floats) -> Floats:
        return np.where(np.asarray(u) > 1 - self.mean, 1.0, 0.0)

    def cdf(self, x: Floats) -> Floats:
        x = np.asarray(x)
        return np.where(x < 0, 0.0, np.where(x < 1, 1 - self.mean, 1.0))

    def _surprise(self, record: Record) -> float:
        """How likely this answer was, given what the others say and how often such an answer is right."""
        others = tuple(other for other in self.records if other is not record)
        holds = float(expit(logit(self.prior_probability) + log_ratio(others)))
        right = float(expit(abs(_weight(record))))
        says_yes = holds * right + (1 - holds) * (1 - right)
        return says_yes if record.holds else 1 - says_yes


def posterior(prior: Prior, records: tuple[Record, ...]) -> GatePosterior:
    """The gate's odds after the records. Raises ValueError for a record that does not say whether it holds."""
    chance = grid_of(prior.shape.log_density, coarse=_COARSE, kink=prior.shape.kink)
    return GatePosterior(
        prior=prior,
        records=records,
        prior_probability=chance.expect(expit(chance.x)),
        log_ratio=log_ratio(records),
    )


def log_ratio(records: tuple[Record, ...]) -> float:
    """Natural log of the likelihood ratio of all records.

    The cap holds for a type, not for each of its records: asking the same adviser ten times is one answer.
    """
    total = 0.0
    for kind in sorted({record.type for record in records}):
        same = [record for record in records if record.type == kind]
        cap = max(log(_cap(record)) for record in same)
        total += float(np.clip(sum(sorted(_weight(record) for record in same)), -cap, cap))
    return total


def _weight(record: Record) -> float:
    if record.holds is None:
        raise ValueError(f"record {record.id} has to say whether the gate holds")
    elsewhere = math.pow(ELSEWHERE, record.other_segment + record.other_country)
    age = math.pow(0.5, max(record.age_months - _FRESH, 0.0) / _HALF_LIFE)
    return (1 if record.holds else -1) * log(_cap(record)) * elsewhere * age


def _cap(record: Record) -> float:
    entry = entry_of(record)
    return entry.lr_cap_official if record.official else entry.lr_cap
