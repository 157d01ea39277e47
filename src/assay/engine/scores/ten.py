"""The ten parameters: each a probability or a stated mix of probabilities (product-core 5.12).

A map, never the judge: the verdict does not read them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assay.engine.economics.mapping import KILL_GATES, parameters
from assay.engine.economics.measures import customers_needed
from assay.engine.scores.ground import Ground
from assay.engine.scores.words import Part, Score
from assay.engine.simulation import ruined
from assay.engine.types import Floats

_FINE_LTV_CAC = 3.0
_FINE_PAYBACK = 12.0
_FINE_MARGIN = 0.8
_TENFOLD = 10.0


def scores(ground: Ground) -> tuple[Score, ...]:
    """All ten, in the order founders know them."""
    return tuple(
        Score(number=number, id=entry.id, name=entry.name, meaning=entry.meaning, parts=entry.parts(ground))
        for number, entry in enumerate(_TEN, start=1)
    )


def readiness(found: tuple[Score, ...]) -> float | None:
    """Mean of the assessed scores, printed small."""
    known = [score.value for score in found if score.value is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    id: str
    name: str
    meaning: str
    parts: Callable[[Ground], tuple[Part, ...]]


def _market(g: Ground) -> tuple[Part, ...]:
    demand = g.frame.shape.demand
    draws = g.simulation.draws
    buyers = draws.of("D4") * draws.or_else("D1", 1.0) * draws.or_else(demand, 1.0) if draws.has("D4") else None
    value = None if buyers is None else float(np.mean(buyers >= _needed(g)))
    return (
        Part(
            label="Buyers who will pay cover those the goal needs",
            weight=1.0,
            value=value,
            templates=("D4", "D1", demand),
        ),
    )


def _needed(g: Ground) -> Floats:
    return customers_needed(parameters(g.simulation.draws, g.frame), g.frame.goal)


def _problem(g: Ground) -> tuple[Part, ...]:
    demand = "D6" if g.p("D6") is not None else "D5"
    return (
        _assumption(g, "Acted on the problem", 0.35, "D1"),
        _assumption(g, "A top-three priority", 0.20, "D2"),
        _assumption(g, "Interested people become customers", 0.25, demand),
        _assumption(g, "Would miss it", 0.20, "D9"),
    )


def _rivals(g: Ground) -> tuple[Part, ...]:
    return (
        _assumption(g, "Ready to switch from today's way", 0.40, "A1"),
        _assumption(g, "Preferred side by side", 0.40, "A4"),
        _assumption(g, "Not copied soon", 0.20, "A7"),
    )


def _audience(g: Ground) -> tuple[Part, ...]:
    return (
        Part(
            label="The six questions about the customer are answered (completeness)", weight=0.5, value=g.completeness
        ),
        _assumption(g, "Enough buyers within reach", 0.5, "D4"),
    )


def _model(g: Ground) -> tuple[Part, ...]:
    outcome = g.simulation.outcome
    return (
        _chance("Each customer earns more than it takes", 0.4, outcome.contribution > 0.0, ("V1", "V2", "V10")),
        _chance(
            "A customer is worth three times its cost", 0.3, outcome.ltv_cac >= _FINE_LTV_CAC, ("V1", "V2", "V3", "D8")
        ),
        _chance(
            "A customer's cost is back within a year", 0.3, outcome.cac_payback <= _FINE_PAYBACK, ("V1", "V2", "V3")
        ),
    )


def _feasibility(g: Ground) -> tuple[Part, ...]:
    draws = g.simulation.draws
    fine = np.ones(draws.count, dtype=bool)
    for gate in ("F2", "F3", "F7"):
        fine &= np.asarray(draws.or_else(gate, 1.0)) > 0.0
    fine &= np.asarray(draws.or_else("F1", 0.0)) <= g.frame.hours_per_month * g.frame.month / 3.0
    if draws.has("F5"):
        fine &= draws.of("F5") >= (g.bars["F5"].value or 0.0)
    needed = tuple(t for t in ("F2", "F3", "F7", "F1", "F5") if draws.has(t))
    value = float(fine.mean()) if needed else None
    return (
        Part(
            label="Skill, supplier, rights, time and quality are all there", weight=1.0, value=value, templates=needed
        ),
    )


def _finance(g: Ground) -> tuple[Part, ...]:
    outcome = g.simulation.outcome
    return (
        _chance(
            "Breaks even by the goal month",
            0.5,
            outcome.break_even <= g.frame.month,
            ("V1", "V2", "V4", g.frame.shape.demand, "V6"),
        ),
        _chance("Stays within the affordable loss", 0.5, ruined(outcome, g.frame) == 0.0, ("V6", "V7", "V8")),
    )


def _scale(g: Ground) -> tuple[Part, ...]:
    outcome, draws = g.simulation.outcome, g.simulation.draws
    hours = np.asarray(draws.or_else("A6", g.frame.hours_per_week)) * (52 / 12)
    reach = draws.of("D4") * draws.or_else("D1", 1.0) if draws.has("D4") else None
    return (
        _chance(
            "Margin holds at ten times the size",
            0.4,
            outcome.margin_ten >= _FINE_MARGIN * draws.of("V2"),
            ("V2", "V10"),
        ),
        _chance("Your hours are enough at ten times the size", 0.3, outcome.hours_ten <= hours, ("V10", "A6")),
        Part(
            label="The market holds ten times the need",
            weight=0.3,
            templates=("D4", "D1"),
            value=None if reach is None else float(np.mean(reach >= _TENFOLD * _needed(g))),
        ),
    )


def _risk(g: Ground) -> tuple[Part, ...]:
    gates = tuple(gate for gate in KILL_GATES if gate != "F2" and g.held(gate) is not None)
    holds = float(np.prod([g.posteriors[gate].mean for gate in gates]))
    safe = 1.0 - float(ruined(g.simulation.outcome, g.frame).mean())
    return (
        Part(
            label="All gates hold and the loss stays affordable",
            weight=1.0,
            value=holds * safe,
            templates=(*gates, "V6", "V7"),
        ),
    )


def _go_to_market(g: Ground) -> tuple[Part, ...]:
    return (
        _assumption(g, "Enough interested people", 0.40, "V4"),
        _assumption(g, "Interested people become customers", 0.35, g.frame.shape.demand),
        _assumption(g, "Winning a customer is cheap enough", 0.25, "V3"),
    )


def _assumption(g: Ground, label: str, weight: float, template: str) -> Part:
    return Part(label=label, weight=weight, value=g.p(template), templates=(template,))


def _chance(label: str, weight: float, flags: Floats | np.ndarray, templates: tuple[str, ...]) -> Part:
    return Part(label=label, weight=weight, value=float(np.mean(flags)), templates=templates)


_TEN = (
    _Entry(
        id="market",
        name="Market Opportunity",
        parts=_market,
        meaning="Are there enough buyers you can reach to carry the goal, counted from the bottom up?",
    ),
    _Entry(
        id="problem",
        name="Problem–Solution Fit",
        parts=_problem,
        meaning="Do people act on this problem, rank it high, and pay for your answer to it?",
    ),
    _Entry(
        id="rivals",
        name="Competitive Landscape",
        parts=_rivals,
        meaning="Will people leave what they do today, prefer yours, and can it not be copied at once?",
    ),
    _Entry(
        id="audience",
        name="Target Audience Clarity",
        parts=_audience,
        meaning="Is it clear who buys, and are there enough of them? Half of it is completeness, not evidence.",
    ),
    _Entry(
        id="model",
        name="Business Model Viability",
        parts=_model,
        meaning="Does each customer leave more than it costs to win and to serve?",
    ),
    _Entry(
        id="feasibility",
        name="Technical Feasibility",
        parts=_feasibility,
        meaning="Can you build it well enough, in the hours you have, with rights and suppliers in place?",
    ),
    _Entry(
        id="finance",
        name="Financial Sustainability",
        parts=_finance,
        meaning="Does it break even in time without losing more than you can afford?",
    ),
    _Entry(
        id="scale",
        name="Scalability Potential",
        parts=_scale,
        meaning="Would margin, your hours and the market still hold at ten times the size?",
    ),
    _Entry(
        id="risk",
        name="Risk Assessment",
        parts=_risk,
        meaning="Do the things that could end it hold, and does the loss stay affordable? High is safer.",
    ),
    _Entry(
        id="go_to_market",
        name="Go-to-Market Strategy",
        parts=_go_to_market,
        meaning="Do enough people come, become customers, and at a bearable cost?",
    ),
)
