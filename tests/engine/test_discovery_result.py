"""What a discovery says: exact gaps, traceable numbers, the first test and its cost, an idea ready to judge."""

import re
from dataclasses import replace
from typing import Any

import pytest

from assay.engine.discovery import DiscoveryResult, Profile, Sampling, defaults_of, discover, idea_from, load_catalogue
from assay.engine.discovery.catalogue import SkillNeed
from assay.engine.discovery.constraints import gap_of
from assay.engine.discovery.explaining import near_miss
from assay.engine.discovery.numbers import Notebook
from assay.engine.discovery.raising import raises
from assay.engine.discovery.terms import terms_of
from assay.engine.discovery.words import Constraint, Exclusion, Licence, WorkStyle
from assay.engine.inputs import AlternativeKind, DependencyKind
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.engine.types import Family, Kind, Quantity, Tier
from tests.engine.discovery_makers import alice, with_entries

CATALOGUE = load_catalogue()
SLOT = re.compile(r"\{\{q:([^}]+)\}\}")


@pytest.fixture(scope="module")
def found() -> DiscoveryResult:
    return discover(alice(), CATALOGUE)


def test_ten_candidates_come_ranked_by_fit_with_all_eleven_contributions(found: DiscoveryResult) -> None:
    assert [candidate.rank for candidate in found.candidates] == list(range(1, 11))
    fits = [candidate.fit.value or 0.0 for candidate in found.candidates]
    assert fits == sorted(fits, reverse=True)
    for candidate in found.candidates:
        assert len(candidate.contributions) == 11
        total = sum(contribution.points for contribution in candidate.contributions)
        assert candidate.fit.value == pytest.approx(total)


def test_every_number_has_a_kind_and_a_source_and_points_at_numbers_or_answers(found: DiscoveryResult) -> None:
    known = {quantity.id: quantity for quantity in found.quantities}
    assert len(known) == len(found.quantities)
    for quantity in found.quantities:
        assert quantity.source_id
        assert quantity.label
        assert quantity.value is not None or (quantity.p05 is not None and quantity.p95 is not None)
        if quantity.kind is Kind.MODEL_OUTPUT:
            assert quantity.formula_id
    for candidate in found.candidates:
        for contribution in candidate.contributions:
            assert known[contribution.quantity_id].value == contribution.points
            assert known[contribution.median_id].value == contribution.against_median
        for part in (candidate.capex, candidate.hours, candidate.months, candidate.price):
            assert part.kind is Kind.AUTHORED_DEFAULT
            assert known[part.id] == part


def test_every_slot_in_every_sentence_names_a_known_number(found: DiscoveryResult) -> None:
    known = {quantity.id for quantity in found.quantities}
    sentences = [each.sentence.text for candidate in found.candidates for each in candidate.raises]
    sentences += [miss.sentence.text for miss in found.near_misses]
    assert sentences
    for text in sentences:
        assert set(SLOT.findall(text)) <= known
        assert not re.search(r"\d", SLOT.sub("", text))


def test_against_the_median_adds_up_around_the_middle(found: DiscoveryResult) -> None:
    middle = sorted(scored.fit for scored in found.feasible)[len(found.feasible) // 2]
    for candidate in found.candidates:
        above = sum(contribution.against_median for contribution in candidate.contributions)
        assert (candidate.fit.value or 0) - above == pytest.approx(middle, abs=0.12)


def test_the_first_test_has_its_library_cost(found: DiscoveryResult) -> None:
    for candidate in found.candidates:
        test = candidate.first_test
        kind = EVIDENCE_TYPES[test.type_id]
        people = kind.min_n if kind.is_cash_per_person else 1
        assert test.cash.value == pytest.approx((kind.cash_low + kind.cash_high) / 2 * people)
        assert test.days.value == kind.days
        assert test.name == kind.label


def test_the_counts_add_up(found: DiscoveryResult) -> None:
    assert found.counts.entries == len(CATALOGUE.entries)
    assert found.counts.feasible + found.counts.excluded == found.counts.entries
    assert found.counts.feasible == len(found.feasible)
    assert len(found.near_misses) <= found.counts.near_misses <= found.counts.excluded


def test_a_near_miss_names_the_exact_gap() -> None:
    poor = replace(alice(), cash=3_400.0, affordable_loss=None)
    miss = next(
        m
        for m in discover(poor, CATALOGUE, sampling=Sampling(draws=64)).near_misses
        if m.constraint is Constraint.CAPEX
    )
    assert miss.needs is not None
    assert miss.has is not None
    assert miss.needs.value == CATALOGUE.get(miss.entry_id).figures.capex.q50
    assert miss.has.value == 3_400.0
    assert miss.needs.kind is Kind.AUTHORED_DEFAULT
    assert miss.has.kind is Kind.FOUNDER_INPUT


def test_what_the_founder_refuses_is_never_offered_as_a_near_miss() -> None:
    refusing = replace(alice(), exclusions=tuple(Exclusion))
    found = discover(refusing, CATALOGUE, sampling=Sampling(draws=64))
    refused = {entry.id for entry in CATALOGUE.entries if entry.exclusions}
    assert refused
    assert not refused & {candidate.entry_id for candidate in found.candidates}
    assert not refused & {miss.entry_id for miss in found.near_misses}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"hours_per_week": 1.0}, Constraint.HOURS),
        ({"deadline_months": 0.5}, Constraint.DEADLINE),
        ({"affordable_loss": 0.0, "hours_per_week": 40.0}, Constraint.LOSS),
    ],
)
def test_with_too_few_left_the_limit_that_blocks_most_is_named(
    change: dict[str, float], constraint: Constraint
) -> None:
    open_minded = replace(alice(), time=None, budget=None, deadline_months=None)
    limited: dict[str, Any] = change
    found = discover(replace(open_minded, **limited), CATALOGUE, sampling=Sampling(draws=64))
    assert found.counts.feasible < 6
    assert found.blocking is not None
    assert found.blocking.constraint is constraint
    assert found.blocking.frees.value is not None
    assert set(SLOT.findall(found.blocking.sentence.text)) == {found.blocking.frees.id}


def test_nothing_feasible_gives_an_empty_list_and_a_reason() -> None:
    nobody = Profile(hours_per_week=0.0)
    found = discover(nobody, CATALOGUE, sampling=Sampling(draws=64))
    assert found.candidates == ()
    assert found.counts.feasible == 0
    assert found.blocking is not None


def test_an_empty_profile_gets_ten() -> None:
    assert len(discover(Profile(), CATALOGUE, sampling=Sampling(draws=64)).candidates) == 10


def test_gaps_without_numbers_are_named() -> None:
    drone = CATALOGUE.get("drone-crop-scouting")
    entry = replace(drone, demands=replace(drone.demands, countries=("FR",), languages=("fr",)))
    terms = terms_of(replace(alice(), work_styles=(WorkStyle.REMOTE,)))
    notebook = Notebook(per_dollar=1.0, currency="USD")
    fit = notebook.count("x", "x", 0.0)
    texts = {
        constraint: near_miss(entry, fit, terms, constraint, notebook).sentence.text
        for constraint in (Constraint.LICENCE, Constraint.LOCATION, Constraint.LANGUAGE, Constraint.ON_SITE)
    }
    assert "drone" in texts[Constraint.LICENCE]
    assert "FR" in texts[Constraint.LOCATION]
    assert "fr" in texts[Constraint.LANGUAGE]
    assert "remotely" in texts[Constraint.ON_SITE]
    assert gap_of(entry, terms, Constraint.LICENCE).missing == (Licence.DRONE,)


def test_what_would_raise_the_fit_really_raises_it_by_that_much() -> None:
    bikes = CATALOGUE.get("office-bike-repair")
    founder = replace(alice(), skills=(), strength=None, hours_per_week=14.0, cash=3_600.0)
    options = raises(bikes, terms_of(founder), Notebook(per_dollar=1.0, currency="USD"))
    assert len(options) == 3
    gains = [option.gain.value or 0.0 for option in options]
    assert gains == sorted(gains, reverse=True)
    assert options[0].criterion == "access"


def test_an_entry_without_trade_or_money_offers_no_such_change() -> None:
    bikes = CATALOGUE.get("office-bike-repair")
    free = replace(
        bikes,
        demands=replace(bikes.demands, domain=(), skills=(SkillNeed(skill="sales", level=1, weight=1.0),)),
        buyer=replace(bikes.buyer, reach=1),
    )
    founder = replace(Profile(networks=alice().networks), cash=None)
    codes = {option.sentence.code for option in raises(free, terms_of(founder), Notebook(per_dollar=1, currency="USD"))}
    assert codes <= {"raise.skill", "raise.people"}


def test_the_same_id_never_means_two_numbers() -> None:
    notebook = Notebook(per_dollar=1.0, currency="USD")
    notebook.count("same", "Same", 1.0)
    with pytest.raises(ValueError, match="two numbers"):
        notebook.count("same", "Same", 2.0)


def test_money_is_shown_in_the_founders_currency() -> None:
    yen = replace(alice(), currency="JPY", affordable_loss=None, budget=None)
    found = discover(yen, CATALOGUE, sampling=Sampling(draws=64))
    first = found.candidates[0]
    rate = terms_of(yen).per_dollar
    assert first.capex.unit == "JPY"
    assert first.capex.p50 == pytest.approx(CATALOGUE.get(first.entry_id).figures.capex.q50 * rate)


def test_a_chosen_entry_opens_as_an_idea_whose_figures_are_defaults_and_not_the_founders_word() -> None:
    for entry in CATALOGUE.entries:
        idea = idea_from(entry, alice())
        assert idea.archetype is entry.archetype
        assert idea.money.price is None
        assert {default.template for default in idea.defaults} >= {"V1", "V2", "V3", "V4", "V6", "V7", "D8", "F1"}
        assert idea.founder.affordable_loss == 4_000.0
        assert idea.founder.goal.profit == 2_500.0
        assert len(idea.offer.alternatives) == len(entry.alternatives)


def test_defaults_are_ordered_carry_their_source_and_fit_their_scale() -> None:
    for entry in CATALOGUE.entries:
        for default in defaults_of(entry):
            assert 0 < default.q10 < default.q90
            assert default.source_id == f"assay-catalogue:{entry.id}"
            if TEMPLATES[default.template].family is Family.RATE:
                assert default.q90 < 1


def test_an_idea_in_another_currency_has_its_money_carried_over_and_its_shares_left_alone() -> None:
    entry = CATALOGUE.get("office-bike-repair")
    yen = replace(alice(), currency="JPY", affordable_loss=600_000.0)
    plain = {default.template: default for default in idea_from(entry, alice()).defaults}
    carried = {default.template: default for default in idea_from(entry, yen).defaults}
    rate = terms_of(yen).per_dollar
    assert carried["V1"].q90 == pytest.approx(plain["V1"].q90 * rate)
    assert carried["V2"] == plain["V2"]
    assert idea_from(entry, yen).founder.affordable_loss == 600_000.0


def test_dependences_licences_and_alternatives_are_carried_into_the_idea() -> None:
    drone = idea_from(CATALOGUE.get("drone-crop-scouting"), replace(alice(), licences=(Licence.DRONE,)))
    assert drone.founder.holds_licence is True
    assert idea_from(CATALOGUE.get("drone-crop-scouting"), alice()).founder.holds_licence is False
    assert idea_from(CATALOGUE.get("bread-crisps"), alice()).founder.holds_licence is None
    assert {dependency.kind for dependency in drone.offer.dependencies} == {DependencyKind.REGULATOR}
    assert AlternativeKind.NOTHING in {alternative.kind for alternative in drone.offer.alternatives}
    empty = idea_from(CATALOGUE.get("bread-crisps"), Profile())
    assert empty.founder.cash is None
    assert empty.founder.goal.profit == 1_000.0


def test_a_cited_figure_is_shown_as_a_benchmark() -> None:
    entry = CATALOGUE.get("office-bike-repair")
    cited = replace(entry.figures, price=replace(entry.figures.price, tier=Tier.B))
    found = discover(alice(), with_entries(CATALOGUE, (replace(entry, figures=cited),)), sampling=Sampling(draws=64))
    kinds = {q.id: q.kind for q in found.quantities if isinstance(q, Quantity)}
    assert kinds.get("catalogue.office-bike-repair.price", Kind.CITED_BENCHMARK) is Kind.CITED_BENCHMARK
