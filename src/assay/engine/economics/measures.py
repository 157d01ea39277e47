"""From the paths of money to the figures founders ask for: break-even, payback, runway, LTV, CAC payback."""

import numpy as np

from assay.engine.economics.outcome import Outcome, Walk
from assay.engine.economics.parameters import Horizon, Parameters
from assay.engine.economics.shape import LTV_MONTHS
from assay.engine.types import Floats


def summarised(p: Parameters, horizon: Horizon, walk: Walk) -> Outcome:
    """All figures of product-core 5.9 for each draw."""
    one = np.ones(walk.hours.shape)
    ltv = lifetime_value(p, horizon) * one
    return Outcome(
        cash=walk.cash,
        break_even=walk.break_even,
        payback=walk.last_below + 1.0,
        runway=walk.runway,
        min_cash=np.minimum(walk.cash.min(axis=0), -np.asarray(p.capex)),
        npv=walk.present - (1.0 - horizon.factor(1)) * np.asarray(p.capex),
        profit=walk.profit,
        customers=walk.customers,
        total_customers=walk.total_customers,
        hours=walk.hours,
        contribution=contribution(p) * one,
        ltv=ltv,
        ltv_cac=ltv / np.maximum(p.cac * one, 1e-9),
        cac_payback=cac_payback(p) * one,
        steady_customers=steady_customers(p) * one,
        hours_ten=10.0 * walk.customers * p.hours_each,
        margin_ten=_margin_ten(p, walk.customers) * one,
    )


def converted(p: Parameters) -> Floats:
    """Conversion at the drawn price: constant elasticity around the planned price, never above one."""
    relative = np.asarray(p.price) / p.planned_price
    return np.asarray(np.minimum(p.conversion * relative ** (-np.asarray(p.elasticity)), 1.0))


def lifetime_value(p: Parameters, horizon: Horizon) -> Floats:
    """Contribution of one customer over 60 months, discounted; never 1/churn, whose mean can diverge."""
    stay = (1.0 - np.asarray(p.loss)) * (1.0 + horizon.discount) ** (-1.0 / 12.0)
    stay = np.minimum(stay, 1.0 - 1e-12)
    return np.asarray(monthly_margin(p) * (1.0 - stay**LTV_MONTHS) / (1.0 - stay))


def monthly_margin(p: Parameters) -> Floats:
    """What one customer leaves a month after direct cost."""
    return np.asarray(np.asarray(p.active) * p.price * p.margin)


def cac_payback(p: Parameters) -> Floats:
    """Months until one paid customer has paid back its own acquisition."""
    return np.asarray(p.cac / np.maximum(monthly_margin(p), 1e-9))


def contribution(p: Parameters) -> Floats:
    """Per customer and month, after the hours it takes at the founder's wage."""
    return np.asarray(monthly_margin(p) - np.asarray(p.hours_each) * p.wage)


def steady_customers(p: Parameters) -> Floats:
    """Where the number of customers settles when leads stay at maturity, within market and capacity."""
    gone = np.maximum(np.asarray(p.loss) - p.referral, 1e-9)
    room = np.minimum(p.market, p.capacity / np.maximum(p.active, 1e-9))
    return np.asarray(np.minimum(p.leads * converted(p) / gone, room))


def customers_needed(p: Parameters, goal: float) -> Floats:
    """Customers that carry fixed cost and the goal once losses are replaced; infinite when each one loses money.

    Visits that bring one customer each month of its stay count with it (content).
    """
    visits = p.visit * np.asarray(p.loss) / np.maximum(converted(p), 1e-9)
    each = np.asarray(p.price) * p.margin * (p.active + visits) - np.asarray(p.loss) * p.cac * p.paid_share
    return np.asarray(np.where(each > 0.0, (p.fixed + goal) / np.maximum(each, 1e-9), np.inf))


def _margin_ten(p: Parameters, customers: Floats) -> Floats:
    """Gross margin when ten times the customers are served and hours beyond the founder's are hired."""
    hired = np.maximum(10.0 * customers * p.hours_each - p.hours, 0.0)
    income = np.maximum(10.0 * customers * p.active * np.asarray(p.price), 1e-9)
    return np.asarray(p.margin - hired * p.wage / income)
