"""What a validation starts from: the structured answers of the idea wizard (product-core 5.4).

The same shape is the idea file of ``assay validate``, the snapshot of an idea version and the JSON API's body.
``None`` means "don't know": the default with its source is used. Free text never changes a number (Q16).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from assay.engine.types import Archetype, Range, Record, Risk, Tier


class Stage(StrEnum):
    RAW = "raw"
    RESEARCHED = "researched"
    PROTOTYPE = "prototype"
    LAUNCHED = "launched"
    REVENUE = "revenue"


class Payer(StrEnum):
    USER = "user"
    BOSS = "boss"
    COMPANY = "company"
    PARENT = "parent"
    OTHER = "other"


class CustomerType(StrEnum):
    CONSUMER = "consumer"
    MICRO = "micro"  # 1 to 9 people
    SMB = "smb"  # 10 to 249
    ENTERPRISE = "enterprise"
    PUBLIC = "public"
    NON_PROFIT = "non_profit"


class ProblemCategory(StrEnum):
    INEFFICIENCY = "inefficiency"
    COST = "cost"
    COMPLEXITY = "complexity"
    ACCESS = "access"
    TRUST = "trust"
    TRANSPARENCY = "transparency"
    FRAGMENTATION = "fragmentation"
    STATUS = "status"  # status or joy
    COMPLIANCE = "compliance"


class Advantage(StrEnum):
    PRICE = "price"
    UX = "ux"
    TECHNOLOGY = "technology"
    NICHE = "niche"
    NETWORK = "network"
    SPEED = "speed"
    TRUST = "trust"
    NONE = "none"


class AlternativeKind(StrEnum):
    COMPETITOR = "competitor"
    SUBSTITUTE = "substitute"
    NOTHING = "nothing"


class DependencyKind(StrEnum):
    PLATFORM = "platform"
    REGULATOR = "regulator"
    SUPPLIER = "supplier"


class RevenueModel(StrEnum):
    SUBSCRIPTION = "subscription"
    ONE_OFF = "one_off"
    COMMISSION = "commission"
    USAGE = "usage"
    RETAINER = "retainer"
    ADS = "ads"
    LEAD_FEE = "lead_fee"


class GoalType(StrEnum):
    INCOME = "income"
    REPLACE_JOB = "replace_job"
    ASSET = "asset"
    LEARNING = "learning"
    IMPACT = "impact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    role: str = ""
    trigger: str = ""
    payer: Payer | None = None
    type: CustomerType | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    region: str = ""
    places: tuple[str, ...] = ()  # where they can be reached
    prospects: int | None = None  # named prospects already known
    exclusion: str = ""
    reachable: Range | None = None  # buyers within reach (D4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    category: ProblemCategory | None = None
    frequency: Range | None = None  # times a month
    workaround: str = ""
    spend: Range | None = None  # money now spent a month (D3)
    hours_lost: Range | None = None  # hours a month
    asked: int | None = None  # people already asked
    acted: int | None = None  # of these, acted on the problem in 90 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    name: str
    kind: AlternativeKind = AlternativeKind.COMPETITOR
    price: float | None = None
    is_seen: bool = False  # the founder has looked at it with their own eyes
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    kind: DependencyKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    solution: str = ""
    advantages: tuple[Advantage, ...] = ()
    alternatives: tuple[Alternative, ...] = ()  # at most 8
    dependencies: tuple[Dependency, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Amounts are in units of ``currency`` (not minor units: these are beliefs, not bookings)."""

    currency: str = "USD"  # ISO 4217
    revenue_model: RevenueModel | None = None
    price: Range | None = None  # per customer and month, per order, per hour… by archetype
    gross_margin: Range | None = None  # share of the price, 0 to 1
    unit_cost: Range | None = None  # used when the margin is not known
    fixed_cost: Range | None = None  # per month
    capex: Range | None = None  # before the first sale
    first_sale_hours: Range | None = None
    paid_share: Range | None = None  # share of customers that come through paid acquisition, 0 to 1
    leads: Range | None = None  # leads a month once things run
    days_to_cash: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Owner profit of at least ``profit`` a month by month ``month`` (12, 18, 24 or 36)."""

    type: GoalType = GoalType.INCOME
    profit: float | None = None
    month: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    hours_per_week: float | None = None
    cash: float | None = None
    affordable_loss: float | None = None
    wage: float | None = None  # reservation wage, per hour
    goal: Goal = field(default_factory=Goal)
    risk: Risk = Risk.BALANCED
    skills: tuple[str, ...] = ()
    holds_licence: bool | None = None
    stretch: float = 1.6  # widening of this founder's 90 % ranges (product-core 5.17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A prior a catalogue entry brings for one assumption: q10 to q90 (of the probability, for gates)."""

    template: str
    q10: float
    q90: float
    tier: Tier = Tier.D
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The founder's word on one assumption: their own range for it, or its removal with the reason."""

    template: str
    range: Range | None = None
    removed_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaInput:
    name: str
    archetype: Archetype | None = None
    sentence: str = ""
    description: str = ""
    stage: Stage = Stage.RAW
    sector: str | None = None  # NAICS sector code
    customer: Customer = field(default_factory=Customer)
    problem: Problem = field(default_factory=Problem)
    offer: Offer = field(default_factory=Offer)
    money: Money = field(default_factory=Money)
    founder: Founder = field(default_factory=Founder)
    defaults: tuple[Default, ...] = ()
    choices: tuple[Choice, ...] = ()
    evidence: tuple[Record, ...] = ()
