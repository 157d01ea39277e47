"""Frozen dataclasses, enums and id types; no framework."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from assay.kernel.money import Currency, Money

VisitId = NewType("VisitId", UUID)


class PlanKey(StrEnum):
    """The plans there are, the smallest first."""

    FREE = "free"
    FOUNDER = "founder"
    TEAM = "team"


class Interval(StrEnum):
    """How often a price is paid."""

    MONTH = "month"
    YEAR = "year"


class Limit(StrEnum):
    """What a plan limits."""

    IDEAS = "ideas"  # in work at a time; archived ones do not count


class State(StrEnum):
    """How a subscription stands, in Stripe's words but for NONE."""

    NONE = "none"
    INCOMPLETE = "incomplete"  # the first payment is not confirmed yet
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"  # Stripe gave up collecting, and the subscription was left open
    CANCELED = "canceled"


class VisitKind(StrEnum):
    """Which page of Stripe's somebody goes to."""

    CHECKOUT = "checkout"
    PORTAL = "portal"


class VisitState(StrEnum):
    """How far a visit is."""

    BEGUN = "begun"  # asked for; a job will get the address
    OPEN = "open"  # the address is there
    COMPLETED = "completed"
    EXPIRED = "expired"
    FAILED = "failed"


class InvoiceState(StrEnum):
    """How an invoice stands, in Stripe's words."""

    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"


class MovementKind(StrEnum):
    """Money that goes back, or may."""

    REFUND = "refund"
    DISPUTE = "dispute"


class EventState(StrEnum):
    """What became of an event in the inbox."""

    WAITING = "waiting"
    DONE = "done"
    UNKNOWN = "unknown"  # of a type that nothing here acts on; kept and counted
    FOREIGN = "foreign"  # of a customer that is none of ours: the Stripe account may serve others too
    PARKED = "parked"  # every attempt failed; somebody has to look


class Subject(StrEnum):
    """What an event is about, as far as we mirror it."""

    CHECKOUT = "checkout.session"
    SUBSCRIPTION = "subscription"
    INVOICE = "invoice"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a plan costs. ``key``: its lookup key at Stripe, which carries the catalogue's version for ever."""

    key: str
    plan: PlanKey
    interval: Interval
    amount: Money
    is_offered: bool = True  # former prices stay for those who pay them

    @property
    def is_yearly(self) -> bool:
        """Tell whether it is paid once a year."""
        return self.interval is Interval.YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan and what it gives."""

    key: PlanKey
    ideas: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlements:
    """What a workspace may use now. ``is_limited``: False where no payments are set up, and so nothing is sold."""

    plan: PlanKey
    state: State
    ideas: int
    is_limited: bool

    def most(self, limit: Limit) -> int | None:
        """Return how many there may be; None where there is no limit."""
        return {Limit.IDEAS: self.ideas}[limit] if self.is_limited else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionSeen:
    """A subscription as Stripe has it."""

    stripe_id: str
    customer_id: str
    state: State
    price_key: str
    amount: Money
    period_ends_at: datetime | None
    cancels_at: datetime | None  # it ends then unless it is resumed
    ended_at: datetime | None
    trial_ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSeen:
    """An invoice as Stripe has it. The links carry a secret of their own."""

    stripe_id: str
    customer_id: str
    subscription_id: str
    number: str
    state: InvoiceState
    total: Money
    paid_minor: int
    attempts: int
    next_attempt_at: datetime | None
    issued_at: datetime | None
    paid_at: datetime | None
    page_url: str
    pdf_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSeen:
    """A checkout as Stripe has it. ``url`` is empty once it is over."""

    stripe_id: str
    customer_id: str
    state: VisitState
    subscription_id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementSeen:
    """A refund or a dispute as Stripe has it."""

    stripe_id: str
    customer_id: str
    kind: MovementKind
    amount: Money
    status: str


type Seen = SubscriptionSeen | InvoiceSeen | CheckoutSeen | MovementSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeen:
    """An event of Stripe's: what kind, about which object, and its text as it came."""

    stripe_id: str
    type: str
    object_id: str
    customer_id: str
    created_at: datetime
    is_live: bool
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutOrder:
    """What is asked of Stripe when somebody goes to pay."""

    customer_id: str
    price: Price
    reference: UUID  # the visit
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCard:
    """A subscription as its workspace sees it."""

    plan: PlanKey
    price: Price
    state: State
    period_ends_at: datetime | None
    cancels_at: datetime | None
    ended_at: datetime | None
    grace_ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCard:
    """An invoice as its workspace sees it."""

    id: UUID
    number: str
    state: InvoiceState
    total: Money
    issued_at: datetime | None
    page_url: str
    pdf_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCard:
    """A visit as whoever began it sees it."""

    id: VisitId
    kind: VisitKind
    state: VisitState
    price: Price | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything a workspace sees of its plan. ``is_pending``: somebody paid, and it does not show yet."""

    entitlements: Entitlements
    used: int  # of the ideas that the plan allows
    subscription: SubscriptionCard | None
    is_pending: bool
    has_customer: bool


__all__ = [
    "CheckoutOrder",
    "CheckoutSeen",
    "Currency",
    "Entitlements",
    "EventSeen",
    "EventState",
    "Interval",
    "InvoiceCard",
    "InvoiceSeen",
    "InvoiceState",
    "Limit",
    "Money",
    "MovementKind",
    "MovementSeen",
    "Overview",
    "Plan",
    "PlanKey",
    "Price",
    "Seen",
    "State",
    "Subject",
    "SubscriptionCard",
    "SubscriptionSeen",
    "VisitCard",
    "VisitId",
    "VisitKind",
    "VisitState",
]
