"""The versioned registry of benchmarks, authored defaults and base rates (product-core 2, 5.6; Q24)."""

from collections.abc import Mapping
from types import MappingProxyType

from assay.engine.registry.loading import load
from assay.engine.registry.records import Bar, Benchmark, MoneyScale, Source, Survival, Transfer
from assay.engine.types import Archetype, Tier

REGISTRY_VERSION = "2026.11"

_CONTENT = load()

SOURCES: Mapping[str, Source] = MappingProxyType({source.id: source for source in _CONTENT.sources})
BENCHMARKS: tuple[Benchmark, ...] = _CONTENT.benchmarks
DEFAULTS: tuple[Benchmark, ...] = _CONTENT.defaults
BARS: Mapping[str, Bar] = MappingProxyType({bar.template: bar for bar in _CONTENT.bars})
SURVIVAL: tuple[Survival, ...] = _CONTENT.survival

_UNKNOWN_CURRENCY_SPREAD = 1.5
_MONEY = {scale.currency: scale for scale in _CONTENT.money}


def defaults_for(template_id: str, archetype: Archetype | None) -> tuple[Benchmark, ...]:
    """The intervals that stand in for "don't know": cited ones where they fit, otherwise our own (tier D).

    Without an archetype every archetype's authored default is returned, so that the pool is honestly wide.
    Empty when the template means nothing for the archetype.
    """
    fitting = [
        benchmark
        for benchmark in (*BENCHMARKS, *DEFAULTS)
        if benchmark.template == template_id and (archetype is None or archetype in benchmark.archetypes)
    ]
    cited = tuple(benchmark for benchmark in fitting if benchmark.tier is not Tier.D)
    return cited or tuple(fitting)


def base_rate(naics_sector: str | None) -> Survival:
    """US survival of the sector's 2013 cohort, or of all private establishments when the sector has no table.

    Context only: it says how long establishments live, not how likely an idea is to work.
    """
    fitting = (row for row in SURVIVAL if naics_sector is not None and row.covers(naics_sector))
    return next(fitting, SURVIVAL[0])


def money_scale(currency: str) -> MoneyScale:
    """How to carry dollar defaults into ``currency`` (ISO 4217); an unknown one keeps the number and widens it."""
    return _MONEY.get(currency.upper()) or MoneyScale(
        currency=currency.upper(), per_dollar=1.0, spread=_UNKNOWN_CURRENCY_SPREAD
    )


__all__ = [
    "BARS",
    "BENCHMARKS",
    "DEFAULTS",
    "REGISTRY_VERSION",
    "SOURCES",
    "SURVIVAL",
    "Bar",
    "Benchmark",
    "MoneyScale",
    "Source",
    "Survival",
    "Transfer",
    "base_rate",
    "defaults_for",
    "money_scale",
]
