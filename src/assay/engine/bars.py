"""What must be true: the value each assumption has to reach for the founder's goal, all others at their medians.

The reverse income statement (product-core 5.11): the sign of each lever comes from the kernel, the value from
repeated sectioning (six rounds of 33 points, finer than 30 bisections). Gates have to hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np
from scipy.special import ndtr

from assay.engine import registry
from assay.engine.frame import Frame
from assay.engine.library import TEMPLATES
from assay.engine.probe import Probe
from assay.engine.scales import from_scale, to_scale
from assay.engine.types import Archetype, Family, Floats, Posterior

_PLAUSIBLE = (0.001, 0.999)
_BEYOND = 6.0  # how far past the plausible, on the g scale, a bar may lie before it is called out of reach
_POINTS = 33
_ROUNDS = 6
_NO_EFFECT = 0.002  # of the goal
_MOST_PAIRS = 5
_PAIRABLE = ("V1", "D6", "D5", "D8", "V3", "V4", "V6", "V2", "V10")
_DEMAND_SIDE = frozenset({"V4", "D5", "D6", "D10"})
_LOCAL = frozenset({"V1"})  # demand at a price far from the planned one is not modelled: its bar is sought nearby only
REFERENCE = {"D1": 0.20, "D2": 0.30, "A1": 0.50, "F5": 0.80}  # authored: where no goal speaks, or less than these


class Basis(StrEnum):
    """Where a bar comes from, or why there is none."""

    GOAL = "goal"  # derived from the founder's goal
    REFERENCE = "reference"  # a benchmark or an authored default
    GATE = "gate"  # has to hold
    BUYERS = "buyers"  # the buyers that the customers needed come from; they are not enough alone
    PRICE = "price"  # what they spend today has to carry the price
    NO_EFFECT = "no_effect"  # does not move the goal
    NOT_ALONE = "not_alone"  # no value of this one alone reaches the goal
    LOSES_MONEY = "loses_money"  # each extra customer costs more than it earns: margin or cost comes first


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``value`` None says, with ``basis``, why there is none. ``below`` = at most this, otherwise at least."""

    template: str
    basis: Basis
    value: float | None = None
    below: bool = False
    is_plausible: bool = True

    def p_meets(self, posterior: Posterior) -> float | None:
        """P(theta meets the bar); 0 when no value would do, None when there is nothing to meet."""
        if self.basis is Basis.GATE:
            return float(posterior.mean)
        if self.basis is Basis.NOT_ALONE:
            return 0.0
        if self.value is None:
            return None
        under = float(posterior.cdf(np.array([self.value]))[0])
        return under if self.below else 1.0 - under


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two levers that reach the goal when both move by the same number of posterior SDs, ``distance``."""

    first: str
    first_value: float
    second: str
    second_value: float
    distance: float


def bars(posteriors: Mapping[str, Posterior], probe: Probe) -> dict[str, Bar]:
    """The bar of every assumption, by template."""
    found = {template: _unmoved(template, probe) for template in posteriors}
    moving = tuple(t for t in probe.templates if TEMPLATES[t].family is not Family.GATE)
    derived = _derived(moving, posteriors, probe)
    for bar in derived:
        found[bar.template] = _with_reference(bar, probe)
    return found


def _unmoved(template: str, probe: Probe) -> Bar:
    """The bar of an assumption that the goal does not speak about."""
    is_below = TEMPLATES[template].lower_is_better
    if TEMPLATES[template].family is Family.GATE:
        return Bar(template=template, basis=Basis.GATE)
    if template == "D3" and probe.frame.archetype is Archetype.SUBSCRIPTION:
        return Bar(template=template, basis=Basis.PRICE, value=probe.frame.planned_price)
    cited = registry.BARS.get(template)
    value = cited.value if cited else REFERENCE.get(template)
    if value is None:
        return Bar(template=template, basis=Basis.NO_EFFECT)
    return Bar(template=template, basis=Basis.REFERENCE, value=value, below=is_below)


def _with_reference(bar: Bar, probe: Probe) -> Bar:
    """A problem share that would do for the goal is no sign of a problem: the reference is the least.

    Where no number of buyers alone reaches the goal, the bar is the buyers that the customers needed come from.
    """
    if bar.template == "D4" and bar.basis is Basis.NOT_ALONE:
        share = probe.median("D1") if "D1" in probe.templates else 1.0
        buyers = probe.customers_needed() / share
        return replace(bar, basis=Basis.BUYERS, value=buyers, below=False) if np.isfinite(buyers) else bar
    least = REFERENCE.get(bar.template)
    if least is None or (bar.value is not None and bar.value >= least):
        return bar
    return Bar(template=bar.template, basis=Basis.REFERENCE, value=least)


def _derived(moving: tuple[str, ...], posteriors: Mapping[str, Posterior], probe: Probe) -> list[Bar]:
    plausible = np.stack([_ends(template, posteriors[template]) for template in moving])
    beyond = np.array([0.0 if template in _LOCAL else _BEYOND for template in moving])
    wide = plausible + beyond[:, None] * np.array([-1.0, 1.0])
    at_ends = probe.each(moving, _values(moving, np.hstack([plausible, wide])))
    crossings = _crossings(moving, wide, at_ends[:, 2:], probe)
    return [
        _bar(template, _Ends(plausible[row], at_ends[row], float(crossings[row])), probe.frame)
        for row, template in enumerate(moving)
    ]


@dataclass(frozen=True, slots=True)
class _Ends:
    plausible: Floats  # on the g scale: low, high
    profits: Floats  # at plausible low and high, and far beyond low and high
    crossing: float  # on the g scale


def _bar(template: str, ends: _Ends, frame: Frame) -> Bar:
    low, high = ends.profits[0], ends.profits[1]
    span = float(np.max(ends.profits) - np.min(ends.profits))
    if span <= _NO_EFFECT * max(abs(frame.goal), 1.0):
        return Bar(template=template, basis=Basis.NO_EFFECT)
    rises = bool(high > low) if high != low else bool(ends.profits[3] > ends.profits[2])
    if not rises and template in _DEMAND_SIDE:
        return Bar(template=template, basis=Basis.LOSES_MONEY)
    met = ends.profits >= frame.goal
    if not met.any():
        return Bar(template=template, basis=Basis.NOT_ALONE, below=not rises)
    if met.all():
        return Bar(template=template, basis=Basis.NO_EFFECT)
    value = float(from_scale(TEMPLATES[template].family, ends.crossing))
    inside = bool(ends.plausible[0] <= ends.crossing <= ends.plausible[1])
    return Bar(template=template, basis=Basis.GOAL, value=value, below=not rises, is_plausible=inside)


def _ends(template: str, posterior: Posterior) -> Floats:
    return to_scale(TEMPLATES[template].family, posterior.ppf(np.array(_PLAUSIBLE)))


def _values(templates: tuple[str, ...], places: Floats) -> Floats:
    return np.stack([from_scale(TEMPLATES[t].family, places[row]) for row, t in enumerate(templates)])


def _crossings(templates: tuple[str, ...], wide: Floats, at_ends: Floats, probe: Probe) -> Floats:
    """Where each lever crosses the goal on the g scale; meaningless (but finite) where it does not."""
    low, high = wide[:, 0].copy(), wide[:, 1].copy()
    met_high = at_ends[:, 1] >= probe.frame.goal
    rows = np.arange(len(templates))
    for _ in range(_ROUNDS):
        places = np.linspace(low, high, _POINTS, axis=1)
        met = probe.each(templates, _values(templates, places)) >= probe.frame.goal
        same = met == met_high[:, None]  # from the first point on that is on the high end's side
        first = np.clip(np.where(same.any(axis=1), same.argmax(axis=1), _POINTS - 1), 1, _POINTS - 1)
        low, high = places[rows, first - 1], places[rows, first]
    return np.asarray(np.where(met_high, high, low))


def pairs(posteriors: Mapping[str, Posterior], probe: Probe) -> tuple[Pair, ...]:
    """When no lever alone reaches the goal: the pairs that do with the smallest common move, nearest first."""
    usable = tuple(t for t in _PAIRABLE if t in probe.templates)
    steps = np.linspace(0.0, 3.09, 200)
    moved = {t: _towards_good(t, posteriors[t], steps) for t in usable}
    found = [pair for first, second in combinations(usable, 2) if (pair := _pair(first, second, moved, probe, steps))]
    return tuple(sorted(found, key=lambda pair: pair.distance)[:_MOST_PAIRS])


def _towards_good(template: str, posterior: Posterior, steps: Floats) -> Floats:
    sign = -1.0 if TEMPLATES[template].lower_is_better else 1.0
    return posterior.ppf(np.asarray(ndtr(sign * steps)))


def _pair(first: str, second: str, moved: Mapping[str, Floats], probe: Probe, steps: Floats) -> Pair | None:
    met = probe.profits({first: moved[first], second: moved[second]}) >= probe.frame.goal
    if not met.any():
        return None
    at = int(met.argmax())
    return Pair(
        first=first,
        first_value=float(moved[first][at]),
        second=second,
        second_value=float(moved[second][at]),
        distance=float(steps[at]),
    )
