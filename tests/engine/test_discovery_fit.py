"""The eleven contributions: their formulas, their neutral values, and that more of a good thing never hurts."""

from dataclasses import replace
from math import exp, log, log1p

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.discovery import Criterion, Profile, load_catalogue
from assay.engine.discovery.fit import (
    CRITERIA,
    NEUTRAL,
    RISK_OF,
    WEIGHTS,
    access,
    capital,
    components,
    default_weights,
    domain,
    risk,
    scale,
    skills,
    speed,
    style,
    time,
)
from assay.engine.discovery.income import chance_of_income
from assay.engine.discovery.intake import (
    AREA_LABELS,
    CASH_OF,
    GOAL_OF,
    HOURS_OF,
    INCOME_OF,
    SUB_AREAS,
    interest_text,
    wishes_of,
)
from assay.engine.discovery.profile import Experience, Network, SkillLevel
from assay.engine.discovery.sectors import is_adjacent
from assay.engine.discovery.skills import SKILL_GROUPS, SKILLS, STRENGTHS
from assay.engine.discovery.terms import terms_of
from assay.engine.discovery.words import Ambition, Area, BudgetBand, Strength, TimeBand, WorkStyle
from assay.engine.inputs import CustomerType, GoalType
from assay.engine.types import Risk
from tests.engine.discovery_makers import alice, invented, with_skill

CATALOGUE = load_catalogue()
BIKES = CATALOGUE.get("office-bike-repair")  # mechanical_repair 4 .55, sales 2 .25, logistics 2 .2
UNIFORMS = CATALOGUE.get("school-uniform-resale")


def at(profile: Profile, criterion: Criterion) -> np.ndarray:
    return components(CATALOGUE, terms_of(profile), interest=None).values[:, CRITERIA.index(criterion)]


def test_the_weights_are_those_of_the_design_and_add_up_to_one() -> None:
    assert list(WEIGHTS.values()) == [0.16, 0.14, 0.12, 0.12, 0.09, 0.09, 0.07, 0.07, 0.06, 0.04, 0.04]
    assert default_weights().sum() == pytest.approx(1.0)
    assert tuple(WEIGHTS) == CRITERIA


def test_every_original_intake_option_has_its_meaning() -> None:
    assert set(HOURS_OF) == set(TimeBand)
    assert set(CASH_OF) == set(BudgetBand)
    assert set(GOAL_OF) == set(INCOME_OF) == set(Ambition)
    assert set(STRENGTHS) == set(Strength)
    assert set(SUB_AREAS) == set(AREA_LABELS) == set(Area)
    assert [len(SUB_AREAS[area]) for area in Area] == [6] * 9 + [0]
    assert (len(Ambition), len(TimeBand), len(BudgetBand), len(Area), len(Strength)) == (8, 4, 6, 10, 8)


def test_there_are_64_skills_and_strengths_name_only_these() -> None:
    assert len(SKILLS) == 64
    assert len(SKILL_GROUPS) == 8
    assert {skill for names in STRENGTHS.values() for skill in names} <= set(SKILLS)


def test_exact_answers_win_over_bands_and_open_ones_stay_open() -> None:
    terms = terms_of(Profile(time=TimeBand.FULL_TIME, hours_per_week=12.0, budget=BudgetBand.FREE, cash=70.0))
    assert (terms.hours, terms.cash) == (12.0, 70.0)
    banded = terms_of(Profile(time=TimeBand.FULL_TIME, budget=BudgetBand.FREE))
    assert (banded.hours, banded.cash) == (40.0, 0.0)
    empty = terms_of(Profile())
    assert (empty.hours, empty.cash, empty.affordable_loss, empty.deadline) == (None, None, None, None)
    assert empty.goal_type is GoalType.INCOME
    assert terms_of(Profile(ambition=Ambition.SOCIAL_IMPACT)).goal_type is GoalType.IMPACT


def test_skills_follow_the_formula_and_a_named_strength_counts_as_level_three() -> None:
    terms = terms_of(Profile(skills=(SkillLevel(skill="mechanical_repair", level=2),)))
    assert skills(BIKES, terms) == pytest.approx(0.55 * 0.5)
    operational = terms_of(Profile(strength=Strength.OPERATIONAL))
    assert skills(BIKES, operational) == pytest.approx(0.2)
    mixed = terms_of(Profile(strength=Strength.MIXED))
    assert skills(BIKES, mixed) == pytest.approx(0.25)
    assert skills(BIKES, terms_of(Profile())) == NEUTRAL


def test_own_ratings_win_over_the_strength_and_a_doubled_rating_counts_at_its_best() -> None:
    terms = terms_of(
        Profile(
            strength=Strength.OPERATIONAL,
            skills=(SkillLevel(skill="logistics", level=1), SkillLevel(skill="logistics", level=2)),
        )
    )
    assert terms.levels["logistics"] == 2


def test_years_count_half_in_a_neighbouring_sector_and_only_as_far_as_insiders_are_needed() -> None:
    own = domain(BIKES, terms_of(Profile(experience=(Experience(sector="81", years=4.0),))))
    assert own == pytest.approx(1 - 0.5 * exp(-1))
    near = domain(BIKES, terms_of(Profile(experience=(Experience(sector="23", years=4.0),))))
    assert near == pytest.approx(1 - 0.5 * (1 - 0.5 * (1 - exp(-1))))
    assert domain(BIKES, terms_of(Profile())) == pytest.approx(0.5)
    assert is_adjacent("23", "81")
    assert not is_adjacent("11", "52")


def test_access_follows_the_formula_and_another_trade_counts_three_tenths() -> None:
    shop = CATALOGUE.get("grocer-expiry-radar")
    same = Profile(networks=(Network(customer=CustomerType.SMB, people=10, sector="44-45"),))
    assert access(shop, terms_of(same)) == pytest.approx(log1p(10) / log1p(35))
    other = Profile(networks=(Network(customer=CustomerType.SMB, people=10, sector="62"),))
    assert access(shop, terms_of(other)) == pytest.approx(log1p(3) / log1p(35))
    strangers = Profile(networks=(Network(customer=CustomerType.CONSUMER, people=500),))
    assert access(shop, terms_of(strangers)) == 0.0
    assert access(shop, terms_of(Profile())) == NEUTRAL / 2


def test_money_time_speed_and_risk_follow_their_formulas() -> None:
    terms = terms_of(Profile(cash=7_000.0, hours_per_week=12.0, risk=Risk.CAUTIOUS))
    assert capital(BIKES, terms) == pytest.approx(log(2) / log(4) + 0.5)
    assert time(BIKES, terms) == pytest.approx(0.5)
    assert speed(BIKES, terms) == pytest.approx(2 ** (-2 / 4))
    assert risk(BIKES, terms) == pytest.approx(1 - abs(1 - RISK_OF[Risk.CAUTIOUS]) / 4)
    free = CATALOGUE.get("council-digest")
    assert capital(free, terms_of(Profile(cash=0.0))) == 1.0
    assert capital(BIKES, terms_of(Profile(cash=0.0))) == 0.0
    assert (capital(BIKES, terms_of(Profile())), time(BIKES, terms_of(Profile()))) == (NEUTRAL, NEUTRAL)


def test_style_and_ambition_are_shares_of_what_the_founder_wants() -> None:
    terms = terms_of(Profile(work_styles=(WorkStyle.SOLO, WorkStyle.REMOTE)))
    assert style(BIKES, terms) == 0.5
    assert style(BIKES, terms_of(Profile())) == NEUTRAL
    wants_impact = terms_of(Profile(ambition=Ambition.SOCIAL_IMPACT))
    assert scale(UNIFORMS, wants_impact) == pytest.approx(0.2 * 0.55 + 0.8)
    for ambition in (None, *Ambition):
        values = at(Profile(ambition=ambition), Criterion.SCALE)
        assert values.min() >= 0
        assert values.max() <= 1 + 1e-12


def test_interest_is_read_from_the_cosine_else_from_the_area_else_neutral() -> None:
    place = CRITERIA.index(Criterion.INTEREST)
    cosines = np.full(len(CATALOGUE.entries), 0.35)
    assert components(CATALOGUE, terms_of(Profile()), interest=cosines).values[:, place] == pytest.approx(0.5)
    assert at(Profile(), Criterion.INTEREST) == pytest.approx(NEUTRAL)
    tagged = at(Profile(area=Area.FINANCE), Criterion.INTEREST)
    for entry, value in zip(CATALOGUE.entries, tagged, strict=True):
        assert value == (0.8 if Area.FINANCE in entry.areas else 0.25)


def test_the_interest_text_holds_what_was_said_and_nothing_else() -> None:
    assert interest_text(Profile()) == ""
    assert interest_text(Profile(area=Area.OTHER, sub_area="Bees")) == "Bees"
    assert interest_text(Profile(area=Area.MEDIA, interests="radio")) == "radio. Content, media and creators"
    assert wishes_of("radio") == ("radio",)
    assert wishes_of("radio, bikes; it") == ("radio, bikes; it", "radio", "bikes")


def test_contributions_lie_between_zero_and_one_for_any_founder() -> None:
    for seed in range(12):
        found = components(CATALOGUE, terms_of(invented(seed)), interest=None)
        assert found.values.min() >= 0
        assert found.values.max() <= 1 + 1e-12
        assert found.spreads.min() >= 0


def test_the_chance_of_income_falls_with_the_sum_wanted_and_rises_with_the_time_given() -> None:
    wanted = [
        chance_of_income(BIKES, terms_of(replace(alice(), income_target=sum_))) for sum_ in (0, 500, 2_000, 9_000)
    ]
    assert wanted == sorted(wanted, reverse=True)
    assert wanted[0] > wanted[-1]
    hours = [chance_of_income(BIKES, terms_of(replace(alice(), wage=10.0, hours_per_week=h))) for h in (5, 15, 40)]
    assert hours == sorted(hours)


def test_money_in_another_currency_is_carried_into_dollars() -> None:
    dollars, yen = terms_of(alice()), terms_of(replace(alice(), currency="JPY", affordable_loss=4_000 * 150.0))
    assert yen.per_dollar > 50
    assert yen.affordable_loss == pytest.approx(4_000 * 150.0 / yen.per_dollar)
    assert yen.cash == dollars.cash


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(SKILLS)), st.integers(0, 4), st.integers(0, 60))
def test_q20_raising_a_skill_never_lowers_a_candidate_that_needs_it(skill: str, level: int, seed: int) -> None:
    founder = with_skill(invented(seed), skill, level)
    before = components(CATALOGUE, terms_of(founder), interest=None).fit(default_weights())
    after = components(CATALOGUE, terms_of(with_skill(founder, skill, level + 1)), interest=None).fit(default_weights())
    assert (after >= before - 1e-12).all()
    needing = [any(need.skill == skill for need in entry.demands.skills) for entry in CATALOGUE.entries]
    assert after[~np.array(needing)] == pytest.approx(before[~np.array(needing)])
