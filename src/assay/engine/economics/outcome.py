"""What a walk over the months leaves behind, and what is made of it: one entry per draw."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from assay.engine.economics.parameters import Draw, Horizon
from assay.engine.types import Floats

_STREAK = 3  # months in a row that count as broken even


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The notebook of one walk over the months; its arrays are written in place, month by month."""

    horizon: Horizon
    cash: Floats  # months × draws
    earned: Floats  # profit so far
    streak: Floats  # months in a row with customers and without loss
    break_even: Floats
    last_below: Floats  # last month with cash below zero
    runway: Floats
    customers: Floats  # in the goal month
    profit: Floats  # in the goal month
    total_customers: Floats
    hours: Floats
    present: Floats  # discounted cash flows so far, before the launch cost

    @classmethod
    def begun(cls, horizon: Horizon, draws: int) -> Self:
        """An empty notebook for ``draws`` ventures."""
        never = horizon.months + 1.0
        zeros = {
            name: np.zeros(draws)
            for name in ("earned", "streak", "last_below", "customers", "profit", "hours", "present")
        }
        return cls(
            horizon=horizon,
            cash=np.empty((horizon.months, draws)),
            break_even=np.full(draws, never),
            runway=np.full(draws, never),
            total_customers=np.zeros(draws),
            **zeros,
        )

    def note_money(self, month: int, profit: Floats, tied: Floats, capex: Draw) -> None:
        """Book a month's profit and the cash tied up at its end."""
        np.add(self.earned, profit, out=self.earned)
        cash = np.subtract(self.earned, tied, out=self.cash[month - 1])
        cash -= capex
        np.add(self.present, self.horizon.weight(month) * cash, out=self.present)
        np.copyto(self.last_below, month, where=cash < 0.0)
        out_of_funds = (cash < -self.horizon.funds) & (self.runway > month)
        np.copyto(self.runway, month, where=out_of_funds)
        if month == self.horizon.goal_month:
            self.profit[:] = profit

    def note_customers(self, month: int, customers: Floats, profit: Floats) -> None:
        """Count customers, and whether the month is one of three in a row without loss."""
        np.add(self.total_customers, customers, out=self.total_customers)
        np.add(self.streak, 1.0, out=self.streak)
        np.multiply(self.streak, (profit >= 0.0) & (customers > 0.0), out=self.streak)
        begun = month - _STREAK + 1
        np.copyto(self.break_even, begun, where=(self.streak == _STREAK) & (self.break_even > begun))
        if month == self.horizon.goal_month:
            self.customers[:] = customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Money in the idea's currency, months counted from 1; a month beyond the horizon means "not within it"."""

    cash: Floats  # months × draws, cumulative, starting at −capex
    break_even: Floats  # first of three months in a row with customers and without loss
    payback: Floats  # from this month on cash stays at or above zero
    runway: Floats  # first month in which the founder's funds are used up
    min_cash: Floats
    npv: Floats
    profit: Floats  # owner profit in the goal month, before any founder draw
    customers: Floats  # active in the goal month
    total_customers: Floats  # sum of customers over the months
    hours: Floats  # the founder's, over the whole horizon
    contribution: Floats  # per customer and month, after the hours it takes at the founder's wage
    ltv: Floats  # over 60 months, discounted
    ltv_cac: Floats
    cac_payback: Floats  # months
    steady_customers: Floats
    hours_ten: Floats  # hours a month at ten times the customers
    margin_ten: Floats  # gross margin at ten times the customers, after hired hours

    @property
    def cash_end(self) -> Floats:
        """Cash at the end of the horizon, per draw."""
        return np.asarray(self.cash[-1])


def joined(parts: list[Outcome]) -> Outcome:
    """Chunks of draws put together again, in order; draws are the last axis of every field."""
    if len(parts) == 1:
        return parts[0]
    names = [entry.name for entry in fields(Outcome)]
    return Outcome(**{name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names})
