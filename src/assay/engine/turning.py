"""What would change the mind: the value of each input at which the odds point elsewhere, and a test's rule over k."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import ndtri

from assay.engine.drivers import Driver
from assay.engine.library import TEMPLATES
from assay.engine.outlook import Outlook
from assay.engine.result import Decision, Verdict
from assay.engine.scales import from_scale
from assay.engine.strata import COARSE, Cells, Strata
from assay.engine.types import Family, Floats
from assay.engine.verdict import leaning
from assay.engine.voi.outcomes import outcomes
from assay.engine.voi.planner import Candidate
from assay.engine.voi.reading import reading_of

_MEDIAN = 92
_PLACES = np.linspace(-2.3, 2.3, 2 * _MEDIAN + 1)  # normal scores
_LEAST_SHARE = 0.005  # of the goal's variance: less than that turns nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """At ``value`` of one input, others as believed, the odds point to ``to``; ``distance`` in posterior SDs."""

    template: str
    value: float
    distance: float
    to: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Outcomes ``first`` to ``last`` of n lead to ``decision``."""

    decision: Decision
    first: int
    last: int


def turns(
    outlook: Outlook, strata: Strata, drivers: Iterable[Driver], *, standing: Verdict | None = None
) -> tuple[Turn, ...]:
    """Nearest turning point of every input that drives the goal and has one, nearest first.

    A value that would only lead to the ``standing`` verdict changes no mind: odds may point to a stop while a cheap
    test is still worth its price, and then better odds say "test" as well.
    """
    driving = (driver.template for driver in drivers if driver.share >= _LEAST_SHARE)
    moving = (t for t in driving if TEMPLATES[t].family is not Family.GATE)
    found = [turn for t in moving if (turn := _turn(outlook, strata.cells(t, COARSE), standing))]
    return tuple(sorted(found, key=lambda turn: turn.distance))


def _turn(outlook: Outlook, cells: Cells, standing: Verdict | None) -> Turn | None:
    """The place nearest to the median where the conditional odds point elsewhere than at the median, within 2.3 SDs.

    The odds given the input are parabolas in its normal score, fitted over 64 cells, so that no cell's noise turns.
    """
    scores = ndtri((np.arange(cells.count) + 0.5) / cells.count)
    fits = [np.polyfit(scores, cells.means(each), 2) for each in (outlook.goal, outlook.ruin, outlook.worth)]
    odds = [np.polyval(fit, _PLACES) for fit in fits]
    leans = [_lean(outlook, *(float(each[place]) for each in odds)) for place in range(len(_PLACES))]
    same = {leans[_MEDIAN].value, standing and standing.value}
    turned = [place for place, lean in enumerate(leans) if lean.value not in same]
    if not turned:
        return None
    nearest = min(turned, key=lambda place: abs(place - _MEDIAN))
    return _turned(cells, float(_PLACES[nearest]), leans[nearest])


def _turned(cells: Cells, score: float, to: Decision) -> Turn:
    family = TEMPLATES[cells.template].family
    scores = ndtri((np.arange(cells.count) + 0.5) / cells.count)
    place = float(np.interp(score, scores, cells.places))
    return Turn(template=cells.template, value=float(from_scale(family, place)), distance=abs(score), to=to)


def _lean(outlook: Outlook, p_goal: float, p_loss: float, worth: float) -> Decision:
    return leaning(p_goal=p_goal, p_loss=p_loss, worth=worth, frame=outlook.frame)


def rule_of(candidate: Candidate, outlook: Outlook, strata: Strata) -> tuple[Step, ...]:
    """Which outcomes of the test will say stop, test on, commit; empty when the test does not count k of n.

    Odds given k come from the draws, weighted by P(k | value), and are made monotone in k (weighted isotonic fit), so
    that more good answers never say less and outcomes that hardly happen borrow from their neighbours.
    """
    template = candidate.templates[0]
    reading = reading_of(candidate.design, template, outlook.posteriors[template])
    if not reading.is_counted:
        return ()
    cells = strata.cells(template, COARSE)
    chance = outcomes(reading, cells.places, cells.sizes, exact=True)
    happens = np.maximum(cells.sizes @ chance, 1e-12)
    is_good = not TEMPLATES[template].lower_is_better
    odds = [
        _monotone(cells.totals(each) @ chance / happens, happens, rises=rises == is_good)
        for each, rises in ((outlook.goal, True), (outlook.ruin, False), (outlook.worth, True))
    ]
    leans = [_lean(outlook, *(float(each[k]) for each in odds)) for k in range(len(happens))]
    return _steps(leans)


def _monotone(curve: Floats, weights: Floats, *, rises: bool) -> Floats:
    return np.asarray(isotonic_regression(curve, weights=weights, increasing=rises).x)


def _steps(leans: list[Decision]) -> tuple[Step, ...]:
    """Runs of equal decisions."""
    starts = [0, *(k for k in range(1, len(leans)) if leans[k] is not leans[k - 1])]
    ends = [*(start - 1 for start in starts[1:]), len(leans) - 1]
    return tuple(Step(decision=leans[start], first=start, last=end) for start, end in zip(starts, ends, strict=True))
