"""The economics summary on the sheet."""

import numpy as np

from assay.engine.account.sheet import Sheet, Trace, formula
from assay.engine.economics.mapping import parameters
from assay.engine.economics.measures import customers_needed
from assay.engine.result import EconomicsOut, Sentence
from assay.engine.study import Study
from assay.engine.types import Floats, Quantity

_FINE_LTV_CAC = 3.0
_MANY = 1e9  # beyond this a count of customers only means "no number of them"


def economics_out(sheet: Sheet, study: Study) -> EconomicsOut:
    """Intervals over the draws, and the chances that matter. A month past the horizon means "not within it"."""
    return _Summary(sheet, study).written()


class _Summary:
    def __init__(self, sheet: Sheet, study: Study) -> None:
        self.sheet = sheet
        self.study = study
        self.outcome = study.future.whole.simulation.outcome

    def written(self) -> EconomicsOut:
        o, money = self.outcome, self.sheet.money()
        needed = np.minimum(self._needed(), _MANY)
        loses = float(np.mean(o.ltv_cac < 1.0))
        return EconomicsOut(
            break_even_month=self._spread("break_even_month", o.break_even, "Month it breaks even", "month"),
            payback_month=self._spread("payback_month", o.payback, "Month the money is back", "month"),
            min_cash=self._spread("min_cash", o.min_cash, "Deepest cash", money),
            runway_months=self._spread("runway_months", o.runway, "Month your cash runs out", "month"),
            cash_end=self._spread("cash_end", o.cash_end, "Cash at the end", money),
            npv=self._spread("npv", o.npv, "Present value", money),
            profit_at_goal=self._spread("profit_at_goal", o.profit, "Profit in the goal month", f"{money}/month"),
            customers_at_goal=self._spread("customers_at_goal", o.customers, "Customers in the month", "customers"),
            customers_needed=self._spread("customers_needed", needed, "Customers the goal needs", "customers"),
            unit_contribution=self._spread(
                "unit_contribution", o.contribution, "Left per customer after your hours", f"{money}/month"
            ),
            ltv=self._spread("ltv", o.ltv, "What a customer leaves over five years", money),
            ltv_cac=self._spread("ltv_cac", np.minimum(o.ltv_cac, _MANY), "Value over cost of a customer", "ratio"),
            cac_payback_months=self._spread(
                "cac_payback_months",
                np.minimum(o.cac_payback, _MANY),
                "Months to pay a customer back",
                "months",
            ),
            hours_at_ten_times=self._spread(
                "hours_at_ten_times", o.hours_ten, "Hours a month at ten times the customers", "hours/month"
            ),
            p_break_even=self._chance(
                "p_break_even", o.break_even <= self.study.beliefs.frame.month, "Broken even by the goal month"
            ),
            p_ltv_cac=self._chance("p_ltv_cac", o.ltv_cac > _FINE_LTV_CAC, "A customer is worth three times its cost"),
            p_contribution=self._chance("p_contribution", o.contribution > 0.0, "A customer earns more than it takes"),
            extra_customer_loses=self._loses(loses),
        )

    def _needed(self) -> Floats:
        draws = self.study.future.whole.simulation.draws
        return customers_needed(parameters(draws, self.study.beliefs.frame), self.study.beliefs.frame.goal)

    def _loses(self, share: float) -> Sentence | None:
        """Said when it is so in most draws: then more customers make it worse."""
        if share <= 0.5:
            return None
        self._chance("p_extra_loses", np.array([share]), "An extra customer costs more than it leaves")
        text = "Each extra customer loses money in {{q:economics.p_extra_loses}} of all draws: growth makes it worse."
        return Sentence(code="extra_customer_loses", text=text)

    def _spread(self, name: str, draws: Floats, label: str, unit: str) -> Quantity:
        return self.sheet.spread(f"economics.{name}", draws, label=label, unit=unit, trace=self._trace(name))

    def _chance(self, name: str, flags: Floats | np.ndarray, label: str) -> Quantity:
        value = float(np.mean(flags))
        return self.sheet.number(f"economics.{name}", value, label=label, unit="probability", trace=self._trace(name))

    def _trace(self, name: str) -> Trace:
        moving = self.study.beliefs.probe.templates
        return formula(f"5.9.{name}", *(f"assumption.{template}.posterior" for template in moving))
