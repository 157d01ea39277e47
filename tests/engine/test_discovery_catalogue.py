"""Q23: the shipped catalogue is complete, ordered, distinct, testable, and in step with its vectors."""

import json
from dataclasses import fields

import numpy as np
import pytest

from assay.engine.discovery import SECTORS, SKILLS, Entry, load_catalogue
from assay.engine.discovery.catalogue import Figures, Span, catalogue_of
from assay.engine.discovery.income import spans_of
from assay.engine.discovery.reading import CATALOGUE, BadEntry, joined, load_entries, read_entries
from assay.engine.economics.measures import lifetime_value
from assay.engine.economics.parameters import Horizon, Parameters
from assay.engine.economics.shape import SHAPES
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.engine.types import Archetype, Family, Tier

ENTRIES = load_entries()


@pytest.fixture(params=ENTRIES, ids=lambda entry: entry.id)
def entry(request: pytest.FixtureRequest) -> Entry:
    found: Entry = request.param
    return found


def test_q23_there_are_at_least_64_entries_four_in_each_of_16_sectors_and_all_archetypes() -> None:
    assert len(ENTRIES) >= 64
    assert {entry.sector for entry in ENTRIES} == set(SECTORS)
    assert len(SECTORS) == 16
    assert min(sum(entry.sector == sector for entry in ENTRIES) for sector in SECTORS) >= 4
    assert {entry.archetype for entry in ENTRIES} == set(Archetype)


def test_q23_every_interval_is_ordered_positive_where_it_must_be_and_has_a_tier(entry: Entry) -> None:
    spans = {item.name: getattr(entry.figures, item.name) for item in fields(Figures)}
    for name, span in spans.items():
        if not isinstance(span, Span):
            continue
        assert 0 <= span.q10 <= span.q50 <= span.q90, name
        assert isinstance(span.tier, Tier)
    for template, span in spans_of(entry).items():
        top = 1.0 if TEMPLATES[template].family is Family.RATE else np.inf
        assert 0 < span.q10 < span.q90 < top, template


def test_q23_lifetime_value_is_finite_at_either_end_of_loss(entry: Entry) -> None:
    figures = entry.figures
    for loss in (figures.loss.q10, figures.loss.q90):
        price, margin = figures.price.q50, figures.margin.q50
        given = Parameters(leads=1.0, conversion=1.0, price=price, margin=margin, loss=loss)
        value = float(lifetime_value(given, Horizon()))
        assert np.isfinite(value)
        assert value > 0


def test_q23_every_critical_assumption_has_a_test_that_informs_it(entry: Entry) -> None:
    assert len(entry.tests) >= 3
    assert entry.critical
    for template in entry.critical:
        assert any(EVIDENCE_TYPES[test.type_id].bears_on(template) for test in entry.tests), template


def test_q23_every_test_informs_the_assumption_it_names(entry: Entry) -> None:
    for test in entry.tests:
        assert EVIDENCE_TYPES[test.type_id].bears_on(test.template), test
        assert len(test.action) > 20


def test_q23_words_are_enough_short_enough_and_known(entry: Entry) -> None:
    assert len(set(entry.aliases)) >= 6
    assert len(entry.title) <= 80
    assert len(entry.one_liner) <= 240
    assert len(entry.buyer.role) <= 80
    assert {need.skill for need in entry.demands.skills} <= set(SKILLS)
    assert all(1 <= need.level <= 5 for need in entry.demands.skills)
    assert sum(need.weight for need in entry.demands.skills) == pytest.approx(1.0)
    assert set(entry.demands.domain) <= set(SECTORS)
    assert 1 <= entry.character.risk <= 5
    assert len(entry.alternatives) >= 2


def test_what_is_shown_beside_numbers_holds_no_number_of_its_own(entry: Entry) -> None:
    shown = (entry.title, entry.one_liner, entry.buyer.role, entry.buyer.trigger, entry.workaround, entry.main_risk)
    assert not any(character.isdigit() for text in shown for character in text)


def test_q23_judgements_lie_between_none_and_all(entry: Entry) -> None:
    for item in fields(entry.character):
        if item.name != "risk":
            assert 0 <= getattr(entry.character, item.name) <= 1, item.name
    assert 0 <= entry.demands.domain_need <= 1
    assert 0 <= entry.figures.paid_share <= 1


def test_q23_places_with_limited_capacity_say_how_much(entry: Entry) -> None:
    assert (entry.figures.capacity is not None) == SHAPES[entry.archetype].has_capacity


def test_q23_no_two_entries_are_nearly_the_same_or_share_a_sentence() -> None:
    likeness = load_catalogue().similarity() - 2 * np.eye(len(ENTRIES))
    assert likeness.max() < 0.92
    for words in ("title", "one_liner", "main_risk", "why_now", "workaround"):
        texts = [getattr(entry, words) for entry in ENTRIES]
        assert len(set(texts)) == len(texts), words


def test_vectors_have_length_one_and_entries_stand_in_the_order_of_their_ids() -> None:
    catalogue = load_catalogue()
    assert np.linalg.norm(catalogue.vectors, axis=1) == pytest.approx(1.0)
    assert [entry.id for entry in catalogue.entries] == sorted(entry.id for entry in ENTRIES)
    assert catalogue.get("bread-crisps").title.startswith("Crisps")
    with pytest.raises(KeyError):
        catalogue.get("perpetual-motion")


def raw_entry() -> dict[str, object]:
    first = min(CATALOGUE.iterdir(), key=lambda part: part.name)
    found: dict[str, object] = json.loads(first.read_text())["entries"][0]
    return found


@pytest.mark.parametrize(
    "slip",
    [
        {"archetype": "ponzi"},
        {"unknown": 1},
        {"tests": [["X01", "D1"]]},
        {"figures": {"unit": "x"}},
        {"buyer": {"role": "x"}},
    ],
)
def test_a_slip_of_the_pen_is_refused_with_the_entry_named(slip: dict[str, object]) -> None:
    raw = raw_entry()
    with pytest.raises(BadEntry, match=str(raw["id"])):
        read_entries(json.dumps({"entries": [raw | slip]}))


def test_a_figure_nobody_knows_is_refused() -> None:
    raw = raw_entry()
    figures = raw["figures"]
    assert isinstance(figures, dict)
    with pytest.raises(BadEntry, match="unknown figures"):
        read_entries(json.dumps({"entries": [raw | {"figures": figures | {"luck": [1, 2, 3]}}]}))


def test_a_better_source_can_raise_the_tier_of_one_figure() -> None:
    raw = raw_entry()
    figures = raw["figures"]
    assert isinstance(figures, dict)
    (read,) = read_entries(json.dumps({"entries": [raw | {"figures": figures | {"tiers": {"price": "B"}}}]}))
    assert read.figures.price.tier is Tier.B
    assert read.figures.cac.tier is Tier.D


def test_a_catalogue_refuses_doubled_ids_and_missing_vectors() -> None:
    two = ENTRIES[:2]
    with pytest.raises(ValueError, match="each once"):
        catalogue_of((two[0], two[0]), np.ones((2, 3)), "x")
    with pytest.raises(ValueError, match="needs its vector"):
        type(load_catalogue())(entries=two, vectors=np.ones((1, 3)), version="x")


def test_vectors_of_another_catalogue_are_refused() -> None:
    with pytest.raises(BadEntry, match="rebuild them"):
        joined(ENTRIES, np.ones((3, 384)))
