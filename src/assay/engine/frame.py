"""What a founder fixes rather than believes: goal, time, purse, wage, planned price. Defaults are ours and said so."""

from dataclasses import dataclass

import numpy as np

from assay.engine.economics.shape import SHAPES, WEEKS_PER_MONTH, Shape
from assay.engine.inputs import IdeaInput
from assay.engine.types import Archetype, Risk

DEFAULT_HOURS_PER_WEEK = 10.0
DEFAULT_PAID_SHARE = 0.5
WAGE_OF_GOAL = 0.5  # reservation wage when none is given: half of what an hour earns once the goal is reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Appetite:
    """What a founder's attitude to risk asks for (product-core 5.13 and 5.14)."""

    ruin_weight: float  # kappa: price of each unit of money lost beyond the affordable loss
    p_go: float  # P(goal) needed to commit
    p_loss_most: float


APPETITES = {
    Risk.CAUTIOUS: Appetite(ruin_weight=3.0, p_go=0.70, p_loss_most=0.05),
    Risk.BALANCED: Appetite(ruin_weight=1.5, p_go=0.60, p_loss_most=0.10),
    Risk.BOLD: Appetite(ruin_weight=0.5, p_go=0.50, p_loss_most=0.20),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The fixed side of one validation; money in the idea's currency."""

    archetype: Archetype
    currency: str
    goal: float  # owner profit a month
    month: int
    affordable_loss: float
    funds: float  # cash the founder has; infinite when not said
    hours_per_week: float
    wage: float  # per hour
    paid_share: float
    planned_price: float
    risk: Risk
    is_hours_default: bool = False
    is_wage_default: bool = False
    is_paid_share_default: bool = False

    @property
    def shape(self) -> Shape:
        """The archetype's terms of the kernel."""
        return SHAPES[self.archetype]

    @property
    def appetite(self) -> Appetite:
        """Thresholds of this founder's attitude to risk."""
        return APPETITES[self.risk]

    @property
    def hours_per_month(self) -> float:
        """The founder's hours a month."""
        return self.hours_per_week * WEEKS_PER_MONTH


def default_wage(profit: float, hours_per_week: float) -> float:
    """Reservation wage an hour when none is given: half of what an hour earns at a monthly ``profit``."""
    return WAGE_OF_GOAL * max(profit, 0.0) / (hours_per_week * WEEKS_PER_MONTH)


def frame_of(idea: IdeaInput, *, median_price: float) -> Frame:
    """The frame of a complete idea; ``median_price`` stands in when no price is planned.

    Raises ValueError when archetype, goal or affordable loss is missing: check the idea first.
    """
    founder, goal = idea.founder, idea.founder.goal
    if idea.archetype is None or goal.profit is None or founder.affordable_loss is None:
        raise ValueError("an idea needs an archetype, a goal and an affordable loss before it can be framed")
    hours = founder.hours_per_week or DEFAULT_HOURS_PER_WEEK
    wage = default_wage(goal.profit, hours) if founder.wage is None else founder.wage
    paid = idea.money.paid_share.likely if idea.money.paid_share else DEFAULT_PAID_SHARE
    return Frame(
        archetype=idea.archetype,
        currency=idea.money.currency,
        goal=goal.profit,
        month=goal.month,
        affordable_loss=founder.affordable_loss,
        funds=np.inf if founder.cash is None else founder.cash,
        hours_per_week=hours,
        wage=wage,
        paid_share=paid,
        planned_price=idea.money.price.likely if idea.money.price else median_price,
        risk=founder.risk,
        is_hours_default=founder.hours_per_week is None,
        is_wage_default=founder.wage is None,
        is_paid_share_default=idea.money.paid_share is None,
    )
