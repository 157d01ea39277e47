"""Q14: what is worse never looks better, over random models."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.economics.kernel import simulate
from assay.engine.economics.parameters import Horizon, Parameters
from assay.engine.simulation import normals
from assay.engine.types import Archetype, Floats

DRAWS = 128
MODELS = 200
Z = normals(14, DRAWS)


def spread(middle: float, row: int) -> Floats:
    return np.asarray(middle * np.exp(0.4 * Z[row]))


def share(middle: float, row: int) -> Floats:
    odds = middle / (1 - middle) * np.exp(0.4 * Z[row])
    return np.asarray(odds / (1 + odds))


@st.composite
def models(draw: st.DrawFn) -> tuple[Parameters, Horizon]:
    def number(low: float, high: float) -> float:
        return draw(st.floats(low, high))

    archetype = draw(st.sampled_from(list(Archetype)))
    p = Parameters(
        leads=spread(number(5, 3000), 1),
        conversion=share(number(0.01, 0.6), 2),
        price=spread(number(5, 200), 3),
        planned_price=number(5, 200),
        margin=share(number(0.05, 0.9), 4),
        loss=share(number(0.02, 0.9), 5),
        elasticity=spread(number(0.1, 2), 6),
        ramp=spread(number(1, 18), 7),
        delay=spread(number(0.1, 12), 8),
        fixed=spread(number(10, 3000), 9),
        capex=spread(number(10, 20_000), 10),
        cac=spread(number(1, 300), 11),
        paid_share=number(0, 1),
        referral=share(number(0.005, 0.1), 12),
        active=spread(1.0, 13) if archetype is Archetype.SERVICES else 1.0,
        visit=0.001 if archetype is Archetype.CONTENT else 0.0,
        market=spread(number(50, 50_000), 14),
        capacity=spread(number(50, 5000), 15),
        season=np.clip(spread(number(0.01, 0.6), 16), 0, 0.95),
        lag_months=spread(number(0.05, 2), 17),
        stock_months=2.5 if archetype is Archetype.INVENTORY else 0.0,
        minimum_order=50.0 if archetype is Archetype.INVENTORY else 0.0,
        liquidity=50.0 if archetype is Archetype.MARKETPLACE else 0.0,
        hours_each=spread(number(0.01, 3), 18),
        hours=spread(number(20, 160), 19),
        wage=number(0, 40),
        sells_hours=archetype is Archetype.SERVICES,
    )
    month = draw(st.sampled_from([12, 18, 24, 36]))
    return p, Horizon(months=month, goal_month=month)


def profit(p: Parameters, horizon: Horizon) -> Floats:
    return simulate(p, horizon, draws=DRAWS).profit


def slack(values: Floats) -> Floats:
    return np.asarray(1e-7 * (1 + np.abs(values)))


def worth_having(p: Parameters) -> Floats:
    """Draws in which one more customer pays for itself within its first month, hired hours included."""
    served = 0.0 if p.sells_hours else np.asarray(p.hours_each) * p.wage
    monthly = np.asarray(p.active) * p.price * p.margin
    return np.asarray(monthly - served - np.asarray(p.cac) * p.paid_share > 0)


@settings(max_examples=MODELS, deadline=None)
@given(models())
def test_cost_never_helps_and_price_and_margin_never_hurt(model: tuple[Parameters, Horizon]) -> None:
    p, horizon = model
    base, cash = profit(p, horizon), simulate(p, horizon, draws=DRAWS).min_cash
    for worse in (replace(p, cac=p.cac * 1.3), replace(p, fixed=p.fixed * 1.3)):
        assert np.all(profit(worse, horizon) <= base + slack(base))
    costlier = simulate(replace(p, capex=p.capex * 1.3), horizon, draws=DRAWS)
    assert np.all(costlier.profit == base)
    assert np.all(costlier.min_cash <= cash + slack(cash))
    rigid = replace(p, elasticity=0.0)
    before = profit(rigid, horizon)
    assert np.all(profit(replace(rigid, price=p.price * 1.2), horizon) >= before - slack(before))
    assert np.all(profit(replace(p, margin=np.minimum(p.margin * 1.1, 1.0)), horizon) >= base - slack(base))


@settings(max_examples=MODELS, deadline=None)
@given(models())
def test_churn_delay_and_demand_push_the_way_they_should_where_customers_pay(model: tuple[Parameters, Horizon]) -> None:
    p, horizon = model
    base, good = profit(p, horizon), worth_having(p)
    more = (replace(p, leads=p.leads * 1.2), replace(p, conversion=np.minimum(p.conversion * 1.2, 1.0)))
    less = (
        replace(p, loss=np.minimum(p.loss * 1.2, 1.0)),
        replace(p, delay=np.asarray(p.delay) + 2),
        replace(p, ramp=np.asarray(p.ramp) + 3),
    )
    for better in more:
        assert np.all((profit(better, horizon) >= base - slack(base))[good])
    for worse in less:
        assert np.all((profit(worse, horizon) <= base + slack(base))[good])


@settings(max_examples=50, deadline=None)
@given(models())
def test_the_chance_of_the_goal_follows(model: tuple[Parameters, Horizon]) -> None:
    p, horizon = model
    goal = float(np.median(profit(p, horizon)))
    chances = [
        float(np.mean(profit(each, horizon) >= goal))
        for each in (replace(p, fixed=p.fixed * 2), p, replace(p, fixed=p.fixed / 2))
    ]
    assert sorted(chances) == chances
