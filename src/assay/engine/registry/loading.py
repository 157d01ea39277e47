"""Reads the packaged tables. They are data, not code: one line per record, reviewed by people, checked by Q24."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from assay.engine.registry.records import Bar, Benchmark, MoneyScale, Source, Survival, Transfer
from assay.engine.types import Archetype, Tier

_AUTHORED_LICENCE = "Apache-2.0"
_AUTHORED_SOURCE = "assay-authored"
_AUTHORED_YEAR = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything the registry ships."""

    sources: tuple[Source, ...]
    benchmarks: tuple[Benchmark, ...]
    defaults: tuple[Benchmark, ...]
    bars: tuple[Bar, ...]
    survival: tuple[Survival, ...]
    money: tuple[MoneyScale, ...]


def load() -> Content:
    """Parse all tables; a malformed row raises at import, so it cannot ship."""
    cited = _table("benchmarks")
    return Content(
        sources=tuple(_source(row) for row in _table("sources")["sources"]),
        benchmarks=tuple(_benchmark(row) for row in cited["benchmarks"]),
        defaults=tuple(
            _default(template, row) for template, rows in _table("defaults")["defaults"].items() for row in rows
        ),
        bars=tuple(Bar(**{**row, "tier": Tier(row["tier"])}) for row in cited["bars"]),
        survival=tuple(_survival(row) for row in _table("survival")["cohorts"]),
        money=tuple(MoneyScale(**row) for row in _table("currencies")["currencies"]),
    )


def _table(name: str) -> dict[str, Any]:
    text = files("assay.engine.registry").joinpath("tables", f"{name}.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def _source(row: dict[str, Any]) -> Source:
    return Source(**{**row, "tier": Tier(row["tier"])})


def _benchmark(row: dict[str, Any]) -> Benchmark:
    return Benchmark(
        **{
            **row,
            "archetypes": tuple(Archetype(name) for name in row["archetypes"]),
            "tier": Tier(row["tier"]),
            "transfer": Transfer(row["transfer"]),
        }
    )


def _default(template: str, row: dict[str, Any]) -> Benchmark:
    """A row of the authored table: ``[archetypes, q10, q90, unit, rationale]``."""
    archetypes = tuple(Archetype) if row["for"] == "all" else tuple(Archetype(name) for name in row["for"])
    return Benchmark(
        id=f"default-{template}-{'-'.join(archetypes) if row['for'] != 'all' else 'all'}",
        template=template,
        archetypes=archetypes,
        q10=row["q10"],
        q90=row["q90"],
        unit=row["unit"],
        population=row.get("population", "new small businesses of this kind, United States price level"),
        year=_AUTHORED_YEAR,
        tier=Tier.D,
        source_id=_AUTHORED_SOURCE,
        licence=_AUTHORED_LICENCE,
        transfer=Transfer.SAME_SEGMENT,
        rationale=row["why"],
    )


def _survival(row: dict[str, Any]) -> Survival:
    return Survival(
        sector=row["sector"],
        cohort=row["cohort"],
        naics=row["naics"],
        shares=tuple((int(year), share) for year, share in row["alive"].items()),
        source_id=row["source_id"],
    )
