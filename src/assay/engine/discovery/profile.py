"""The founder as discovery sees them (product-core 5.18); what stays unanswered never excludes anything.

The same shape is the profile file of ``assay discover`` and the snapshot of a discovery run. The bounds in the metadata
are what the wire, the JSON Schema and the forms enforce. Founder psychology is not part of it.
"""

from dataclasses import dataclass, field

from assay.engine.discovery.skills import SKILLS
from assay.engine.discovery.words import (
    Ambition,
    Area,
    BudgetBand,
    Exclusion,
    Licence,
    Strength,
    TimeBand,
    WorkStyle,
)
from assay.engine.inputs import CustomerType
from assay.engine.types import Risk

_MONEY = {"minimum": 0, "maximum": 1e12}
_SECTOR = {"pattern": "^[0-9]{2}(-[0-9]{2})?$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLevel:
    """One self-rating: 0 none, 1 tried, 2 some practice, 3 paid work, 4 years of it, 5 others learn from me."""

    skill: str = field(metadata={"choices": tuple(SKILLS)})
    level: int = field(metadata={"minimum": 0, "maximum": 5})
    note: str = field(default="", metadata={"max_length": 240})  # what shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    sector: str = field(metadata=_SECTOR)  # NAICS sector
    years: float = field(metadata={"minimum": 0, "maximum": 70})


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """People of one kind the founder could talk to this month."""

    customer: CustomerType
    people: int = field(metadata={"minimum": 0, "maximum": 1_000_000})  # reachable this month
    sector: str | None = field(default=None, metadata=_SECTOR)  # the trade they are in, None for any


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    ambition: Ambition | None = None
    time: TimeBand | None = None
    hours_per_week: float | None = field(default=None, metadata={"minimum": 0, "maximum": 112})
    budget: BudgetBand | None = None
    cash: float | None = field(default=None, metadata=_MONEY)
    affordable_loss: float | None = field(default=None, metadata=_MONEY)
    wage: float | None = field(default=None, metadata=_MONEY)  # reservation wage, per hour
    deadline_months: float | None = field(default=None, metadata={"minimum": 0, "maximum": 120})  # to the first income
    income_target: float | None = field(default=None, metadata=_MONEY)  # owner profit a month
    goal_month: int = field(default=24, metadata={"choices": (12, 18, 24, 36)})
    risk: Risk = Risk.BALANCED
    area: Area | None = None
    sub_area: str = field(default="", metadata={"max_length": 80})
    interests: str = field(default="", metadata={"max_length": 1_000})  # free text
    work_styles: tuple[WorkStyle, ...] = field(default=(), metadata={"max_items": 6})
    strength: Strength | None = None
    experience_summary: str = field(default="", metadata={"max_length": 500})
    skills: tuple[SkillLevel, ...] = field(default=(), metadata={"max_items": 64})
    experience: tuple[Experience, ...] = field(default=(), metadata={"max_items": 16})
    networks: tuple[Network, ...] = field(default=(), metadata={"max_items": 40})
    languages: tuple[str, ...] = field(default=(), metadata={"pattern": "^[a-z]{2,3}$", "max_items": 20})  # ISO 639
    country: str | None = field(default=None, metadata={"pattern": "^[A-Z]{2}$"})  # ISO 3166-1 alpha-2
    currency: str = field(
        default="USD", metadata={"pattern": "^[A-Z]{3}$"}
    )  # ISO 4217; catalogue amounts are US dollars
    licences: tuple[Licence, ...] = field(default=(), metadata={"max_items": 10})
    exclusions: tuple[Exclusion, ...] = field(default=(), metadata={"max_items": 13})
