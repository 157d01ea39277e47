"""Updating a prior with the ledger (product-core 5.8): one door for rates, amounts, counts and gates."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np

from assay.engine import amounts, gates, rates
from assay.engine.beliefs import Prior
from assay.engine.types import Family, Posterior, Record

_CACHED = 512


class Updated(Posterior, Protocol):
    """A posterior with what the screens and the run need beyond the seam's protocol."""

    @property
    def prior(self) -> Prior: ...

    @property
    def records(self) -> tuple[Record, ...]: ...

    @property
    def scale_mean(self) -> float:
        """Mean on the g scale."""

    @property
    def scale_sd(self) -> float:
        """Standard deviation on the g scale."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Ids of the records that contradict the others."""


def update(
    prior: Prior, records: Sequence[Record] = (), *, heterogeneity: bool = True, bias_scale: float = 1.0
) -> Updated:
    """What is believed after ``records``; their order is irrelevant, and no records give the prior itself.

    ``heterogeneity`` is for tests of the closed forms; ``bias_scale`` multiplies the mean biases (robust set, 5.14).
    Raises ValueError for a record of an unknown type, one that says nothing about its template, or one without the
    numbers its family needs.
    """
    return _update(prior, tuple(records), heterogeneity, bias_scale)


@lru_cache(maxsize=_CACHED)
def _update(prior: Prior, records: tuple[Record, ...], heterogeneity: bool, bias_scale: float) -> Updated:  # noqa: FBT001 - lru_cache keys are positional
    if prior.family is Family.AMOUNT:
        return amounts.posterior(prior, records, bias_scale=bias_scale)
    if prior.family is Family.GATE:
        return gates.posterior(prior, records)
    return rates.posterior(prior, records, heterogeneity=heterogeneity, bias_scale=bias_scale)


def prob_at_least(posterior: Posterior, bar: float) -> float:
    """P(theta >= bar) in the assumption's unit."""
    return float(1 - posterior.cdf(np.array([np.nextafter(bar, -np.inf)]))[0])
