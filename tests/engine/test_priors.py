"""Priors: intervals, ranges, pools, and what an idea's answers do to them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.engine.beliefs import Origin, beta, gamma, normal
from assay.engine.inputs import Choice, Customer, Default, Founder, IdeaInput, Money, Problem
from assay.engine.intervals import from_benchmark, from_range, pool, scaled
from assay.engine.library import TEMPLATES
from assay.engine.posterior import update
from assay.engine.priors import prior_for, removed
from assay.engine.registry import Transfer, defaults_for
from assay.engine.types import Archetype, Family, Kind, Range, Tier
from tests.engine.ledgers import LEVELS

_IDEA = IdeaInput(name="Notes for caterers", archetype=Archetype.SUBSCRIPTION)
_PRICE = Range(low=20, likely=29, high=45)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3, unique=True))
def test_a_range_of_a_rate_is_exact_at_all_three_points(points: list[float]) -> None:
    low, likely, high = sorted(points)
    if min(likely - low, high - likely) < 0.02:
        return
    found = update(from_range(Range(low=low, likely=likely, high=high), Family.RATE)).ppf(LEVELS)
    np.testing.assert_allclose(found, [low, likely, high], rtol=2e-4)


def test_stretch_widens_both_halves_and_keeps_the_middle() -> None:
    plain = update(from_range(_PRICE, Family.AMOUNT)).ppf(LEVELS)
    wide = update(from_range(_PRICE, Family.AMOUNT, stretch=2.0)).ppf(LEVELS)
    np.testing.assert_allclose(np.log(wide / 29), 2 * np.log(plain / 29), atol=1e-9)


@pytest.mark.parametrize(
    ("family", "stated"),
    [
        (Family.AMOUNT, Range(low=0, likely=0, high=0)),
        (Family.AMOUNT, Range(low=0, likely=0, high=500)),
        (Family.AMOUNT, Range(low=0, likely=50, high=500)),
        (Family.COUNT, Range(low=7, likely=7, high=7)),
        (Family.RATE, Range(low=0, likely=0, high=0)),
        (Family.RATE, Range(low=1, likely=1, high=1)),
        (Family.RATE, Range(low=0.5, likely=0.9, high=1)),
        (Family.RATE, Range(low=0, likely=0.9, high=1)),
        (Family.RATE, Range(low=0, likely=1, high=1)),
        (Family.RATE, Range(low=0, likely=0, high=1)),
    ],
)
def test_ranges_that_touch_the_ends_stay_proper(family: Family, stated: Range) -> None:
    prior = from_range(stated, family)
    levels = update(prior).ppf(LEVELS)
    assert np.all(np.isfinite(levels))
    assert np.all(np.diff(levels) > 0)
    assert 0 < prior.sd < 6


@pytest.mark.parametrize(
    ("family", "stated"),
    [
        (Family.AMOUNT, Range(low=-1, likely=2, high=5)),
        (Family.RATE, Range(low=0.1, likely=0.2, high=1.2)),
    ],
)
def test_ranges_out_of_order_or_out_of_their_unit_are_refused(family: Family, stated: Range) -> None:
    with pytest.raises(ValueError, match="within 0"):
        from_range(stated, family)


def test_a_benchmark_is_exact_at_its_ends_and_widened_by_tier_and_transfer() -> None:
    (default,) = defaults_for("V1", Archetype.LOCAL)
    trusted = replace(default, tier=Tier.A)
    np.testing.assert_allclose(
        update(from_benchmark(trusted)).ppf(np.array([0.1, 0.9])), [default.q10, default.q90], rtol=1e-3
    )
    assert pytest.approx(2.2) == from_benchmark(default).sd / from_benchmark(trusted).sd
    generic = replace(trusted, transfer=Transfer.GENERIC, tier=Tier.B, shift=0.5)
    assert pytest.approx(1.3 * 1.5) == from_benchmark(generic).sd / from_benchmark(trusted).sd
    assert pytest.approx(0.5) == from_benchmark(generic).mean - from_benchmark(trusted).mean
    assert (1.0, 0.0) == (
        from_benchmark(trusted).share(Kind.CITED_BENCHMARK),
        from_benchmark(default).share(Kind.CITED_BENCHMARK),
    )


def test_disagreement_widens_a_pool_and_shares_add_up() -> None:
    origins = tuple(Origin(kind=kind, source_id=kind) for kind in (Kind.FOUNDER_INPUT, Kind.AUTHORED_DEFAULT))
    near = [normal(Family.AMOUNT, mean=mean, sd=0.3, origins=(o,)) for mean, o in zip((1.0, 1.1), origins, strict=True)]
    far = [replace(near[0]), normal(Family.AMOUNT, mean=3.0, sd=0.3, origins=(origins[1],))]
    pooled = pool(tuple(far), weights=(0.4, 0.6))
    assert pytest.approx(0.4 * 1 + 0.6 * 3) == pooled.mean
    assert pytest.approx(np.sqrt(0.09 + 0.4 * 1.2**2 + 0.6 * 0.8**2)) == pooled.sd
    assert pool(tuple(near), weights=(2, 3)).sd < pooled.sd
    assert (pooled.share(Kind.FOUNDER_INPUT), pooled.share(Kind.AUTHORED_DEFAULT)) == pytest.approx((0.4, 0.6))


def test_scaling_moves_and_widens_and_leaves_alone_what_stays() -> None:
    prior = normal(Family.AMOUNT, mean=1.0, sd=0.3, origins=())
    assert prior is scaled(prior, factor=1.0)
    moved = scaled(prior, factor=10.0, spread=0.4)
    assert (moved.mean, moved.sd) == pytest.approx((1 + np.log(10), 0.5))


def test_without_answers_the_default_and_its_origin_stand() -> None:
    price, churn = prior_for("V1", _IDEA), prior_for("D8", _IDEA)
    assert price is not None
    assert churn is not None
    assert (1.0, 1.0) == (price.share(Kind.AUTHORED_DEFAULT), churn.share(Kind.CITED_BENCHMARK))
    assert prior_for("F6", _IDEA) is None


def test_without_an_archetype_the_default_is_the_wide_pool_of_all() -> None:
    nobody, known = prior_for("V1", replace(_IDEA, archetype=None)), prior_for("V1", _IDEA)
    assert nobody is not None
    assert known is not None
    assert nobody.sd > known.sd


def test_a_founders_price_stands_alone_and_their_leads_are_pooled() -> None:
    idea = replace(_IDEA, money=Money(price=_PRICE, leads=Range(low=100, likely=200, high=400)))
    price, leads = prior_for("V1", idea), prior_for("V4", idea)
    assert price is not None
    assert leads is not None
    assert (price.share(Kind.FOUNDER_INPUT), leads.share(Kind.FOUNDER_INPUT)) == pytest.approx((1.0, 0.4))
    assert pytest.approx(29) == float(update(price).ppf(np.array([0.5]))[0])


@pytest.mark.parametrize(
    ("template", "idea"),
    [
        ("V2", replace(_IDEA, money=Money(gross_margin=Range(low=0.6, likely=0.7, high=0.8)))),
        ("V2", replace(_IDEA, money=Money(unit_cost=Range(low=5, likely=8, high=60), price=_PRICE))),
        ("V6", replace(_IDEA, money=Money(fixed_cost=Range(low=90, likely=120, high=300)))),
        ("V7", replace(_IDEA, money=Money(capex=Range(low=0, likely=0, high=900)))),
        ("V8", replace(_IDEA, money=Money(days_to_cash=Range(low=7, likely=14, high=45)))),
        ("F1", replace(_IDEA, money=Money(first_sale_hours=Range(low=80, likely=200, high=600)))),
        ("D3", replace(_IDEA, problem=Problem(spend=Range(low=10, likely=40, high=90)))),
        ("D4", replace(_IDEA, customer=Customer(reachable=Range(low=500, likely=2000, high=9000)))),
        ("A6", replace(_IDEA, founder=Founder(hours_per_week=12.0))),
        ("F4", replace(_IDEA, founder=Founder(holds_licence=True))),
        ("D9", replace(_IDEA, choices=(Choice(template="D9", range=Range(low=0.2, likely=0.3, high=0.5)),))),
        ("D1", replace(_IDEA, problem=Problem(asked=10, acted=7))),
    ],
)
def test_every_answer_of_the_wizard_becomes_the_founders_share(template: str, idea: IdeaInput) -> None:
    found, default = prior_for(template, idea), prior_for(template, _IDEA)
    assert found is not None
    assert default is not None
    assert found.share(Kind.FOUNDER_INPUT) > 0
    assert pytest.approx(1.0) == sum(origin.share for origin in found.origins)
    assert found.mean != default.mean


@pytest.mark.parametrize(
    "idea",
    [
        replace(_IDEA, problem=Problem(asked=0, acted=0)),
        replace(_IDEA, problem=Problem(asked=10)),
        replace(_IDEA, founder=Founder(hours_per_week=0.0, holds_licence=False)),
        replace(_IDEA, money=Money(unit_cost=_PRICE)),
        replace(_IDEA, money=Money(unit_cost=_PRICE, price=Range(low=0, likely=0, high=0))),
    ],
)
def test_an_answer_that_says_nothing_changes_nothing(idea: IdeaInput) -> None:
    for template in ("D1", "V2", "A6", "F4"):
        assert prior_for(template, _IDEA) == prior_for(template, idea)


def test_answers_collected_by_asking_friends_move_less_than_the_same_share_of_many() -> None:
    few, many = (prior_for("D1", replace(_IDEA, problem=Problem(asked=n, acted=int(0.9 * n)))) for n in (10, 100))
    assert few is not None
    assert many is not None
    assert few.mean < many.mean
    assert few.share(Kind.FOUNDER_INPUT) < many.share(Kind.FOUNDER_INPUT)


def test_a_choice_of_the_founder_beats_the_wizards_field() -> None:
    chosen = Choice(template="V1", range=Range(low=90, likely=100, high=120))
    idea = replace(_IDEA, money=Money(price=_PRICE), choices=(chosen,))
    price = prior_for("V1", idea)
    assert price is not None
    assert pytest.approx(np.log(100), abs=0.1) == price.mean
    assert ("founder:choice:V1",) == tuple(origin.source_id for origin in price.origins)


def test_a_catalogue_entry_replaces_the_registry_default() -> None:
    brought = Default(template="D6", q10=0.3, q90=0.4)
    authored, cited = (
        prior_for("D6", replace(_IDEA, defaults=(each,)))
        for each in (brought, replace(brought, tier=Tier.B, source_id="recurly-churn"))
    )
    assert authored is not None
    assert cited is not None
    assert pytest.approx(0.35, abs=0.01) == update(authored).mean
    assert ("assay-catalogue", 1.0) == (authored.origins[0].source_id, authored.share(Kind.AUTHORED_DEFAULT))
    assert ("recurly-churn", 1.0) == (cited.origins[0].source_id, cited.share(Kind.CITED_BENCHMARK))


def test_prices_follow_income_and_money_follows_the_currency() -> None:
    poorer = prior_for("V1", _IDEA, ppp_ratio=0.25)
    rent, rent_elsewhere = prior_for("V6", _IDEA), prior_for("V6", _IDEA, ppp_ratio=0.25)
    plain, yen = prior_for("V1", _IDEA), prior_for("V1", replace(_IDEA, money=Money(currency="JPY")))
    assert poorer is not None
    assert plain is not None
    assert yen is not None
    assert pytest.approx(np.log(0.5)) == poorer.mean - plain.mean
    assert rent == rent_elsewhere
    assert pytest.approx(np.log(150)) == yen.mean - plain.mean
    assert yen.sd > plain.sd


def test_only_the_authored_share_moves_in_the_robust_set() -> None:
    authored = prior_for("V1", _IDEA)
    cited = prior_for("D8", _IDEA)
    assert authored is not None
    assert cited is not None
    assert pytest.approx(authored.mean + 0.5 * authored.sd) == authored.with_defaults_shifted(0.5).mean
    assert cited is cited.with_defaults_shifted(0.5)


@pytest.mark.parametrize(
    "prior", [beta(2, 38), gamma(3, 0.5), from_range(_PRICE, Family.AMOUNT)], ids=["beta", "gamma", "range"]
)
def test_a_shifted_belief_is_the_same_belief_elsewhere(prior: object) -> None:
    shape = prior.shape  # type: ignore[attr-defined]  # three priors of one class, typed as object by the parameter table
    moved = shape.shifted(0.7)
    assert (pytest.approx(shape.mean + 0.7), pytest.approx(shape.variance)) == (moved.mean, moved.variance)
    x = np.array([-3.0, 0.1, 1.0, 2.0])
    np.testing.assert_allclose(shape.log_density(x), moved.log_density(x + 0.7), atol=1e-12)


def test_removed_assumptions_carry_their_reason() -> None:
    choices = (Choice(template="A4", removed_because="no rival exists"), Choice(template="V1", range=_PRICE))
    assert {"A4"} == removed(replace(_IDEA, choices=choices))


@pytest.mark.parametrize("archetype", Archetype)
def test_every_prior_of_every_archetype_can_be_drawn_from(archetype: Archetype) -> None:
    idea = IdeaInput(name="x", archetype=archetype)
    for template in TEMPLATES:
        prior = prior_for(template, idea)
        if prior is not None:
            found = update(prior)
            draws = found.ppf(np.array([1e-6, 0.5, 1 - 1e-6]))
            assert np.all(np.isfinite(draws))
            assert np.all(np.diff(draws) >= 0)
            assert 0 == found.evidence_share
