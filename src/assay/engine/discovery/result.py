"""What a discovery hands back: complete enough to draw the page, re-rank it under other weights and open an idea.

Numbers are ``Quantity`` objects or, in ``Contribution`` and ``Scored``, plain numbers traceable to one by id; all stand
in ``DiscoveryResult.quantities``. Sentences carry numbers as slots, ``{{q:quantity-id}}``. Money is in the profile's
currency.
"""

from dataclasses import dataclass

from assay.engine.discovery.words import Constraint, Criterion
from assay.engine.result.words import Sentence
from assay.engine.types import Archetype, EvidenceClass, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One of the eleven: ``points = weight × score``; ``against_median`` compares with the median feasible entry."""

    criterion: Criterion
    label: str
    score: float  # 0 to 1
    weight: float
    points: float
    against_median: float
    quantity_id: str  # of the points
    median_id: str  # of the comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstTest:
    type_id: str
    name: str
    evidence_class: EvidenceClass
    template: str
    action: str
    n: Quantity
    cash: Quantity
    hours: Quantity
    days: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """Something the founder could change, and how much fit it would add."""

    criterion: Criterion
    gain: Quantity
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    rank: int
    entry_id: str
    title: str
    one_liner: str
    customer: str
    sector: str
    sector_label: str
    archetype: Archetype
    is_stretch: bool
    fit: Quantity
    acceptability: Quantity  # share of the draws in which it is among the ten best
    first_share: Quantity  # share of the draws in which it is the best
    best_for: tuple[Criterion, ...]  # what one has to care about for it to come first
    contributions: tuple[Contribution, ...]
    chance_of_income: Quantity
    capex: Quantity
    hours: Quantity
    months: Quantity
    price: Quantity
    price_unit: str
    main_risk: str
    why_now: str
    as_of: str
    first_test: FirstTest
    raises: tuple[Raise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Fails exactly one hard constraint, and by how much."""

    entry_id: str
    title: str
    one_liner: str
    constraint: Constraint
    fit: Quantity
    needs: Quantity | None
    has: Quantity | None
    missing: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """The constraint whose loosening would let in most entries, named when fewer than six are feasible."""

    constraint: Constraint
    frees: Quantity
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    entries: int
    feasible: int
    near_misses: int
    excluded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A feasible entry's contributions in the order of ``DiscoveryResult.criteria``, for sliders."""

    entry_id: str
    title: str
    fit: float
    acceptability: float
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveryResult:
    engine_version: str
    catalogue_version: str
    seed: int
    draws: int
    currency: str
    has_interest: bool  # whether sentence vectors took part
    criteria: tuple[Criterion, ...]
    weights: tuple[float, ...]  # normalised, in the order of ``criteria``
    counts: Counts
    candidates: tuple[Candidate, ...]
    near_misses: tuple[NearMiss, ...]
    blocking: Blocking | None
    feasible: tuple[Scored, ...]
    quantities: tuple[Quantity, ...]
