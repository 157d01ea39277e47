"""The chance that an entry earns what the founder wants: the one economics kernel, fed with the entry's defaults."""

from functools import lru_cache

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from assay.engine.discovery.catalogue import Entry, Span
from assay.engine.discovery.terms import Terms
from assay.engine.economics.kernel import simulate
from assay.engine.economics.mapping import Draws, parameters
from assay.engine.economics.parameters import Horizon
from assay.engine.economics.shape import SHAPES
from assay.engine.frame import Frame
from assay.engine.library import TEMPLATES
from assay.engine.scales import from_scale, to_scale
from assay.engine.types import Family, Floats, Risk

DRAWS = 2_048
_SEED = 5_18
_Z10_TO_90 = float(2 * ndtri(0.9))
_NEXT_TO_NOTHING = 0.25  # of the upper end: what zero becomes on a scale without zero
_SEASON_SWING = 0.5  # a fully seasonal trade swings by half around its mean

_SPANS = {
    "V1": "price",
    "V2": "margin",
    "V3": "cac",
    "V4": "leads",
    "V5": "ramp",
    "V6": "fixed",
    "V7": "capex",
    "V8": "cash_days",
    "V10": "serve_hours",
    "D4": "buyers",
    "D8": "loss",
    "F1": "build_hours",
}


def spans_of(entry: Entry) -> dict[str, Span]:
    """The entry's defaults by assumption template, as this archetype uses them."""
    figures = entry.figures
    spans: dict[str, Span] = {template: getattr(figures, name) for template, name in _SPANS.items()}
    spans[SHAPES[entry.archetype].demand] = figures.conversion
    if figures.capacity is not None:
        spans["F6"] = figures.capacity
    return {template: _inside(span, TEMPLATES[template].family) for template, span in spans.items()}


def chance_of_income(entry: Entry, terms: Terms) -> float:
    """P(owner profit in the goal month ≥ the wanted sum), from 2,048 draws; the draws are kept per working week."""
    profits = _profits(entry, round(terms.working_hours, 3), round(terms.wage, 2), terms.goal_month)
    return float(1.0 - np.searchsorted(profits, terms.income, side="left") / len(profits))


@lru_cache(maxsize=8_192)
def _profits(entry: Entry, hours: float, wage: float, month: int) -> Floats:
    """Sorted owner profit in the goal month, shape (draws,), US dollars."""
    frame = _frame(entry, hours=hours, wage=wage, month=month)
    outcome = simulate(parameters(_draws(entry), frame), _short(frame), draws=DRAWS)
    return np.sort(outcome.profit)


def _short(frame: Frame) -> Horizon:
    return Horizon(months=frame.month, goal_month=frame.month)


@lru_cache(maxsize=512)
def _draws(entry: Entry) -> Draws:
    spans = spans_of(entry)
    scores = dict(zip(sorted(TEMPLATES), _scores(), strict=True))
    rows = [_sample(span, TEMPLATES[template].family, scores[template]) for template, span in spans.items()]
    season = np.full((1, DRAWS), 1.0 + _SEASON_SWING * entry.character.seasonality)
    return Draws(templates=(*spans, "A5"), values=np.vstack([*rows, season]))


@lru_cache(maxsize=1)
def _scores() -> Floats:
    """Standard normal scores, one row per template, the same for every entry: differences are the entries' own."""
    sobol = qmc.Sobol(len(TEMPLATES), scramble=True, rng=np.random.default_rng(_SEED))
    return np.asarray(ndtri(np.clip(sobol.random(DRAWS), 1e-9, 1 - 1e-9))).T


def _sample(span: Span, family: Family, scores: Floats) -> Floats:
    low, high = float(to_scale(family, span.q10)), float(to_scale(family, span.q90))
    return from_scale(family, (low + high) / 2 + (high - low) / _Z10_TO_90 * scores)


def _inside(span: Span, family: Family) -> Span:
    """The same span where zero has no place on the scale."""
    if family is Family.RATE:
        return span
    low, middle, high = (value or span.q90 * _NEXT_TO_NOTHING for value in (span.q10, span.q50, span.q90))
    return Span(q10=low, q50=middle, q90=high, tier=span.tier)


def _frame(entry: Entry, *, hours: float, wage: float, month: int) -> Frame:
    return Frame(
        archetype=entry.archetype,
        currency="USD",
        goal=0.0,
        month=month,
        affordable_loss=np.inf,
        funds=np.inf,
        hours_per_week=hours,
        wage=wage,
        paid_share=entry.figures.paid_share,
        planned_price=entry.figures.price.q50,
        risk=Risk.BALANCED,
    )
