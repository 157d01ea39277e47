"""What a planned test would show: P(outcome | true value), bias and sampling noise included, per family.

Counted tests (k of n) are enumerated exactly; measured ones are cut into 64 outcomes of equal chance.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit, gammaln, ndtr

from assay.engine.library import TEMPLATES
from assay.engine.types import Family, Floats

_LOW, _HIGH, _STEP = -12.0, 9.0, 0.1
_MEASURED = 64
_TOLD_APART = 96
_NOTHING = 80.0  # exp(-80) counts as no chance at all
GROUPED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A planned test's view of one assumption on the g scale: it sees ``pull · (x − centre) + centre + mu`` with
    ``variance``, then samples ``n``. ``pull`` below 1 is a method whose bias earlier records already share."""

    template: str
    n: int
    mu: float = 0.0
    variance: float = 0.0
    pull: float = 1.0
    centre: float = 0.0
    ratio: float = 1.0  # likelihood ratio of an answer, gates only

    @property
    def is_counted(self) -> bool:
        """Whether the outcome is k of n."""
        entry = TEMPLATES[self.template]
        return entry.family is Family.RATE and not entry.is_average

    def seen(self, places: Floats) -> Floats:
        """Mean of what is seen for true values at ``places``."""
        return self.centre + self.pull * (places - self.centre) + self.mu


def outcomes(reading: Reading, places: Floats, weights: Floats, *, exact: bool = False) -> Floats:
    """P(outcome | cell), shape (cells, outcomes); rows add up to 1. ``weights`` are the cells' sizes.

    ``exact`` keeps every k of a counted test apart, also where its bias would not tell neighbours apart.
    """
    if TEMPLATES[reading.template].family is Family.GATE:
        right = reading.ratio / (1.0 + reading.ratio)
        return np.array([[right, 1.0 - right], [1.0 - right, right]])
    if reading.is_counted:
        return _counted(reading, places, exact=exact)
    return _measured(reading, places, weights)


def grouped(table: Floats, weights: Floats, groups: int = GROUPED) -> Floats:
    """Neighbouring outcomes put together into at most ``groups`` of about equal chance."""
    if table.shape[1] <= groups:
        return table
    chance = weights @ table / weights.sum()
    code = np.minimum((np.cumsum(chance) - chance / 2.0) * groups, groups - 1).astype(np.intp)
    member = np.zeros((table.shape[1], groups))
    member[np.arange(table.shape[1]), code] = 1.0
    return np.asarray(table @ member)


def _counted(reading: Reading, places: Floats, *, exact: bool) -> Floats:
    seen = reading.seen(places)
    if reading.variance <= 0.0:
        return _binomial(expit(seen), reading.n)
    grid = np.arange(_LOW, _HIGH + _STEP / 2.0, _STEP)
    far = np.minimum((grid - seen[:, None]) ** 2 / (2.0 * reading.variance), _NOTHING)  # no slow denormal numbers
    kernel = np.exp(-far)
    kernel /= kernel.sum(axis=1, keepdims=True)
    table = _each_on_grid(reading.n) if exact else _on_grid(reading.n)
    return np.asarray(
        np.einsum("ij,jk->ik", kernel, table)
    )  # not @: threads of a linear-algebra library cost more than they save


@lru_cache(maxsize=64)
def _on_grid(n: int) -> Floats:
    """Chances of k on the grid; of many outcomes, neighbours closer than the bias can tell apart go together."""
    table = _each_on_grid(n)
    if n <= _TOLD_APART:
        return table
    angle = np.arcsin(np.sqrt(np.arange(n + 1) / n)) * 2.0 / np.pi  # equal steps are equally easy to tell apart
    starts = np.unique((angle * _TOLD_APART).astype(np.intp), return_index=True)[1]
    return np.add.reduceat(table, starts, axis=1)


@lru_cache(maxsize=64)
def _each_on_grid(n: int) -> Floats:
    return _binomial(expit(np.arange(_LOW, _HIGH + _STEP / 2.0, _STEP)), n)


def _binomial(p: Floats, n: int) -> Floats:
    k = np.arange(n + 1)
    p = np.clip(p, 1e-300, 1.0 - 1e-15)[:, None]
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(np.maximum(ways + k * np.log(p) + (n - k) * np.log1p(-p), -_NOTHING)))


def _measured(reading: Reading, places: Floats, weights: Floats) -> Floats:
    seen, spread = reading.seen(places), np.sqrt(max(reading.variance, 1e-12))
    share = weights / weights.sum()
    centre = float(share @ seen)
    total = np.sqrt(float(share @ (seen - centre) ** 2) + reading.variance)
    edges = centre + total * np.linspace(-4.0, 4.0, _MEASURED - 1)
    below = ndtr((edges - seen[:, None]) / spread)
    padded = np.hstack([np.zeros((len(places), 1)), below, np.ones((len(places), 1))])
    return np.diff(padded, axis=1)
