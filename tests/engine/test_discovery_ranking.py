"""Q20 and Q21: ranking is fair, robust, diverse, and never shows what cannot be done."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assay.engine.discovery import Catalogue, Criterion, Entry, Profile, Sampling, discover, load_catalogue
from assay.engine.discovery.catalogue import SkillNeed, Span, catalogue_of
from assay.engine.discovery.constraints import CONSTRAINTS, failures, money_at_risk
from assay.engine.discovery.discover import ENOUGH, seed_of
from assay.engine.discovery.fit import CRITERIA, WEIGHTS, components, default_weights
from assay.engine.discovery.ranking import Pool, acceptability, pick, stretches
from assay.engine.discovery.terms import Terms, terms_of
from assay.engine.discovery.words import Delivery, WorkStyle
from assay.engine.types import Floats
from tests.engine.discovery_makers import alice, invented, with_entries, with_skill

CATALOGUE = load_catalogue()


def fits(catalogue: Catalogue, profile: Profile, interest: Floats | None = None) -> dict[str, float]:
    return {
        scored.entry_id: scored.fit
        for scored in discover(profile, catalogue, interest=interest, sampling=Sampling(draws=64)).feasible
    }


def cosines(catalogue: Catalogue) -> Floats:
    return catalogue.interest(catalogue.vectors[[e.id for e in catalogue.entries].index("office-bike-repair")])


def test_q20_the_order_of_the_catalogue_changes_nothing() -> None:
    shuffled = np.random.default_rng(1).permutation(len(CATALOGUE.entries))
    entries = tuple(CATALOGUE.entries[place] for place in shuffled)
    again = catalogue_of(entries, CATALOGUE.vectors[shuffled], CATALOGUE.version)
    assert discover(alice(), CATALOGUE) == discover(alice(), again)


def test_q20_a_dominated_entry_changes_no_other_fit() -> None:
    bikes = CATALOGUE.get("office-bike-repair")
    worse = replace(bikes, id="zz-worse-bikes", demands=replace(bikes.demands, hours=bikes.demands.hours + 2))
    before, after = fits(CATALOGUE, alice()), fits(with_entries(CATALOGUE, (worse,)), alice())
    added = after.pop("zz-worse-bikes")
    assert added < after["office-bike-repair"]
    assert after == before


def test_q20_scaling_all_weights_changes_nothing() -> None:
    doubled = {criterion: 2.0 * weight for criterion, weight in WEIGHTS.items()}
    assert discover(alice(), CATALOGUE) == discover(alice(), CATALOGUE, weights=doubled)


def test_other_weights_do_change_the_ranking_and_impossible_ones_are_refused() -> None:
    only_income = dict.fromkeys(CRITERIA, 0.0) | {Criterion.INCOME: 1.0}
    found = discover(alice(), CATALOGUE, weights=only_income)
    chances = [candidate.chance_of_income.value or 0.0 for candidate in found.candidates]
    assert chances == sorted(chances, reverse=True)
    with pytest.raises(ValueError, match="not all zero"):
        discover(alice(), CATALOGUE, weights=dict.fromkeys(CRITERIA, 0.0))


def test_q20_raising_a_skill_never_pushes_the_entry_that_needs_it_down_among_the_feasible() -> None:
    ranks = []
    for level in range(6):
        scores = fits(CATALOGUE, with_skill(alice(), "mechanical_repair", level))
        ranks.append(sum(other > scores["office-bike-repair"] for other in scores.values()))
    assert ranks[-1] < ranks[0]


def is_possible(entry: Entry, profile: Profile, terms: Terms) -> bool:
    """The hard constraints once more, written down a second time and differently."""
    figures, demands = entry.figures, entry.demands
    return not any(
        (
            terms.cash is not None and figures.capex.q50 > terms.cash,
            terms.affordable_loss is not None and money_at_risk(entry) > terms.affordable_loss,
            terms.hours is not None and demands.hours > terms.hours,
            terms.deadline is not None and figures.months.q50 > terms.deadline,
            any(licence not in profile.licences for licence in demands.licences),
            bool(demands.countries) and profile.country is not None and profile.country not in demands.countries,
            entry.delivery is Delivery.ON_SITE and terms.is_remote_only,
            any(tag in profile.exclusions for tag in entry.exclusions),
            bool(profile.languages) and any(language not in profile.languages for language in demands.languages),
        )
    )


def test_q20_over_3000_founders_nothing_impossible_is_possible_and_few_are_left_without_a_reason() -> None:
    served = 0
    for seed in range(3_000):
        profile = invented(seed)
        terms = terms_of(profile)
        passed = ~failures(CATALOGUE, terms).any(axis=1)
        expected = [is_possible(entry, profile, terms) for entry in CATALOGUE.entries]
        assert passed.tolist() == expected, seed
        served += int(passed.sum() >= ENOUGH)
    assert served > 0


def test_q20_over_many_founders_results_are_possible_diverse_and_hold_a_stretch() -> None:
    answered = 0
    for seed in range(60):
        profile = invented(seed)
        found = discover(profile, CATALOGUE, sampling=Sampling(draws=64))
        shown = [CATALOGUE.get(candidate.entry_id) for candidate in found.candidates]
        assert all(is_possible(entry, profile, terms_of(profile)) for entry in shown), seed
        assert len(shown) == min(10, found.counts.feasible)
        assert (found.blocking is None) == (found.counts.feasible >= ENOUGH)
        answered += found.counts.feasible >= ENOUGH or found.blocking is not None
        if shown:
            assert any(candidate.is_stretch for candidate in found.candidates), seed
        if len(shown) == 10:
            assert len({entry.sector for entry in shown}) >= 4, seed
    assert answered >= 0.95 * 60


def test_ten_of_the_whole_catalogue_keep_to_three_per_sector_and_archetype() -> None:
    for seed in range(30):
        open_minded = replace(
            invented(seed),
            exclusions=(),
            work_styles=(),
            budget=None,
            time=None,
            affordable_loss=None,
            deadline_months=None,
            languages=(),
        )
        found = discover(open_minded, CATALOGUE, sampling=Sampling(draws=64))
        for kind in ("sector", "archetype"):
            counts = [getattr(candidate, kind) for candidate in found.candidates]
            assert max(counts.count(value) for value in counts) <= 3, (seed, kind)


def test_q21_ten_percent_on_one_attribute_changes_the_ten_by_at_most_two_in_the_median() -> None:
    rng = np.random.default_rng(21)
    base = {candidate.entry_id for candidate in discover(alice(), CATALOGUE, sampling=Sampling(draws=64)).candidates}
    changes = []
    for trial in range(60):
        entry = CATALOGUE.entries[int(rng.integers(len(CATALOGUE.entries)))]
        name = ("capex", "months", "price", "leads", "conversion", "fixed")[trial % 6]
        changed: dict[str, Any] = {name: _moved(getattr(entry.figures, name), rng)}
        moved = replace(entry, figures=replace(entry.figures, **changed))
        again = discover(alice(), with_entries(CATALOGUE, (moved,)), sampling=Sampling(draws=64, seed=1))
        changes.append(len(base - {candidate.entry_id for candidate in again.candidates}))
    assert np.median(changes) <= 2
    assert max(changes) <= 5


def _moved(span: Span, rng: np.random.Generator) -> Span:
    factor = 1.1 if rng.random() < 0.5 else 0.9
    return replace(span, q10=span.q10 * factor, q50=span.q50 * factor, q90=span.q90 * factor)


def test_a_clear_winner_is_first_in_nearly_all_draws_and_shares_add_up() -> None:
    parts = components(CATALOGUE, terms_of(alice()), interest=None)
    best = replace(parts, values=np.vstack([parts.values[:-1], np.ones((1, len(CRITERIA)))]))
    found = acceptability(CATALOGUE.entries, best, default_weights(), draws=512, seed=3)
    assert found.first[-1] > 0.95
    assert found.first.sum() == pytest.approx(1.0)
    assert found.top.sum() == pytest.approx(10.0, abs=0.1)
    assert np.nansum(found.central[-1]) == pytest.approx(1.0)


def test_the_draws_of_an_entry_do_not_depend_on_the_others() -> None:
    parts = components(CATALOGUE, terms_of(alice()), interest=None)
    few = replace(parts, values=parts.values[:12], spreads=parts.spreads[:12])
    more = replace(parts, values=np.vstack([parts.values[:12], np.zeros((1, 11))]), spreads=parts.spreads[:13] * 0)
    same = replace(few, spreads=few.spreads * 0)
    one = acceptability(CATALOGUE.entries[:12], same, default_weights(), draws=256, seed=5)
    two = acceptability(CATALOGUE.entries[:13], more, default_weights(), draws=256, seed=5)
    assert one.top.tolist() == two.top[:12].tolist()


def test_likeness_costs_a_twin_its_place() -> None:
    alike = np.eye(4)
    alike[0, 1] = alike[1, 0] = 0.99
    fit = np.array([0.9, 0.85, 0.8, 0.1])
    pool = Pool(entries=CATALOGUE.entries[:4], fit=fit, alike=alike, stretch=np.ones(4, bool))
    assert pick(pool, count=2) == (0, 2)


def test_a_stretch_replaces_the_weakest_and_caps_give_way_only_when_places_stay_empty() -> None:
    same = tuple(replace(CATALOGUE.entries[0], id=f"e{place}") for place in range(5))
    pool = Pool(
        entries=same, fit=np.array([0.9, 0.8, 0.7, 0.6, 0.1]), alike=np.eye(5), stretch=np.array([0, 0, 0, 0, 1], bool)
    )
    assert pick(pool, count=3) == (0, 1, 4)
    assert len(pick(pool, count=5)) == 5


def test_a_stretch_among_four_of_one_sector_still_gets_its_place() -> None:
    plain = CATALOGUE.get("office-bike-repair")
    sectors = ("81", "81", "81", "81", "22")
    entries = tuple(replace(plain, id=f"e{place}", sector=sector) for place, sector in enumerate(sectors))
    stretch = np.array([0, 0, 0, 1, 0], bool)
    pool = Pool(entries=entries, fit=np.array([0.9, 0.8, 0.7, 0.1, 0.05]), alike=np.eye(5), stretch=stretch)
    assert 3 in pick(pool, count=4)
    assert 3 in pick(pool, count=1)


def test_an_empty_field_has_no_stretch_and_no_choice() -> None:
    empty = components(CATALOGUE, terms_of(alice()), interest=None, which=np.array([], dtype=np.intp))
    assert stretches((), empty).tolist() == []
    assert pick(Pool(entries=(), fit=np.array([]), alike=np.empty((0, 0)), stretch=np.array([], bool))) == ()


def test_the_seed_follows_the_answers_and_not_their_wording() -> None:
    reworded = replace(alice(), interests="something else", experience_summary="long story")
    assert seed_of(alice(), CATALOGUE) == seed_of(reworded, CATALOGUE)
    assert seed_of(alice(), CATALOGUE) != seed_of(replace(alice(), cash=1.0), CATALOGUE)
    assert discover(alice(), CATALOGUE, sampling=Sampling(draws=128, seed=4)) == discover(
        alice(), CATALOGUE, sampling=Sampling(draws=128, seed=4)
    )


def test_interest_needs_one_cosine_per_entry_and_lifts_what_it_names() -> None:
    with pytest.raises(ValueError, match="one cosine per entry"):
        discover(alice(), CATALOGUE, interest=np.zeros(3))
    with_bikes = fits(CATALOGUE, alice(), cosines(CATALOGUE))
    without = fits(CATALOGUE, alice(), np.zeros(len(CATALOGUE.entries)))
    assert with_bikes["office-bike-repair"] == pytest.approx(without["office-bike-repair"] + 0.09)


def test_every_constraint_can_exclude() -> None:
    hard = replace(
        CATALOGUE.get("drone-crop-scouting"),
        demands=replace(
            CATALOGUE.get("drone-crop-scouting").demands,
            countries=("FR",),
            languages=("fr",),
            skills=(SkillNeed(skill="sales", level=1, weight=1.0),),
        ),
    )
    nobody = replace(
        invented(0),
        cash=0.0,
        affordable_loss=0.0,
        hours_per_week=1.0,
        deadline_months=0.0,
        licences=(),
        country="DE",
        languages=("de",),
        work_styles=(WorkStyle.REMOTE,),
        exclusions=(),
    )
    failed = failures(with_entries(CATALOGUE, (hard,)), terms_of(nobody))
    place = [entry.id for entry in CATALOGUE.entries].index(hard.id)
    assert failed[place].sum() == len(CONSTRAINTS) - 1
