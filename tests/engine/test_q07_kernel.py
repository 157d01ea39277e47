"""Q07: the kernel against closed forms, and what each archetype's template does."""

from dataclasses import replace

import numpy as np
import pytest

from assay.engine.economics.kernel import simulate
from assay.engine.economics.mapping import Draws, parameters
from assay.engine.economics.measures import contribution, customers_needed, steady_customers
from assay.engine.economics.outcome import Outcome
from assay.engine.economics.parameters import Horizon, Parameters
from assay.engine.simulation import normals
from assay.engine.types import Archetype
from tests.engine.ideas import FRAME

SUBSCRIPTION = Parameters(
    leads=20.0, conversion=1.0, price=30.0, margin=0.75, loss=0.05, planned_price=30.0, fixed=800.0, cac=120.0
)
UNDISCOUNTED = Horizon(goal_month=36, discount=0.0)


def one(p: Parameters, horizon: Horizon = UNDISCOUNTED) -> Outcome:
    return simulate(p, horizon, draws=1)


def test_the_reference_subscription_meets_its_closed_forms() -> None:
    found = one(SUBSCRIPTION)
    assert pytest.approx(20 / 0.05 * (1 - 0.95**36), rel=1e-9) == found.customers[0]
    assert pytest.approx(336.888314, rel=1e-8) == found.customers[0]
    assert pytest.approx(7_999.122032, rel=1e-9) == found.total_customers[0]
    assert pytest.approx(64_780.2457, rel=1e-9) == found.cash_end[0]
    assert pytest.approx(429.268590, rel=1e-8) == found.ltv[0]
    assert pytest.approx(5.3333333333, rel=1e-9) == found.cac_payback[0]
    assert pytest.approx(450.0, rel=1e-9) == 30 * 0.75 / 0.05  # LTV without a horizon, which the engine does not use


def test_break_even_customers_carry_the_fixed_cost() -> None:
    without_churn = replace(SUBSCRIPTION, loss=0.0, cac=0.0)
    assert pytest.approx(35.5556, rel=1e-5) == float(customers_needed(without_churn, 0.0))


def test_the_present_value_is_the_sum_of_discounted_flows() -> None:
    p = replace(SUBSCRIPTION, capex=500.0, lag_months=0.5)
    found = one(p, Horizon(goal_month=24))
    flows = np.diff(np.concatenate([[-500.0], found.cash[:, 0]]))
    expected = -500.0 + float(np.sum(flows * 1.15 ** (-np.arange(1, 37) / 12)))
    assert pytest.approx(expected, rel=1e-9) == found.npv[0]


def test_a_log_normal_product_has_its_closed_form_mean() -> None:
    z = normals(3, 131_072)
    assert pytest.approx(29.078527, rel=1e-3) == float(np.mean(np.exp(2 + 0.5 * z[1]) * np.exp(1 + 0.7 * z[2])))


def test_break_even_needs_three_good_months_in_a_row() -> None:
    found = one(replace(SUBSCRIPTION, cac=0.0))
    month = int(found.break_even[0])
    profit = np.diff(np.concatenate([[0.0], found.cash[:, 0]]))
    assert np.all(profit[month - 1 : month + 2] >= 0)
    assert profit[month - 2] < 0
    never = one(replace(SUBSCRIPTION, fixed=1e6))
    assert (37.0, 37.0, 37.0) == (never.break_even[0], never.payback[0], one(SUBSCRIPTION).runway[0])


def test_payback_is_the_month_after_the_last_one_below_zero() -> None:
    found = one(SUBSCRIPTION)
    month = int(found.payback[0])
    assert found.cash[month - 2, 0] < 0 <= found.cash[month - 1, 0]
    assert np.all(found.cash[month - 1 :, 0] >= 0)


def test_runway_ends_when_the_funds_are_gone() -> None:
    found = one(replace(SUBSCRIPTION, capex=1000.0), Horizon(funds=3000.0))
    month = int(found.runway[0])
    assert found.cash[month - 1, 0] < -3000.0 <= found.cash[month - 2, 0]
    assert found.min_cash[0] <= -3000.0


def test_referral_makes_customers_grow_until_the_market_is_full() -> None:
    found = one(replace(SUBSCRIPTION, referral=0.2, market=500.0))
    assert 500.0 == found.customers[0]
    assert 500.0 == float(steady_customers(replace(SUBSCRIPTION, referral=0.2, market=500.0)))


def test_demand_reacts_to_price_with_constant_elasticity() -> None:
    dearer = replace(SUBSCRIPTION, price=60.0, elasticity=1.5)
    assert pytest.approx(one(SUBSCRIPTION).customers[0] * 2**-1.5, rel=1e-9) == one(dearer).customers[0]


def test_the_best_price_of_constant_elasticity_is_found_where_theory_says() -> None:
    cost, elasticity, prices = 10.0, 2.0, np.linspace(12, 40, 561)
    p = Parameters(
        leads=100.0,
        conversion=0.5,
        price=prices,
        margin=1 - cost / prices,
        loss=1.0,
        planned_price=20.0,
        elasticity=elasticity,
    )
    profit = simulate(p, Horizon(goal_month=12, months=12), draws=len(prices)).profit
    assert pytest.approx(cost * elasticity / (elasticity - 1), abs=0.06) == prices[int(np.argmax(profit))]


def test_a_delay_shifts_everything_by_whole_months() -> None:
    late, early = one(replace(SUBSCRIPTION, delay=6.0)), one(SUBSCRIPTION, Horizon(goal_month=30, discount=0.0))
    assert pytest.approx(early.customers[0], rel=1e-9) == late.customers[0]


def test_cash_lags_by_the_days_to_cash_but_profit_does_not() -> None:
    late = one(replace(SUBSCRIPTION, lag_months=2.0))
    assert pytest.approx(one(SUBSCRIPTION).profit[0]) == late.profit[0]
    assert pytest.approx(one(SUBSCRIPTION).cash_end[0] - 2 * 30 * late.customers[0]) == late.cash_end[0]


def test_stock_ties_up_its_cost_and_at_least_the_first_batch() -> None:
    stocked = replace(SUBSCRIPTION, stock_months=2.0, minimum_order=1000.0)
    found = one(stocked)
    assert pytest.approx(one(SUBSCRIPTION).cash[0, 0] - 2 * 1000 * 30 * 0.25) == found.cash[0, 0]


def test_a_shut_gate_sells_nothing_and_stops_costing_after_the_wind_down() -> None:
    shut = replace(SUBSCRIPTION, leads=np.zeros(1), last_month=np.array([5.0]), capex=100.0)
    found = one(shut)
    assert 0.0 == found.customers[0]
    assert pytest.approx(-100 - 5 * 800) == found.cash_end[0]


def test_hours_are_the_founders_until_launch_and_then_follow_the_customers() -> None:
    p = replace(SUBSCRIPTION, delay=2.0, hours=np.array([100.0]), hours_each=0.1, wage=20.0)
    found = one(p)
    busy = [min(100.0, 25.0 + 0.1 * float(n)) for n in _customers(p)]
    assert pytest.approx(2 * 100 + sum(busy[2:]), rel=1e-9) == found.hours[0]


def _customers(p: Parameters) -> list[float]:
    return [float(one(p, Horizon(goal_month=month, discount=0.0)).customers[0]) for month in range(1, 37)]


def test_work_beyond_the_founders_hours_is_hired() -> None:
    free = replace(SUBSCRIPTION, hours=np.array([10.0]), hours_each=1.0, wage=0.0)
    hired = replace(free, wage=20.0)
    extra = float(one(free).customers[0]) - 10.0
    assert pytest.approx(float(one(free).profit[0]) - 20.0 * extra) == float(one(hired).profit[0])
    assert pytest.approx(22.5 - 20.0) == float(contribution(hired))


def test_an_empty_marketplace_converts_less() -> None:
    first = Horizon(goal_month=1, months=3)
    assert (
        pytest.approx(0.3 * one(SUBSCRIPTION, first).customers[0])
        == one(replace(SUBSCRIPTION, liquidity=50.0), first).customers[0]
    )


def drawn(**values: float) -> Draws:
    return Draws(templates=tuple(values), values=np.array([[float(value)] for value in values.values()]))


BASE = {"V1": 40.0, "V2": 0.5, "V4": 100.0, "D6": 0.1, "D8": 0.2}


def test_services_sell_hours_up_to_the_billable_ones() -> None:
    frame = replace(FRAME, archetype=Archetype.SERVICES, planned_price=40.0)
    p = parameters(drawn(**BASE, V10=5.0, A6=12.0), frame)
    found = one(p)
    assert pytest.approx(12 * 52 / 12 * 0.75 / 5) == found.customers[0]
    assert pytest.approx(12 * 52 / 12 * 0.75 * 40 * 0.5) == found.profit[0]


def test_a_place_is_limited_by_its_capacity() -> None:
    frame = replace(FRAME, archetype=Archetype.LOCAL, planned_price=40.0)
    assert pytest.approx(3 * 52 / 12) == one(parameters(drawn(**BASE, F6=3.0), frame)).customers[0]
    assert one(parameters(drawn(**BASE), frame)).customers[0] > 3 * 52 / 12


def test_a_marketplace_pays_for_both_sides_and_keeps_its_share() -> None:
    frame = replace(FRAME, archetype=Archetype.MARKETPLACE, planned_price=40.0)
    p = parameters(drawn(**BASE, V3=20.0), frame)
    assert 25.0 == float(np.ravel(p.cac)[0])
    assert 50.0 == p.liquidity


def test_content_earns_by_the_thousand_views_of_visitors_and_followers() -> None:
    frame = replace(FRAME, archetype=Archetype.CONTENT, planned_price=40.0)
    p = parameters(drawn(V1=40.0, V2=0.5, V4=6000.0, D5=0.1, D8=1.0), frame)
    assert pytest.approx(0.5 * 40 * (6000 + 4 * 600) / 1000) == one(p).profit[0]


def test_stock_belongs_to_inventory_alone() -> None:
    stocks = {
        kind: parameters(drawn(**BASE, D5=0.1), replace(FRAME, archetype=kind)).stock_months for kind in Archetype
    }
    assert {Archetype.INVENTORY} == {kind for kind, months in stocks.items() if months > 0}


def test_the_market_is_the_reachable_buyers_who_act() -> None:
    p = parameters(drawn(**BASE, D4=300.0, D1=0.1), FRAME)
    assert pytest.approx(30.0) == one(p).customers[0]


def test_one_shut_gate_is_enough() -> None:
    p = parameters(drawn(**BASE, F2=1.0, F4=0.0, F1=52.0), FRAME)
    assert 0.0 == one(p).customers[0]
    assert pytest.approx(52 / (12 * 52 / 12) + 3) == float(np.ravel(p.last_month)[0])
