"""What a validation starts from: the structured answers of the idea wizard (product-core 5.4).

The same shape is the idea file of ``assay validate``, the snapshot of an idea version and the JSON API's body.
``None`` means "don't know": the default with its source is used. Free text never changes a number (Q16).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from assay.engine.types import Archetype, Range, Record, Risk, Tier

# Bounds as the wire, the schema and the forms read them (product-core 5.4). Amounts above a trillion are typing errors.
_WEB_ADDRESS = r"""^(https?://[^\s"'<>\\/:@][^\s"'<>\\]*)?$"""  # or nothing
_MOST = 1e12
_NAME = {"max_length": 80}
_TEMPLATE = {"pattern": "^[DVFA][0-9]{1,2}$"}
_COUNT = {"minimum": 0, "maximum": 10_000_000_000}
_MONEY = {"minimum": 0, "maximum": _MOST}
_SHARE = {"minimum": 0, "maximum": 1}
_HOURS = {"minimum": 0, "maximum": 1_000_000}


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
    role: str = field(default="", metadata=_NAME)
    trigger: str = field(default="", metadata={"max_length": 240})
    payer: Payer | None = None
    type: CustomerType | None = None
    country: str | None = field(default=None, metadata={"pattern": "^[A-Z]{2}$"})  # ISO 3166-1 alpha-2
    region: str = field(default="", metadata=_NAME)
    places: tuple[str, ...] = field(
        default=(), metadata={"max_length": 80, "max_items": 12}
    )  # where they can be reached
    prospects: int | None = field(default=None, metadata=_COUNT)  # named prospects already known
    exclusion: str = field(default="", metadata={"max_length": 120})
    reachable: Range | None = field(default=None, metadata=_COUNT)  # buyers within reach (D4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    category: ProblemCategory | None = None
    frequency: Range | None = field(default=None, metadata={"minimum": 0, "maximum": 100_000})  # times a month
    workaround: str = field(default="", metadata={"max_length": 240})
    spend: Range | None = field(default=None, metadata=_MONEY)  # money now spent a month (D3)
    hours_lost: Range | None = field(default=None, metadata=_HOURS)  # hours a month
    asked: int | None = field(default=None, metadata=_COUNT)  # people already asked
    acted: int | None = field(default=None, metadata=_COUNT)  # of these, acted on the problem in 90 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    name: str = field(metadata={"min_length": 1, "max_length": 80})
    kind: AlternativeKind = AlternativeKind.COMPETITOR
    price: float | None = field(default=None, metadata=_MONEY)
    is_seen: bool = False  # the founder has looked at it with their own eyes
    link: str = field(default="", metadata={"max_length": 500, "pattern": _WEB_ADDRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    kind: DependencyKind
    name: str = field(metadata={"min_length": 1, "max_length": 80})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    solution: str = field(default="", metadata={"max_length": 500})
    advantages: tuple[Advantage, ...] = field(default=(), metadata={"max_items": 8})
    alternatives: tuple[Alternative, ...] = field(default=(), metadata={"max_items": 8})
    dependencies: tuple[Dependency, ...] = field(default=(), metadata={"max_items": 8})


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Amounts are in units of ``currency`` (not minor units: these are beliefs, not bookings)."""

    currency: str = field(default="USD", metadata={"pattern": "^[A-Z]{3}$"})  # ISO 4217
    revenue_model: RevenueModel | None = None
    price: Range | None = field(
        default=None, metadata=_MONEY
    )  # per customer and month, per order, per hour… by archetype
    gross_margin: Range | None = field(default=None, metadata=_SHARE)  # share of the price, 0 to 1
    unit_cost: Range | None = field(default=None, metadata=_MONEY)  # used when the margin is not known
    fixed_cost: Range | None = field(default=None, metadata=_MONEY)  # per month
    capex: Range | None = field(default=None, metadata=_MONEY)  # before the first sale
    first_sale_hours: Range | None = field(default=None, metadata=_HOURS)
    paid_share: Range | None = field(
        default=None, metadata=_SHARE
    )  # share of customers that come through paid acquisition, 0 to 1
    leads: Range | None = field(default=None, metadata=_COUNT)  # leads a month once things run
    days_to_cash: Range | None = field(default=None, metadata={"minimum": 0, "maximum": 720})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Owner profit of at least ``profit`` a month by month ``month`` (12, 18, 24 or 36)."""

    type: GoalType = GoalType.INCOME
    profit: float | None = field(default=None, metadata=_MONEY)
    month: int = field(default=24, metadata={"choices": (12, 18, 24, 36)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    hours_per_week: float | None = field(default=None, metadata={"minimum": 0, "maximum": 112})
    cash: float | None = field(default=None, metadata=_MONEY)
    affordable_loss: float | None = field(default=None, metadata=_MONEY)
    wage: float | None = field(default=None, metadata=_MONEY)  # reservation wage, per hour
    goal: Goal = field(default_factory=Goal)
    risk: Risk = Risk.BALANCED
    skills: tuple[str, ...] = field(default=(), metadata={"max_length": 80, "max_items": 64})
    holds_licence: bool | None = None
    stretch: float = field(
        default=1.6, metadata={"minimum": 1, "maximum": 3}
    )  # widening of this founder's 90 % ranges (product-core 5.17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A prior a catalogue entry brings for one assumption: q10 to q90 (of the probability, for gates)."""

    template: str = field(metadata=_TEMPLATE)
    q10: float
    q90: float
    tier: Tier = Tier.D
    source_id: str = field(default="", metadata={"max_length": 120})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The founder's word on one assumption: their own range for it, or its removal with the reason."""

    template: str = field(metadata=_TEMPLATE)
    range: Range | None = None
    removed_because: str = field(default="", metadata={"max_length": 240})


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaInput:
    name: str = field(metadata={"min_length": 1, "max_length": 80})
    archetype: Archetype | None = None
    sentence: str = field(default="", metadata={"max_length": 240})
    description: str = field(default="", metadata={"max_length": 4_000})
    stage: Stage = Stage.RAW
    sector: str | None = field(default=None, metadata={"pattern": "^[0-9]{2}(-[0-9]{2})?$"})  # NAICS sector code
    customer: Customer = field(default_factory=Customer)
    problem: Problem = field(default_factory=Problem)
    offer: Offer = field(default_factory=Offer)
    money: Money = field(default_factory=Money)
    founder: Founder = field(default_factory=Founder)
    defaults: tuple[Default, ...] = field(default=(), metadata={"max_items": 64})
    choices: tuple[Choice, ...] = field(default=(), metadata={"max_items": 64})
    evidence: tuple[Record, ...] = field(default=(), metadata={"max_items": 2_000})
