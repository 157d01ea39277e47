"""What the benchmark registry holds. Every number in it names its source, population, year and tier (Q24)."""

from dataclasses import dataclass
from enum import StrEnum

from assay.engine.types import Archetype, Tier


class Transfer(StrEnum):
    """How close the benchmark's population is to the idea; the further, the wider (product-core 5.6)."""

    SAME_SEGMENT = "same_segment"
    SAME_MODEL = "same_model"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a number was published. ``citation`` is enough to find it in a library, without a link that rots."""

    id: str
    title: str
    publisher: str
    year: int
    citation: str
    tier: Tier
    licence: str
    selection_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """An interval for one template in some archetypes: ``q10`` to ``q90`` in the template's unit.

    ``shift`` moves the interval on the g scale for a known selection (a sample that dropped its failures).
    ``rationale`` says why an authored default is what it is; ``selection_note`` what a cited one leaves out.
    """

    id: str
    template: str
    archetypes: tuple[Archetype, ...]
    q10: float
    q90: float
    unit: str
    population: str
    year: int
    tier: Tier
    source_id: str
    licence: str
    transfer: Transfer = Transfer.SAME_MODEL
    shift: float = 0.0
    selection_note: str = ""
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A threshold that is a benchmark and not derived from the goal (D9, A4)."""

    template: str
    value: float
    tier: Tier
    source_id: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """Share of a cohort's establishments still alive after some years: base rates, shown as context only."""

    sector: str
    cohort: str
    naics: str | None
    shares: tuple[tuple[int, float], ...]  # (year, percent alive)
    source_id: str

    def covers(self, sector: str) -> bool:
        """Whether a two-digit NAICS sector (or a range such as 31-33) lies in this row's."""
        if self.naics is None:
            return False
        first, _, last = self.naics.partition("-")
        return first <= sector[:2] <= (last or first)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyScale:
    """Rough units of a currency per US dollar, to carry money defaults over; ``spread`` widens them (log SD)."""

    currency: str
    per_dollar: float
    spread: float
