"""What must be true: bars that reach the goal exactly, and the reasons why some have none."""

from dataclasses import replace

import numpy as np
import pytest

from assay.engine.assessing import validate
from assay.engine.bars import Bar, Basis, bars, pairs
from assay.engine.frame import Frame
from assay.engine.inputs import Founder, Goal, Money
from assay.engine.probe import Probe, median_of
from assay.engine.types import Archetype, Range
from tests.engine.ideas import FRAME, bare, beliefs


def found(frame: Frame = FRAME, **changed: tuple[float, float]) -> dict[str, Bar]:
    posteriors = beliefs(**changed)
    return bars(posteriors, Probe.of(posteriors, frame))


@pytest.mark.parametrize("template", ["D4", "D6", "D8", "V2", "V3", "V4", "V5", "V6", "V10", "F1"])
def test_at_its_bar_an_input_reaches_the_goal_exactly(template: str) -> None:
    bar = found()[template]
    assert Basis.GOAL is bar.basis
    assert bar.value is not None
    probe = Probe.of(beliefs(), FRAME)
    at = float(probe.profits({template: np.array([bar.value])})[0])
    assert pytest.approx(FRAME.goal, rel=1e-6, abs=0.01) == at


def test_the_side_of_a_bar_comes_from_the_kernel() -> None:
    sides = {template: bar.below for template, bar in found().items() if bar.basis is Basis.GOAL}
    assert {"D8", "V3", "V5", "V6", "V10", "F1"} <= {template for template, below in sides.items() if below}
    assert {"D4", "D6", "V2", "V4"} <= {template for template, below in sides.items() if not below}


def test_the_bar_of_the_price_lies_where_demand_is_modelled() -> None:
    """Elastic demand makes a price of cents look like a goal reached, by customers that nobody believes in."""
    founder = Founder(hours_per_week=20, cash=8000, affordable_loss=5000, wage=30, goal=Goal(profit=3000, month=24))
    money = Money(price=Range(low=29, likely=49, high=79))
    whole = validate(bare(founder=founder, money=money), draws=1024)
    price = next(each for each in whole.assumptions if each.template == "V1")

    assert price.bar is not None
    assert price.bar.value is not None
    assert price.bar.value > 10


def test_what_the_goal_month_does_not_see_has_no_bar() -> None:
    assert {Basis.NO_EFFECT} == {found()[template].basis for template in ("V7", "V8", "A5")}


def test_gates_have_to_hold_and_references_stand_where_no_goal_speaks() -> None:
    bars_found, posteriors = found(), beliefs()
    assert Basis.GATE is bars_found["F2"].basis
    assert posteriors["F2"].mean == bars_found["F2"].p_meets(posteriors["F2"])
    assert (Basis.REFERENCE, 0.8) == (bars_found["F5"].basis, bars_found["F5"].value)
    assert (Basis.REFERENCE, 0.2) == (bars_found["D1"].basis, bars_found["D1"].value)


def test_a_goal_can_ask_more_of_the_problem_share_than_the_reference() -> None:
    bar = found(D4=(300, 400), D1=(0.6, 0.8), D6=(0.3, 0.4))["D1"]
    assert Basis.GOAL is bar.basis
    assert bar.value is not None
    assert bar.value > 0.2


def test_chances_follow_the_side_of_the_bar() -> None:
    posterior = beliefs()["D8"]
    middle = median_of("D8", posterior)
    assert pytest.approx(0.5) == Bar(template="D8", basis=Basis.GOAL, value=middle, below=True).p_meets(posterior)
    low = Bar(template="D8", basis=Basis.GOAL, value=middle / 3, below=False).p_meets(posterior)
    assert low is not None
    assert low > 0.98


def test_when_a_customer_costs_more_than_it_earns_margin_and_cost_come_first() -> None:
    bars_found = found(replace(FRAME, paid_share=1.0), V3=(4000, 5000), D8=(0.3, 0.4))
    assert {Basis.LOSES_MONEY} == {bars_found[template].basis for template in ("D6", "V4")}
    assert bars_found["V3"].basis in {Basis.GOAL, Basis.NOT_ALONE}


def test_a_goal_out_of_reach_names_pairs_that_reach_it_together() -> None:
    frame = replace(FRAME, goal=9000.0)
    posteriors = beliefs(V4=(100, 160), D6=(0.05, 0.08), D8=(0.06, 0.08), V1=(28, 32))
    probe = Probe.of(posteriors, frame)
    bars_found = bars(posteriors, probe)
    assert not any(bar.basis is Basis.GOAL and bar.is_plausible for t, bar in bars_found.items() if t != "D4")
    together = pairs(posteriors, probe)
    assert sorted(pair.distance for pair in together) == [pair.distance for pair in together]
    for pair in together:
        at = probe.profits({pair.first: np.array([pair.first_value]), pair.second: np.array([pair.second_value])})
        assert at[0] >= frame.goal


def test_a_hopeless_goal_has_neither_bar_nor_pair() -> None:
    frame = replace(FRAME, goal=1e8)
    posteriors = beliefs()
    probe = Probe.of(posteriors, frame)
    assert () == pairs(posteriors, probe)
    bar = bars(posteriors, probe)["V6"]
    assert (Basis.NOT_ALONE, 0.0) == (bar.basis, bar.p_meets(posteriors["V6"]))


def test_buyers_needed_stand_in_where_no_number_of_buyers_is_enough_alone() -> None:
    frame = replace(FRAME, goal=20_000.0)
    posteriors = beliefs()
    probe = Probe.of(posteriors, frame)
    bar = bars(posteriors, probe)["D4"]
    assert pytest.approx(probe.customers_needed() / probe.median("D1")) == bar.value
    without = {template: belief for template, belief in posteriors.items() if template != "D1"}
    bare = Probe.of(without, frame)
    assert pytest.approx(bare.customers_needed()) == bars(without, bare)["D4"].value
    losing = beliefs(V3=(9e5, 1e6))
    assert Basis.NOT_ALONE is bars(losing, Probe.of(losing, frame))["D4"].basis


def test_spending_is_held_against_the_price_of_a_subscription_only() -> None:
    posteriors = {**beliefs(), "D3": beliefs()["V1"]}
    assert Basis.PRICE is bars(posteriors, Probe.of(posteriors, FRAME))["D3"].basis
    shop = replace(FRAME, archetype=Archetype.COMMERCE)
    assert Basis.NO_EFFECT is bars(posteriors, Probe.of(posteriors, shop))["D3"].basis
