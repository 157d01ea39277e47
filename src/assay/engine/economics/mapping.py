"""From assumptions to kernel parameters: which template means what, for each archetype.

| Template | Kernel | Archetypes |
|---|---|---|
| V1, V2, V9 | price per unit, share kept, reaction of conversion to price | all |
| (unit) | a month, an order, an hour, a visit, a thousand views | by archetype |
| V4, V5, A5 | leads a month, months to maturity, yearly wave | all |
| D6 (content: D5) | share of interested people that become customers | all |
| D8, D10 | monthly loss (orders: who does not buy again), new ones by referral | all |
| D4 · D1 | reachable buyers who act on the problem: the most customers there can be | all |
| V3, paid share | acquisition cost per paid customer (marketplace: of both sides) | all |
| V6, V7, V8 | fixed cost, launch cost, days to cash | all |
| F1, A6 | hours to a sellable version over hours a month: months until the first sale | all |
| V10 | founder hours per customer; where hours are sold, the hours bought | all but content |
| F6 | units a week that can be delivered | local, inventory |
| F2 F3 F4 F7 A2 A3 | gates: shut means no sales, and fixed cost until wound up | all |

A template that does not exist for the archetype, or was removed by the founder, takes its neutral value.
"""

from dataclasses import dataclass

import numpy as np

from assay.engine.economics.parameters import Draw, Horizon, Parameters
from assay.engine.economics.shape import WEEKS_PER_MONTH, WIND_DOWN_MONTHS
from assay.engine.frame import Frame
from assay.engine.types import Floats

KILL_GATES = ("F2", "F3", "F4", "F7", "A2", "A3")
INDISPENSABLE = ("V1", "V2", "V4")  # the economics cannot do without
_ALWAYS = ("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "D1", "D4", "D8", "D10", "F1", "A5", "A6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Values of assumptions, one row per template, one column per draw; gates are 0 or 1."""

    templates: tuple[str, ...]
    values: Floats

    @property
    def count(self) -> int:
        """How many draws."""
        return int(self.values.shape[1])

    def has(self, template: str) -> bool:
        """Whether the template was drawn."""
        return template in self.templates

    def of(self, template: str) -> Floats:
        """The draws of one template, shape (draws,). Raises ValueError when it was not drawn."""
        return np.asarray(self.values[self.templates.index(template)])

    def or_else(self, template: str, neutral: float) -> Draw:
        """The draws of one template, or its neutral value."""
        return self.of(template) if template in self.templates else neutral


def levers(frame: Frame) -> tuple[str, ...]:
    """The templates that move this archetype's economics, gates last."""
    shape = frame.shape
    more = [shape.demand]
    if shape.serves_each:
        more.append("V10")
    if shape.has_capacity:
        more.append("F6")
    return (*_ALWAYS, *more, *KILL_GATES)


def parameters(draws: Draws, frame: Frame) -> Parameters:
    """Kernel parameters for these draws; see the table above."""
    shape = frame.shape
    hours = np.asarray(draws.or_else("A6", frame.hours_per_week)) * WEEKS_PER_MONTH
    delay = np.asarray(draws.or_else("F1", 0.0)) / np.maximum(hours, 1e-9)
    opened = gates_open(draws)
    shut = not np.all(opened)
    return Parameters(
        leads=draws.of("V4") * opened if shut else draws.of("V4"),
        conversion=draws.or_else(shape.demand, 1.0),
        price=draws.of("V1"),
        planned_price=frame.planned_price,
        margin=draws.of("V2"),
        elasticity=draws.or_else("V9", 0.0),
        loss=draws.or_else("D8", 0.0),
        referral=draws.or_else("D10", 0.0),
        ramp=draws.or_else("V5", 1.0),
        delay=delay,
        fixed=draws.or_else("V6", 0.0),
        capex=draws.or_else("V7", 0.0),
        cac=draws.or_else("V3", 0.0) * shape.supply_factor,
        paid_share=frame.paid_share,
        active=shape.active * draws.or_else("V10", 1.0) if shape.sells_hours else shape.active,
        visit=shape.visit,
        market=_market(draws),
        capacity=_capacity(draws, frame, hours),
        season=np.clip(np.asarray(draws.or_else("A5", 1.0)) - 1.0, 0.0, 0.95),
        lag_months=np.asarray(draws.or_else("V8", 0.0)) * 12.0 / 365.0,
        stock_months=shape.stock_months,
        minimum_order=shape.minimum_order,
        liquidity=shape.liquidity,
        hours_each=draws.or_else("V10", 0.0) if shape.serves_each else 0.0,
        hours=hours,
        wage=frame.wage,
        sells_hours=shape.sells_hours,
        last_month=np.where(opened, np.inf, delay + WIND_DOWN_MONTHS) if shut else np.inf,
    )


def horizon_of(frame: Frame) -> Horizon:
    """The founder's time frame."""
    return Horizon(goal_month=frame.month, funds=frame.funds)


def gates_open(draws: Draws) -> Floats:
    """1 where every gate that was drawn holds, else 0, shape (draws,)."""
    held = [draws.of(gate) for gate in KILL_GATES if draws.has(gate)]
    return np.asarray(np.prod(held, axis=0)) if held else np.ones(draws.count)


def _market(draws: Draws) -> Draw:
    return draws.of("D4") * draws.or_else("D1", 1.0) if draws.has("D4") else np.inf


def _capacity(draws: Draws, frame: Frame, hours: Floats) -> Draw:
    if frame.shape.sells_hours:
        return hours * frame.shape.utilisation
    if frame.shape.has_capacity and draws.has("F6"):
        return draws.of("F6") * WEEKS_PER_MONTH
    return np.inf
