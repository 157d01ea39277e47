"""The economics summary on the sheet: how it goes if nothing shuts that has to stay open.

The spreads are over the draws in which every gate holds; P(goal), P(loss) and the break-even curve count all draws.
Months are over the draws in which the event falls within the horizon; its own chance stands beside it.
"""

import numpy as np
from numpy.typing import NDArray

from assay.engine.account.sheet import Sheet, Trace, formula
from assay.engine.economics.mapping import gates_open, parameters
from assay.engine.economics.measures import customers_needed
from assay.engine.outlook import Outlook
from assay.engine.result import EconomicsOut, Sentence
from assay.engine.study import Study
from assay.engine.types import Floats, Quantity

_FINE_LTV_CAC = 3.0
_MANY = 1e9  # a ratio beyond this only says that a customer costs nothing
_ENOUGH = 100  # draws that a spread needs

type Flags = NDArray[np.bool_]


def economics_out(sheet: Sheet, study: Study) -> EconomicsOut:
    """Spreads and chances of product-core 5.9."""
    return _Summary(sheet, study).written()


def open_draws(outlook: Outlook) -> Flags:
    """The draws in which every gate holds; all draws when those are too few to draw a spread from."""
    flags = gates_open(outlook.simulation.draws) > 0.0
    return flags if flags.sum() >= _ENOUGH else np.ones_like(flags)


class _Summary:
    def __init__(self, sheet: Sheet, study: Study) -> None:
        self.sheet = sheet
        self.frame = study.beliefs.frame
        self.moving = study.beliefs.probe.templates
        self.outcome = study.future.whole.simulation.outcome
        self.needed = customers_needed(parameters(study.future.whole.simulation.draws, self.frame), self.frame.goal)
        self.open = open_draws(study.future.whole)
        self.months = float(len(self.outcome.cash))

    def written(self) -> EconomicsOut:
        o, money = self.outcome, self.sheet.money()
        return EconomicsOut(
            break_even_month=self._within("break_even_month", o.break_even, "Months until it breaks even"),
            payback_month=self._within("payback_month", o.payback, "Months until the money is back"),
            min_cash=self._spread("min_cash", o.min_cash, "Deepest cash", money),
            runway_months=self._within("runway_months", o.runway, "Months until your cash runs out"),
            cash_end=self._spread("cash_end", o.cash_end, "Cash at the end", money),
            npv=self._spread("npv", o.npv, "Present value", money),
            profit_at_goal=self._spread("profit_at_goal", o.profit, "Profit in the goal month", f"{money}/month"),
            customers_at_goal=self._spread("customers_at_goal", o.customers, "Customers in that month", "customers"),
            customers_needed=self._needed(),
            unit_contribution=self._spread(
                "unit_contribution", o.contribution, "Left per customer after your hours", f"{money}/month"
            ),
            ltv=self._spread("ltv", o.ltv, "What a customer leaves over five years", money),
            ltv_cac=self._spread("ltv_cac", np.minimum(o.ltv_cac, _MANY), "Value over cost of a customer", "ratio"),
            cac_payback_months=self._spread(
                "cac_payback_months", np.minimum(o.cac_payback, _MANY), "Months to pay a customer back", "months"
            ),
            hours_at_ten_times=self._spread(
                "hours_at_ten_times", o.hours_ten, "Hours at ten times the customers", "hours/month"
            ),
            p_break_even=self._chance(
                "p_break_even", o.break_even <= self.frame.month, "Broken even by the goal month"
            ),
            p_ltv_cac=self._chance("p_ltv_cac", o.ltv_cac > _FINE_LTV_CAC, "A customer is worth three times its cost"),
            p_contribution=self._chance("p_contribution", o.contribution > 0.0, "A customer earns more than it takes"),
            extra_customer_loses=self._loses(o.ltv_cac < 1.0),
        )

    def _needed(self) -> Quantity:
        """Over the draws in which some number of customers is enough."""
        enough = np.isfinite(self.needed) & self.open
        draws = self.needed[enough] if enough.any() else np.zeros(1)
        return self._entered("customers_needed", draws, "Customers the goal needs", "customers")

    def _within(self, name: str, draws: Floats, label: str) -> Quantity:
        """Over the draws in which it happens; when it hardly ever does, the label says so."""
        happens = self.open & (draws <= self.months)
        if happens.sum() >= _ENOUGH:
            return self._entered(name, draws[happens], f"{label}, where it does", "months")
        return self._entered(name, draws[self.open], f"{label} (hardly ever within the horizon)", "months")

    def _loses(self, flags: Flags) -> Sentence | None:
        """Said when it is so in most draws: then more customers make it worse."""
        if flags.mean() <= 0.5:
            return None
        self._chance("p_extra_loses", flags, "An extra customer costs more than it leaves")
        text = "Each extra customer loses money in {{q:economics.p_extra_loses}} of all draws: growth makes it worse."
        return Sentence(code="extra_customer_loses", text=text)

    def _spread(self, name: str, draws: Floats, label: str, unit: str) -> Quantity:
        return self._entered(name, draws[self.open], label, unit)

    def _entered(self, name: str, draws: Floats, label: str, unit: str) -> Quantity:
        return self.sheet.spread(f"economics.{name}", draws, label=label, unit=unit, trace=self._trace(name))

    def _chance(self, name: str, flags: Flags, label: str) -> Quantity:
        return self.sheet.number(
            f"economics.{name}", float(np.mean(flags)), label=label, unit="probability", trace=self._trace(name)
        )

    def _trace(self, name: str) -> Trace:
        return formula(f"5.9.{name}", *(f"assumption.{template}.posterior" for template in self.moving))
