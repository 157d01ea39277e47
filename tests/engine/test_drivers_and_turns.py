"""Drivers, the mix behind a number, tornado, turning points and rules over k."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from assay.engine.drivers import Driver, headline_mix, tornado, variance_shares
from assay.engine.economics.mapping import Draws
from assay.engine.library import EVIDENCE_TYPES
from assay.engine.outlook import Outlook
from assay.engine.posterior import Updated
from assay.engine.probe import Probe
from assay.engine.result import Decision, Verdict
from assay.engine.simulation import normals
from assay.engine.strata import Strata
from assay.engine.turning import rule_of, turns
from assay.engine.types import Kind
from assay.engine.voi.designs import Design
from assay.engine.voi.planner import Desk
from tests.engine.ideas import FRAME, NAMES, beliefs, result

Z = normals(21, 16_384)
GOAL = replace(FRAME, goal=900.0, affordable_loss=20_000.0, wage=2.0)


def outlook(posteriors: dict[str, Updated] | None = None) -> Outlook:
    return Outlook.of(posteriors or beliefs(F2=(0.98, 0.999), A3=(0.98, 0.999)), GOAL, Z)


def test_variance_shares_of_a_sum_are_known() -> None:
    templates = ("V1", "V2", "V3", "V4")
    strata = Strata.of(Draws(templates=templates, values=np.exp(Z[[11, 12, 13, 14]])), seed=1)
    outcome = 3 * Z[11] + 2 * Z[12] + Z[13]
    found = {driver.template: driver.share for driver in variance_shares(strata, outcome)}
    for template, share in zip(templates, (9 / 14, 4 / 14, 1 / 14, 0.0), strict=True):
        assert pytest.approx(share, abs=0.01) == found[template]


def test_nothing_drives_what_does_not_vary() -> None:
    strata = Strata.of(Draws(templates=("V1", "F2"), values=np.stack([np.exp(Z[11]), np.ones(len(Z[11]))])), seed=1)
    assert {0.0} == {driver.share for driver in variance_shares(strata, np.ones(len(Z[11])))}
    assert 0.0 == next(d.share for d in variance_shares(strata, Z[11]) if d.template == "F2")


def test_the_mix_weighs_sources_by_what_drives() -> None:
    drivers = (Driver(template="A", share=0.3), Driver(template="B", share=0.1))
    mixes = {"A": {Kind.LOGGED_EVIDENCE: 1.0}, "B": {Kind.FOUNDER_INPUT: 0.5, Kind.AUTHORED_DEFAULT: 0.5}}
    found = headline_mix(drivers, mixes)
    assert pytest.approx(0.75) == found[Kind.LOGGED_EVIDENCE]
    assert pytest.approx(1.0) == sum(found.values())
    assert {} == headline_mix((Driver(template="A", share=0.0),), mixes)


@pytest.mark.parametrize("name", NAMES)
def test_every_mix_adds_up_to_one(name: str) -> None:
    found = result(name)
    for mix in (found.verdict.mix, *(each.mix for each in found.assumptions)):
        assert not mix or pytest.approx(1.0, abs=1e-9) == sum(share.share.value or 0.0 for share in mix)


def test_the_tornado_swings_one_input_at_a_time() -> None:
    posteriors = beliefs()
    probe, look = Probe.of(posteriors, GOAL), outlook(posteriors)
    strata = Strata.of(look.simulation.draws, seed=1)
    found = tornado(posteriors, probe, strata, look.simulation.outcome.profit)
    swings = [abs(each.at_p90 - each.at_p10) for each in found]
    assert sorted(swings, reverse=True) == swings
    price = next(each for each in found if each.template == "V2")
    ends = probe.profits({"V2": posteriors["V2"].ppf(np.array([0.1, 0.9]))})
    assert pytest.approx([price.at_p10, price.at_p90]) == list(ends)
    signs = {each.template: each.rank_correlation for each in found}
    assert signs["V4"] > 0 > signs["D8"]
    assert "F2" not in signs


def test_turning_points_lie_where_the_odds_change() -> None:
    look = outlook()
    strata = Strata.of(look.simulation.draws, seed=1)
    drivers = variance_shares(strata, look.goal)
    found = turns(look, strata, drivers)
    assert found
    assert sorted(each.distance for each in found) == [each.distance for each in found]
    assert all(0 < each.distance <= 2.31 for each in found)
    up = {each.template: each for each in found}
    for template, each in up.items():
        if each.to is Decision.COMMIT:
            median = float(look.posteriors[template].ppf(np.array([0.5]))[0])
            assert (each.value > median) == (template in {"V1", "V2", "V4", "D6", "A6", "D4", "D1"})
    assert "A5" not in {each.template for each in found if each.distance < 0.5}


def test_a_turn_into_the_verdict_that_stands_is_none() -> None:
    look = outlook()
    strata = Strata.of(look.simulation.draws, seed=1)
    drivers = variance_shares(strata, look.goal)
    for standing in {Verdict(each.to.value) for each in turns(look, strata, drivers)}:
        found = turns(look, strata, drivers, standing=standing)

        assert standing.value not in {each.to.value for each in found}


@pytest.mark.parametrize("name", ["subscription", "services", "local", "content"])
def test_what_would_change_our_mind_never_names_the_verdict_that_stands(name: str) -> None:
    whole = result(name)

    assert whole.verdict.name not in {flip.to for flip in whole.flip_points}


def rule(type_: str, template: str, n: int) -> tuple[tuple[Decision, int, int], ...]:
    look = outlook()
    strata = Strata.of(look.simulation.draws, seed=1)
    desk = Desk.of(look, strata, ())
    candidate = desk.candidate(Design(type=EVIDENCE_TYPES[type_], n=n, cash=1.0, hours=1.0, days=1.0))
    assert candidate is not None
    first = replace(candidate, templates=(template, *(t for t in candidate.templates if t != template)))
    return tuple((step.decision, step.first, step.last) for step in rule_of(first, look, strata))


def test_a_rule_covers_every_outcome_and_rises_with_good_answers() -> None:
    found = rule("X12", "D6", 100)
    assert 0 == found[0][1]
    assert 100 == found[-1][2]
    assert all(before[2] + 1 == after[1] for before, after in itertools.pairwise(found))
    order = [Decision.STOP, Decision.TEST, Decision.COMMIT]
    places = [order.index(decision) for decision, _, _ in found]
    assert sorted(places) == places
    assert len(found) > 1


def test_a_rule_about_losses_runs_the_other_way() -> None:
    places = [[Decision.STOP, Decision.TEST, Decision.COMMIT].index(step[0]) for step in rule("X24", "D8", 60)]
    assert sorted(places, reverse=True) == places


def test_what_is_measured_and_not_counted_has_no_rule() -> None:
    assert () == rule("X12", "V1", 100)
