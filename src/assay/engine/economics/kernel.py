"""The monthly kernel: every draw walks through the same months, all draws of a chunk at once (product-core 5.9).

``N_t = min(N_{t−1}(1 − loss + referral) + a_t, room)``, ``a_t = leads · r_t · q(p)`` as far as there is room,
``r_t = clip((t − delay)/ramp, 0, 1)``, ``q(p) = conversion · (p/p0)^(−elasticity)``.
The month's map never falls in ``N_{t−1}`` or in demand, which is what makes the outcome monotone (Q14).
"""

from dataclasses import dataclass

import numpy as np

from assay.engine.economics.measures import converted, summarised
from assay.engine.economics.outcome import Outcome, Walk
from assay.engine.economics.parameters import Horizon, Parameters
from assay.engine.economics.shape import LIQUIDITY_FLOOR, RUNNING_SHARE
from assay.engine.types import Floats


def simulate(p: Parameters, horizon: Horizon, *, draws: int) -> Outcome:
    """Run ``draws`` ventures over ``horizon.months`` months.

    Arrays in ``p`` have shape (draws,). Money in the idea's currency. Raises ValueError from numpy when shapes differ.
    Source: product-core 5.9; closed forms in tests (Q07).
    """
    return summarised(p, horizon, _walked(p, horizon, draws))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steady:
    """What does not change from month to month, computed once; each of shape (draws,)."""

    wanted: Floats  # new customers a month at maturity
    growth: Floats  # what stays of last month's customers, and whom they bring
    room: Floats  # most customers that can be served
    earns: Floats  # contribution per customer and month
    earns_visit: Floats | None  # contribution of a month's visits at maturity
    acquisition: Floats  # paid per new customer
    ties: Floats  # cash tied up per customer: unpaid invoices, stock
    batch: Floats | None  # least cash tied up while running: the first batch
    pace: Floats  # 1/ramp


@dataclass(frozen=True, slots=True)
class _Month:
    number: int
    customers: Floats
    new: Floats
    flow: Floats  # share of mature leads that came
    running: Floats  # 1 while the venture is alive


def _steady(p: Parameters, draws: int) -> _Steady:
    one = np.ones(draws)
    price, active = one * p.price, one * p.active
    unit_margin = price * p.margin
    return _Steady(
        wanted=converted(p) * p.leads * one,
        growth=one - p.loss + p.referral,
        room=np.minimum(p.market, p.capacity / np.maximum(active, 1e-9)) * one,
        earns=active * unit_margin,
        earns_visit=p.visit * p.leads * unit_margin if p.visit else None,
        acquisition=one * p.cac * p.paid_share,
        ties=active * (p.lag_months * price + p.stock_months * (price - unit_margin)),
        batch=p.stock_months * p.minimum_order * (price - unit_margin) if p.minimum_order else None,
        pace=one / np.maximum(p.ramp, 1e-9),
    )


def _walked(p: Parameters, horizon: Horizon, draws: int) -> Walk:
    steady = _steady(p, draws)
    walk = Walk.begun(horizon, draws)
    customers = np.zeros(draws)
    for number in range(1, horizon.months + 1):
        running = np.asarray(number <= np.asarray(p.last_month), dtype=np.float64)
        flow = _flow(p, steady, number) * running
        new = flow * steady.wanted
        if p.liquidity:
            new *= np.minimum(1.0, LIQUIDITY_FLOOR + (1.0 - LIQUIDITY_FLOOR) / p.liquidity * customers)
        customers = customers * steady.growth
        new = np.minimum(new, np.maximum(steady.room - customers, 0.0))
        customers = np.minimum(customers + new, steady.room) * running
        _note(p, steady, walk, _Month(number, customers, new, flow, running))
    return walk


def _flow(p: Parameters, steady: _Steady, number: int) -> Floats:
    flow = np.minimum(np.maximum((number - p.delay) * steady.pace, 0.0), 1.0)
    return np.asarray(flow * (1.0 + np.sin(2.0 * np.pi * number / 12.0) * np.asarray(p.season)))


def _note(p: Parameters, steady: _Steady, walk: Walk, m: _Month) -> None:
    work = m.customers * p.hours_each
    profit = m.customers * steady.earns - m.new * steady.acquisition - m.running * np.asarray(p.fixed)
    if steady.earns_visit is not None:
        profit += m.flow * steady.earns_visit
    if p.wage and not p.sells_hours:
        profit -= np.maximum(work - p.hours, 0.0) * p.wage
    tied = m.customers * steady.ties
    if steady.batch is not None:
        tied = np.maximum(tied, m.running * steady.batch)
    walk.note_money(m.number, profit, tied, p.capex)
    walk.note_customers(m.number, m.customers, profit)
    np.add(walk.hours, _founder_hours(p, m.number, work) * m.running, out=walk.hours)


def _founder_hours(p: Parameters, number: int, work: Floats) -> Floats:
    """All of the founder's hours until launch; then a quarter for running, and the customers', up to all of them."""
    if isinstance(p.hours, float) and np.isinf(p.hours):
        return work
    launched = np.minimum(np.maximum(number - p.delay, 0.0), 1.0)
    busy = np.minimum(p.hours, RUNNING_SHARE * p.hours + work)
    return np.asarray(p.hours + launched * (busy - p.hours))
