"""What is wrong with an idea, and what is missing, each at its place."""

from dataclasses import replace

import pytest

from assay.engine.inputs import (
    Alternative,
    Choice,
    Customer,
    Default,
    Founder,
    Goal,
    IdeaInput,
    Money,
    Offer,
    Problem,
)
from assay.engine.result import Verdict
from assay.engine.types import Range, Record
from assay.engine.validate import InvalidIdea, check, missing, validate
from tests.engine.ideas import NAMES, bare, example, paid

IDEA = bare()
RISING = Range(low=1, likely=2, high=3)
BELOW = Range(low=-3, likely=2, high=4)


def pointers(idea: IdeaInput) -> list[str]:
    return [problem.pointer for problem in check(idea)]


def row(**changes: object) -> Record:
    return replace(paid(1, 2), **changes)  # type: ignore[arg-type]  # the test's own words


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_ideas_are_fine_and_complete(name: str) -> None:
    assert () == check(example(name)) == missing(example(name))


@pytest.mark.parametrize(
    ("idea", "pointer"),
    [
        (replace(IDEA, name=" "), "/name"),
        (replace(IDEA, name="x" * 81), "/name"),
        (replace(IDEA, sentence="x" * 241), "/sentence"),
        (replace(IDEA, description="x" * 4001), "/description"),
        (replace(IDEA, offer=Offer(alternatives=(Alternative(name="x"),) * 9)), "/offer/alternatives"),
        (replace(IDEA, money=Money(unit_cost=BELOW)), "/money/unit_cost"),
        (replace(IDEA, money=Money(price=Range(low=0, likely=1, high=2))), "/money/price/low"),
        (replace(IDEA, money=Money(leads=Range(low=-1, likely=1, high=2))), "/money/leads"),
        (replace(IDEA, money=Money(leads=Range(low=1, likely=1, high=float("inf")))), "/money/leads"),
        (replace(IDEA, money=Money(capex=Range(low=1, likely=1, high=1e13))), "/money/capex"),
        (replace(IDEA, money=Money(gross_margin=RISING)), "/money/gross_margin"),
        (replace(IDEA, money=Money(paid_share=Range(low=0, likely=0.5, high=1.1))), "/money/paid_share"),
        (replace(IDEA, money=Money(currency="EURO")), "/money/currency"),
        (replace(IDEA, money=Money(currency="E1R")), "/money/currency"),
        (replace(IDEA, customer=Customer(reachable=BELOW)), "/customer/reachable"),
        (replace(IDEA, customer=Customer(prospects=-1)), "/problem/asked"),
        (replace(IDEA, problem=Problem(asked=3, acted=4)), "/problem/acted"),
        (replace(IDEA, problem=Problem(acted=1)), "/problem/acted"),
        (replace(IDEA, founder=Founder(cash=-1)), "/founder/cash"),
        (replace(IDEA, founder=Founder(wage=float("inf"))), "/founder/wage"),
        (replace(IDEA, founder=Founder(hours_per_week=0)), "/founder/hours_per_week"),
        (replace(IDEA, founder=Founder(hours_per_week=169)), "/founder/hours_per_week"),
        (replace(IDEA, founder=Founder(goal=Goal(profit=float("nan")))), "/founder/goal/profit"),
        (replace(IDEA, founder=Founder(goal=Goal(month=13))), "/founder/goal/month"),
        (replace(IDEA, founder=Founder(stretch=0.5)), "/founder/stretch"),
        (replace(IDEA, choices=(Choice(template="D99", range=RISING),)), "/choices/0/template"),
        (replace(IDEA, choices=(Choice(template="V1", removed_because="no"),)), "/choices/0/removed_because"),
        (replace(IDEA, choices=(Choice(template="D6", range=RISING),)), "/choices/0/range"),
        (replace(IDEA, choices=(Choice(template="D6"),)), "/choices/0"),
        (replace(IDEA, defaults=(Default(template="D99", q10=1, q90=2),)), "/defaults/0/template"),
        (replace(IDEA, defaults=(Default(template="V1", q10=2, q90=1),)), "/defaults/0"),
        (replace(IDEA, defaults=(Default(template="D6", q10=0.1, q90=1.0),)), "/defaults/0"),
        (replace(IDEA, evidence=(paid(1, 2), paid(1, 2))), "/evidence/1/id"),
        (replace(IDEA, evidence=(row(template="D99"),)), "/evidence/0/template"),
        (replace(IDEA, evidence=(row(type="X99"),)), "/evidence/0/type"),
        (replace(IDEA, evidence=(row(type="X01"),)), "/evidence/0/type"),
        (replace(IDEA, evidence=(row(k=3),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(n=None),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(age_months=-1),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(cluster_size=0.5),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(template="V1", mean=0, n=3),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(template="V1", mean=3, n=3, sd=-1),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(type="X27", template="V2", mean=1.2, n=3),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(type="X18", template="V4", exposure=0),)), "/evidence/0"),
        (replace(IDEA, evidence=(row(type="X22", template="F4"),)), "/evidence/0/holds"),
    ],
)
def test_each_fault_is_named_at_its_place(idea: IdeaInput, pointer: str) -> None:
    assert [pointer] == pointers(idea)
    with pytest.raises(InvalidIdea) as raised:
        validate(idea)
    assert pointer == raised.value.problems[0].pointer
    assert pointer in str(raised.value)


def test_all_faults_come_at_once() -> None:
    idea = replace(IDEA, name="", money=Money(leads=BELOW, currency="?"), evidence=(row(k=9),))
    assert ["/name", "/money/leads", "/money/currency", "/evidence/0"] == pointers(idea)


@pytest.mark.parametrize(
    "fine",
    [
        row(type="X06", template="V1", mean=30.0, n=4),
        row(type="X06", template="V1", mean=30.0, n=4, sd=2.0),
        row(type="X18", template="V4", k=12, exposure=2.0),
        row(type="X22", template="F4", holds=False),
    ],
)
def test_rows_that_carry_their_measure_are_fine(fine: Record) -> None:
    assert [] == pointers(replace(IDEA, evidence=(fine,)))


def test_a_removed_assumption_needs_only_its_reason() -> None:
    assert [] == pointers(replace(IDEA, choices=(Choice(template="D10", removed_because="nobody talks about it"),)))


def test_an_empty_idea_is_incomplete_and_says_by_which_fields() -> None:
    found = validate(IdeaInput(name="x"))
    assert Verdict.INCOMPLETE is found.verdict.name
    expected = ["/archetype", "/founder/goal/profit", "/money/price", "/customer/role", "/founder/affordable_loss"]
    assert expected == [problem.pointer for problem in found.verdict.missing]
    assert found.assumptions
    assert all(each.bar is None and each.p_meets is None and each.importance is None for each in found.assumptions)
    assert () == found.next_tests


@pytest.mark.parametrize(
    "idea",
    [
        replace(IDEA, money=Money(), defaults=(Default(template="V1", q10=10, q90=30),)),
        replace(IDEA, money=Money(), choices=(Choice(template="V1", range=RISING),)),
        replace(IDEA, customer=Customer(role="Bakers")),
    ],
)
def test_price_and_segment_can_be_given_in_other_ways(idea: IdeaInput) -> None:
    assert () == missing(idea)
    assert Verdict.INCOMPLETE is not validate(idea, draws=1024).verdict.name


@pytest.mark.parametrize("draws", [0, 1000, 512, 2**21])
def test_draws_are_a_power_of_two_within_bounds(draws: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        validate(IDEA, draws=draws)


@pytest.mark.parametrize(("low", "likely", "high"), [(2, 1, 3), (1, 3, 2), (3, 2, 1), (1, float("nan"), 2)])
def test_a_range_that_does_not_rise_cannot_be_made(low: float, likely: float, high: float) -> None:
    with pytest.raises(ValueError, match="low <= likely <= high"):
        Range(low=low, likely=likely, high=high)
