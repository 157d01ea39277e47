"""The catalogue of opportunities: what an entry says, and the whole of them with their sentence vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assay.engine.discovery.words import (
    Area,
    Delivery,
    Exclusion,
    Impact,
    Licence,
    Scope,
    WorkStyle,
)
from assay.engine.inputs import AlternativeKind, CustomerType, Payer, ProblemCategory, RevenueModel
from assay.engine.types import Archetype, Floats, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A default with its spread: 10 %, 50 % and 90 % quantiles, and how far it can be trusted.

    The spread is the whole of our doubt, the widening of its tier included: what is shown is what is believed.
    """

    q10: float
    q50: float
    q90: float
    tier: Tier = Tier.D


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillNeed:
    skill: str
    level: int  # 1 to 5, on the founder's own scale
    weight: float  # the weights of one entry add up to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TestIdea:
    """A first test: an evidence type of the library, the assumption it is for, and what to do in this very case."""

    type_id: str
    template: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    kind: AlternativeKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    role: str
    trigger: str
    type: CustomerType
    payer: Payer
    reach: int  # people to talk to before the first customers are found


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What the entry asks of the founder before it earns."""

    skills: tuple[SkillNeed, ...]
    domain: tuple[str, ...]  # sectors in which years count, the best first
    domain_need: float  # 0 anyone can, 1 only insiders
    hours: float  # least hours a week
    licences: tuple[Licence, ...]
    countries: tuple[str, ...]  # empty: anywhere
    languages: tuple[str, ...]  # empty: the customers' own
    styles: tuple[WorkStyle, ...]  # ways of working it suits


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """US dollars, months, shares; ``unit`` is what ``price`` is for, ``loss`` is churn or the rate of buying again."""

    unit: str
    capex: Span
    build_hours: Span  # to the first sale
    months: Span  # to the first income
    price: Span
    margin: Span
    cac: Span
    loss: Span
    leads: Span  # a month, once things run
    conversion: Span
    ramp: Span
    fixed: Span  # a month
    cash_days: Span
    serve_hours: Span  # the founder's, per customer (or order) and month
    buyers: Span  # within reach
    capacity: Span | None  # units a week, where a place or a workshop limits them
    paid_share: float  # of customers that come through paid acquisition


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Authored judgements, 0 (none) to 1 (as much as can be)."""

    founder_dependence: float
    regulation: float
    platform_risk: float
    seasonality: float
    competition: float
    switching_cost: float
    scalability: float
    risk: int  # 1 to 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One opportunity. Compared by identity, so that caches keyed on it need not read it whole."""

    id: str
    title: str
    one_liner: str
    buyer: Buyer
    problem: ProblemCategory
    workaround: str
    archetype: Archetype
    revenue_model: RevenueModel
    sector: str
    scope: Scope
    delivery: Delivery
    areas: tuple[Area, ...]
    demands: Demands
    figures: Figures
    character: Character
    main_risk: str
    why_now: str
    as_of: str  # year-month of why_now
    impact: tuple[Impact, ...]
    critical: tuple[str, ...]  # assumption templates that kill it when they fail
    tests: tuple[TestIdea, ...]
    alternatives: tuple[Option, ...]
    aliases: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    """Entries in the order of their ids, one unit vector each, and a version that changes with any byte of them."""

    entries: tuple[Entry, ...]
    vectors: Floats  # entries × dimensions, rows of length 1
    version: str

    def __post_init__(self) -> None:
        ids = [entry.id for entry in self.entries]
        if ids != sorted(set(ids)):
            raise ValueError("entries must be in the order of their ids, each once")
        if len(self.vectors) != len(ids):
            raise ValueError("every entry needs its vector")

    def get(self, entry_id: str) -> Entry:
        """The entry with this id. Raises KeyError."""
        for entry in self.entries:
            if entry.id == entry_id:
                return entry
        raise KeyError(entry_id)

    def similarity(self) -> Floats:
        """Cosine between any two entries, shape (entries, entries)."""
        return self.vectors @ self.vectors.T

    def interest(self, vector: NDArray[np.floating]) -> Floats:
        """Cosine of one sentence vector with each entry, shape (entries,)."""
        length = float(np.linalg.norm(vector)) or 1.0
        return np.asarray(self.vectors @ (np.asarray(vector, dtype=np.float64) / length))


def catalogue_of(entries: tuple[Entry, ...], vectors: Floats, version: str) -> Catalogue:
    """A catalogue of entries in any order; each row of ``vectors`` belongs to the entry at its place."""
    order = sorted(range(len(entries)), key=lambda index: entries[index].id)
    return Catalogue(
        entries=tuple(entries[index] for index in order),
        vectors=np.asarray(vectors, dtype=np.float64)[order],
        version=version,
    )


def entry_text(entry: Entry) -> str:
    """What the sentence encoder reads about an entry: its name and its promise."""
    return f"{entry.title}. {entry.one_liner}"
