"""Draws of the future: scrambled Sobol points, a common demand shock, the posteriors' quantiles, the kernel.

Every template owns one dimension for good, so that adding or removing one leaves the others' draws alone.
Source: product-core 5.6 (dependence) and 5.10.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from assay.engine.economics.kernel import simulate
from assay.engine.economics.mapping import Draws, horizon_of, parameters
from assay.engine.economics.outcome import Outcome, joined
from assay.engine.frame import Frame
from assay.engine.library import TEMPLATES
from assay.engine.types import Family, Floats, Posterior

CHUNK = 4096
LOADINGS = {"D5": 0.45, "D6": 0.45, "V4": 0.45, "D8": -0.3}  # on the common demand shock
_SHOCK = 0
DIMENSIONS = {template: place for place, template in enumerate(TEMPLATES, start=1)}
_REACH = 6.0  # standard normals covered by a quantile table
_NODES = 2048
_EDGE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The draws and what became of them; the last axis of every array is the draw."""

    draws: Draws
    outcome: Outcome


def normals(seed: int, count: int) -> Floats:
    """Standard normals, shape (35, count): the common shock first, then one row per template.

    ``count`` should be a power of two. Deterministic in ``seed``; the first n columns are the points of a run of n.
    """
    sobol = qmc.Sobol(d=len(DIMENSIONS) + 1, scramble=True, rng=np.random.default_rng(seed))
    points = np.empty((len(DIMENSIONS) + 1, count))
    for start in range(0, count, CHUNK):
        block = sobol.random(min(CHUNK, count - start)).T
        points[:, start : start + CHUNK] = ndtri(np.clip(block, _EDGE, 1.0 - _EDGE))
    return points


def quantile_table(posterior: Posterior) -> Floats:
    """Quantiles of a posterior at 2,049 evenly spaced standard normals from −6 to 6."""
    return posterior.ppf(ndtr(np.linspace(-_REACH, _REACH, _NODES + 1)))


def drawn(posteriors: Mapping[str, Posterior], points: Floats) -> Draws:
    """Values of each template at these normals (rows as in ``normals``); gates become 0 or 1.

    The Gaussian copula: a template with loading l uses l·shock + √(1 − l²)·own, so that its marginal stays exact.
    """
    values = np.empty((len(posteriors), points.shape[1]))
    for row, (template, posterior) in enumerate(posteriors.items()):
        own, loading = points[DIMENSIONS[template]], LOADINGS.get(template)
        z = own if loading is None else loading * points[_SHOCK] + np.sqrt(1.0 - loading**2) * own
        if TEMPLATES[template].family is Family.GATE:
            values[row] = ndtr(z) > 1.0 - posterior.mean
        else:
            values[row] = _looked_up(quantile_table(posterior), z)
    return Draws(templates=tuple(posteriors), values=values)


def _looked_up(table: Floats, z: Floats) -> Floats:
    place = np.clip((z + _REACH) * (_NODES / (2.0 * _REACH)), 0.0, _NODES - 1e-9)
    left = place.astype(np.intp)
    low = table[left]
    return np.asarray(low + (place - left) * (table[left + 1] - low))


def run(draws: Draws, frame: Frame) -> Simulation:
    """The kernel over all draws, in chunks that stay in the processor's cache."""
    horizon = horizon_of(frame)
    parts = []
    for start in range(0, draws.count, CHUNK):
        part = Draws(templates=draws.templates, values=draws.values[:, start : start + CHUNK])
        parts.append(simulate(parameters(part, frame), horizon, draws=part.count))
    return Simulation(draws=draws, outcome=joined(parts))


def reached(outcome: Outcome, frame: Frame) -> Floats:
    """1 where the founder's goal is met in the goal month and somebody buys, else 0."""
    return np.asarray((outcome.profit >= frame.goal) & (outcome.customers > 0.0), dtype=np.float64)


def ruined(outcome: Outcome, frame: Frame) -> Floats:
    """1 where cash falls below the affordable loss, else 0."""
    return np.asarray(outcome.min_cash < -frame.affordable_loss, dtype=np.float64)


def utility(outcome: Outcome, frame: Frame) -> Floats:
    """U of going on, per draw, in money: value less the founder's hours less the weight of ruin; stopping is 0.

    Source: product-core 5.13.
    """
    beyond = np.maximum(0.0, -outcome.min_cash - frame.affordable_loss)
    return np.asarray(outcome.npv - outcome.hours * frame.wage - frame.appetite.ruin_weight * beyond)
