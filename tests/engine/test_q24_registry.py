"""Q24: every number of the registry is sourced, ordered and believable; official tables equal the published ones."""

import pytest

from assay.engine import registry
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.engine.registry import BARS, BENCHMARKS, DEFAULTS, SOURCES, SURVIVAL, Benchmark, base_rate, defaults_for
from assay.engine.scales import to_scale
from assay.engine.types import Archetype, Family, Tier

_ALL = (*BENCHMARKS, *DEFAULTS)
_MEANINGLESS = {
    ("V10", Archetype.CONTENT),  # readers are not served one by one
    *(("F6", a) for a in (Archetype.SUBSCRIPTION, Archetype.COMMERCE, Archetype.MARKETPLACE, Archetype.CONTENT)),
}
_PUBLISHED = """
Total private|79.6|68.9|61.4|50.6|34.7
Construction|76.0|68.1|62.8|53.9|40.1
Manufacturing|82.6|73.9|67.4|57.7|43.6
Retail|84.2|75.7|68.8|58.3|41.7
Accommodation & food|82.5|72.5|65.6|55.3|38.2
Health & social|82.7|73.6|66.0|55.1|35.7
Education|81.8|72.9|65.9|56.0|38.9
Finance & insurance|80.9|71.7|64.2|53.2|37.5
Real estate|83.9|75.9|69.4|58.7|42.2
Arts & recreation|80.6|71.3|63.8|52.9|35.4
Admin & waste|76.9|67.4|60.1|48.9|34.2
Other services|82.5|74.2|67.1|56.9|39.6
Agriculture|87.5|81.0|75.7|66.2|50.5
Utilities|80.7|72.7|65.8|56.6|45.7
"""


@pytest.mark.parametrize("benchmark", _ALL, ids=lambda each: each.id)
def test_q24_every_interval_has_source_population_year_tier_licence_and_order(benchmark: Benchmark) -> None:
    source = SOURCES[benchmark.source_id]
    assert source.licence
    assert benchmark.licence
    assert benchmark.population
    assert benchmark.unit
    assert 2000 <= benchmark.year <= 2026
    assert benchmark.archetypes
    family = TEMPLATES[benchmark.template].family
    assert 0 < benchmark.q10 < benchmark.q90
    assert family not in {Family.RATE, Family.GATE} or benchmark.q90 < 1
    assert to_scale(family, benchmark.q10) < to_scale(family, benchmark.q90)
    assert source.tier is benchmark.tier
    assert benchmark.rationale if benchmark.tier is Tier.D else benchmark.selection_note


def test_q24_ids_are_unique_and_nothing_authored_poses_as_cited() -> None:
    ids = [each.id for each in _ALL]
    assert len(ids) == len(set(ids))
    assert all(each.tier is Tier.D and each.source_id == "assay-authored" for each in DEFAULTS)
    assert all(each.tier is not Tier.D for each in BENCHMARKS)


def test_q24_no_citation_is_missing_or_unused() -> None:
    used = {each.source_id for each in _ALL} | {each.source_id for each in BARS.values()}
    used |= {each.source_id for each in SURVIVAL}
    used |= {kind.source_id for kind in EVIDENCE_TYPES.values()}
    assert used | {"assay-catalogue"} == set(SOURCES)


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.id)
def test_q24_every_source_can_be_found_and_says_what_it_leaves_out(source: registry.Source) -> None:
    assert all((source.title, source.publisher, source.citation, source.licence, source.selection_note))
    assert "http" not in source.citation


@pytest.mark.parametrize("archetype", Archetype)
def test_q24_every_assumption_has_exactly_one_default_for_every_archetype_it_means_something_for(
    archetype: Archetype,
) -> None:
    for template in TEMPLATES:
        authored = [each for each in DEFAULTS if each.template == template and archetype in each.archetypes]
        assert (0 if (template, archetype) in _MEANINGLESS else 1) == len(authored)
        assert bool(authored) == bool(defaults_for(template, archetype))


def test_q24_cited_intervals_come_before_authored_ones() -> None:
    assert ["trial-to-paid-opt-in"] == [each.id for each in defaults_for("D6", Archetype.SUBSCRIPTION)]
    assert Tier.D is defaults_for("D6", Archetype.LOCAL)[0].tier


def test_q24_without_an_archetype_all_authored_defaults_are_offered() -> None:
    found = defaults_for("V1", None)
    assert set(Archetype) == {archetype for each in found for archetype in each.archetypes}


def test_q24_survival_rows_equal_the_published_table() -> None:
    rows = {row.sector: row for row in SURVIVAL if row.cohort == "US March 2013"}
    for line in _PUBLISHED.strip().splitlines():
        sector, *published = line.split("|")
        assert list(zip((1, 2, 3, 5, 10), map(float, published), strict=True)) == list(rows[sector].shares)
    late = {sector: rows[sector].shares for sector in ("Information", "Wholesale", "Mining")}
    assert {"Information": ((10, 29.1),), "Wholesale": ((10, 32.1),), "Mining": ((10, 24.5),)} == late
    assert 17 == len(rows)


def test_q24_the_older_cohort_and_the_european_rates_are_the_published_ones() -> None:
    rows = {row.cohort: row.shares for row in SURVIVAL if row.cohort != "US March 2013"}
    assert ((1, 79.6), (2, 68.1), (3, 60.6), (5, 49.6), (10, 33.6), (23, 18.0)) == rows["US March 1994"]
    assert ((1, 82.0),) == rows["EU births 2018 and 2020"]
    assert ((5, 44.0),) == rows["EU births 2009"]


def test_q24_survival_only_ever_falls() -> None:
    for row in SURVIVAL:
        shares = [share for _, share in row.shares]
        assert sorted(shares, reverse=True) == shares


@pytest.mark.parametrize(
    ("sector", "name"),
    [("23", "Construction"), ("44-45", "Retail"), ("45", "Retail"), ("32", "Manufacturing"), ("54", "Total private")],
)
def test_q24_a_sector_finds_its_base_rate(sector: str, name: str) -> None:
    assert name == base_rate(sector).sector


def test_q24_without_a_sector_the_base_rate_is_that_of_all_private_establishments() -> None:
    assert "Total private" == base_rate(None).sector


def test_q24_the_ellis_bar_is_forty_percent_and_cited() -> None:
    assert (0.40, Tier.C) == (BARS["D9"].value, BARS["D9"].tier)
    assert 0.5 == BARS["A4"].value


def test_q24_money_is_carried_over_roughly_and_an_unknown_currency_widens() -> None:
    assert (1.0, 0.0) == (registry.money_scale("usd").per_dollar, registry.money_scale("USD").spread)
    assert registry.money_scale("EUR").spread > 0
    unknown = registry.money_scale("XXX")
    assert (1.0, True) == (unknown.per_dollar, unknown.spread > 1)
    assert registry.REGISTRY_VERSION
