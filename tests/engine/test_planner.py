"""Which tests are possible, what they cost, and how the next three are chosen."""

from dataclasses import replace

import numpy as np
import pytest

from assay.engine.drivers import variance_shares
from assay.engine.economics.mapping import levers
from assay.engine.inputs import Customer, CustomerType, Founder, IdeaInput, Stage
from assay.engine.library import EVIDENCE_TYPES
from assay.engine.outlook import Outlook
from assay.engine.simulation import normals
from assay.engine.strata import Strata
from assay.engine.voi.designs import SIZES, Design, possible
from assay.engine.voi.planner import Candidate, Desk, best_net, net_under, ranked, top
from tests.engine.ideas import FRAME, NAMES, beliefs, example, result

IDEA = IdeaInput(name="x")


def desk() -> Desk:
    look = Outlook.of(beliefs(), FRAME, normals(8, 4096))
    strata = Strata.of(look.simulation.draws, seed=8)
    return Desk.of(look, strata, variance_shares(strata, look.goal))


def types(idea: IdeaInput) -> set[str]:
    return {design.type.id for design in possible(idea, FRAME)}


def test_what_needs_users_waits_for_users() -> None:
    waiting = {"X14", "X23", "X24", "X28"}
    assert not waiting & types(IDEA)
    assert {"X14"} == waiting & types(replace(IDEA, stage=Stage.PROTOTYPE))
    assert waiting <= types(replace(IDEA, stage=Stage.REVENUE))


def test_letters_of_intent_are_for_organisations() -> None:
    assert "X13" not in types(replace(IDEA, customer=Customer(type=CustomerType.CONSUMER)))
    assert "X13" in types(replace(IDEA, customer=Customer(type=CustomerType.PUBLIC)))


def test_only_what_the_purse_can_carry_is_offered() -> None:
    poor = replace(FRAME, affordable_loss=120.0)
    assert all(design.cash <= 120.0 for design in possible(IDEA, poor))
    assert "X17" not in {design.type.id for design in possible(IDEA, poor)}
    assert all(design.days <= 120.0 for design in possible(IDEA, replace(FRAME, hours_per_week=1.0)))


def test_sizes_come_from_the_list_and_are_never_below_the_least() -> None:
    for design in possible(IDEA, FRAME):
        assert design.n >= design.type.min_n
        assert design.n in {*SIZES, design.type.min_n}


def test_costs_grow_with_size_in_the_currency_of_the_idea() -> None:
    pounds = replace(FRAME, currency="GBP", affordable_loss=1e6, funds=1e6)
    dollars = replace(pounds, currency="USD")
    one, other = ({(d.type.id, d.n): d for d in possible(IDEA, frame)} for frame in (dollars, pounds))
    assert one["X12", 200].cash == 2 * one["X12", 100].cash
    assert one["X01", 20].hours == pytest.approx(24.0)
    assert other["X12", 100].cash != one["X12", 100].cash
    assert one["X12", 100].price(dollars) == one["X12", 100].cash + 8 * 15


def test_desk_research_stands_for_many_people() -> None:
    counts = next(design for design in possible(IDEA, FRAME) if design.type.id == "X05")
    assert (1, 100) == (counts.n, counts.sample("D1"))
    audit = next(design for design in possible(IDEA, FRAME) if design.type.id == "X06")
    assert 3 == audit.sample("V1")


def test_a_test_about_nothing_that_matters_is_no_candidate() -> None:
    assert desk().candidate(Design(type=EVIDENCE_TYPES["X23"], n=30, cash=0, hours=1, days=1)) is None


def test_net_value_takes_off_price_and_delay() -> None:
    place = desk()
    design = next(design for design in possible(IDEA, FRAME) if design.type.id == "X12")
    found = place.candidate(design)
    assert found is not None
    delay = design.days * max(0.0, place.payoffs.best) / 1095
    assert pytest.approx(found.evsi - design.cash - design.hours * 15 - delay) == found.net
    assert pytest.approx(found.net / (design.cash + design.hours * 15 + 1)) == found.priority


def test_the_best_size_of_each_test_is_kept_and_the_order_is_by_priority() -> None:
    place = desk()
    found = ranked(place, possible(IDEA, FRAME))
    assert len(found) == len({each.design.type.id for each in found})
    worth = [each.priority for each in found if each.evsi > 0]
    assert sorted(worth, reverse=True) == worth
    for each in found:
        sizes = [design for design in possible(IDEA, FRAME) if design.type.id == each.design.type.id]
        nets = [candidate.net for design in sizes if (candidate := place.candidate(design))]
        assert pytest.approx(max(nets)) == each.net


def test_the_three_next_tests_are_about_three_assumptions() -> None:
    chosen = top(ranked(desk(), possible(IDEA, FRAME)))
    assert 3 == len(chosen) == len({each.templates[0] for each in chosen})


def test_ties_go_to_the_cheaper_test() -> None:
    place = desk()
    found = ranked(
        place,
        [Design(type=EVIDENCE_TYPES[t], n=3, cash=c, hours=1.0, days=1.0) for t, c in (("X06", 50.0), ("X21", 20.0))],
    )
    idle = [replace(each, evsi=0.0, relevance=0.1) for each in found]
    assert all(isinstance(each, Candidate) for each in idle)
    assert -np.inf == best_net(())


def test_another_arm_values_the_same_tests_again() -> None:
    place = desk()
    chosen = top(ranked(place, possible(IDEA, FRAME)))
    look = Outlook.of(beliefs(), FRAME, normals(8, 4096))
    again = net_under(look, chosen, seed=8, bias_scale=1.0)
    assert pytest.approx(max(each.net for each in chosen)) == again
    dearer = replace(FRAME, wage=30.0)
    assert net_under(Outlook.of(beliefs(), dearer, normals(8, 4096)), chosen, seed=8, bias_scale=1.5) != again


@pytest.mark.parametrize("name", NAMES)
def test_every_worked_idea_names_its_next_tests(name: str) -> None:
    tests = result(name).next_tests
    assert 1 <= len(tests) <= 3
    purse = example(name).founder.affordable_loss or 0.0
    assert all((test.cash.value or 0.0) <= purse for test in tests)
    assert all(test.templates[0] in {each.template for each in result(name).assumptions} for test in tests)


def test_levers_follow_the_archetype() -> None:
    assert "V10" in levers(FRAME)
    assert Founder().goal.month == 24
