"""Disagreement between records beyond their known biases: h ~ HalfNormal(.35) on the g scale, nine nodes (5.8).

Always on, from the first record: switching it on at the second would let a supportive record lower P(bar).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.linalg import eigh_tridiagonal

from assay.engine.types import Floats

SPREAD = 0.35
NODES = 9

_FINE = 4000
_REACH = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """Quadrature nodes for h and the logs of their weights."""

    at: Floats
    log_weight: Floats


def nodes(*, on: bool) -> Nodes:
    """The nine Gauss nodes of the half-normal, or the single node h = 0 when heterogeneity is off."""
    return _half_normal() if on else Nodes(at=np.zeros(1), log_weight=np.zeros(1))


@cache
def _half_normal() -> Nodes:
    """Gauss quadrature by Stieltjes' recurrence on a fine grid (Golub & Welsch 1969): exact for degree 17."""
    x, weight = np.polynomial.legendre.leggauss(_FINE // 20)
    x, weight = (x + 1) * _REACH / 2, weight * _REACH / 2
    weight = weight * np.exp(-(x**2) / 2) * np.sqrt(2 / np.pi)
    diagonal, off = _recurrence(x, weight)
    values, vectors = eigh_tridiagonal(diagonal, np.sqrt(off[1:]))
    return Nodes(at=SPREAD * values, log_weight=np.log(vectors[0] ** 2))


def _recurrence(x: Floats, weight: Floats) -> tuple[Floats, Floats]:
    before, current = np.zeros_like(x), np.ones_like(x)
    diagonal, off, last = np.empty(NODES), np.empty(NODES), 1.0
    for j in range(NODES):
        norm = float(weight @ current**2)
        diagonal[j] = weight @ (x * current**2) / norm
        off[j] = norm / last
        before, current, last = current, (x - diagonal[j]) * current - off[j] * before * (j > 0), norm
    return diagonal, off
