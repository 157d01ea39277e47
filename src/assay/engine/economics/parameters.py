"""What the kernel needs to know, already in its own terms."""

from dataclasses import dataclass

import numpy as np

from assay.engine.economics.shape import DISCOUNT, HORIZON
from assay.engine.types import Floats

type Draw = Floats | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Kernel parameters; arrays have one entry per draw, a float holds for every draw. Money per month or unit."""

    leads: Draw  # a month at maturity
    conversion: Draw  # of a lead, at the planned price
    price: Draw  # per unit
    margin: Draw  # share of the price left after direct cost
    loss: Draw  # monthly share of customers that do not come back
    planned_price: float = 1.0
    elasticity: Draw = 0.0
    ramp: Draw = 1.0  # months until leads are at maturity
    delay: Draw = 0.0  # months until the first sale is possible
    fixed: Draw = 0.0
    capex: Draw = 0.0
    cac: Draw = 0.0  # per customer that comes through paid acquisition, both sides together
    paid_share: float = 1.0
    referral: Draw = 0.0  # new customers per customer and month
    active: Draw = 1.0  # units per customer and month
    visit: float = 0.0  # units per visit
    market: Draw = np.inf  # most customers there can be
    capacity: Draw = np.inf  # most units a month
    season: Draw = 0.0  # amplitude of the yearly wave of leads, 0 to 1; zero in the goal months
    lag_months: Draw = 0.0  # from sale to cash
    stock_months: float = 0.0
    minimum_order: float = 0.0
    liquidity: float = 0.0
    hours_each: Draw = 0.0  # hours per customer and month
    hours: Draw = np.inf  # the founder's hours a month
    wage: float = 0.0  # per hour, of the founder and of hired help
    sells_hours: bool = False
    last_month: Draw = np.inf  # after this month nothing runs any more (a shut gate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The time frame and what money costs over it."""

    months: int = HORIZON
    goal_month: int = 24
    discount: float = DISCOUNT  # per year
    funds: float = np.inf  # cash the founder has; runway ends when it is gone

    def factor(self, month: int) -> float:
        """What one unit of money in that month is worth today."""
        return float((1.0 + self.discount) ** (-month / 12.0))

    def weight(self, month: int) -> float:
        """Weight of the cash position C_t in the present value of its flows, summed by parts.

        Σ d_t (C_t − C_{t−1}) = Σ (d_t − d_{t+1}) C_t − d_1 C_0, with d_{H+1} = 0.
        """
        return self.factor(month) - (self.factor(month + 1) if month < self.months else 0.0)
