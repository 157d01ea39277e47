"""Stripe's objects as values of ours. Their shape: API 2026-10-28, where a period stands at the subscription's item."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from assay.kernel.money import Currency, Money
from assay.modules.billing.errors import PriceUnknown
from assay.modules.billing.types import (
    CheckoutSeen,
    EventSeen,
    InvoiceSeen,
    InvoiceState,
    MovementKind,
    MovementSeen,
    State,
    SubscriptionSeen,
    VisitState,
)

type Fields = Mapping[str, Any]

# https://docs.stripe.com/billing/subscriptions/overview; a paused one waits for a means of payment.
_STATES: Final[Mapping[str, State]] = {
    "incomplete": State.INCOMPLETE,
    "incomplete_expired": State.CANCELED,
    "trialing": State.TRIALING,
    "active": State.ACTIVE,
    "past_due": State.PAST_DUE,
    "unpaid": State.UNPAID,
    "paused": State.UNPAID,
    "canceled": State.CANCELED,
}
_VISITS: Final[Mapping[str, VisitState]] = {
    "open": VisitState.OPEN,
    "complete": VisitState.COMPLETED,
    "expired": VisitState.EXPIRED,
}


def subscription(found: Fields) -> SubscriptionSeen:
    """Return a subscription of one item. Raises PriceUnknown, KeyError, ValueError for what is no such thing."""
    items = found["items"]["data"]
    if len(items) != 1 or items[0].get("quantity", 1) != 1:
        raise PriceUnknown(f"{found['id']} is of several items")
    price, ends = items[0]["price"], moment(items[0].get("current_period_end"))
    cancels = moment(found.get("cancel_at")) or (ends if found.get("cancel_at_period_end") else None)
    return SubscriptionSeen(
        stripe_id=found["id"],
        customer_id=identity(found["customer"]),
        state=_STATES[found["status"]],
        price_key=price.get("lookup_key") or "",
        amount=money(price["unit_amount"], price["currency"]),
        period_ends_at=ends,
        cancels_at=cancels,
        ended_at=moment(found.get("ended_at")),
        trial_ends_at=moment(found.get("trial_end")),
    )


def invoice(found: Fields) -> InvoiceSeen:
    """Return an invoice."""
    times = found.get("status_transitions") or {}
    details = ((found.get("parent") or {}).get("subscription_details")) or {}
    return InvoiceSeen(
        stripe_id=found["id"],
        customer_id=identity(found["customer"]),
        subscription_id=identity(details.get("subscription")),
        number=found.get("number") or "",
        state=InvoiceState(found["status"]),
        total=money(found["total"], found["currency"]),
        paid_minor=int(found["amount_paid"]),
        attempts=int(found.get("attempt_count") or 0),
        next_attempt_at=moment(found.get("next_payment_attempt")),
        issued_at=moment(times.get("finalized_at")),
        paid_at=moment(times.get("paid_at")),
        page_url=found.get("hosted_invoice_url") or "",
        pdf_url=found.get("invoice_pdf") or "",
    )


def checkout(found: Fields) -> CheckoutSeen:
    """Return a checkout."""
    return CheckoutSeen(
        stripe_id=found["id"],
        customer_id=identity(found.get("customer")),
        state=_VISITS[found["status"]],
        subscription_id=identity(found.get("subscription")),
        url=found.get("url") or "",
        expires_at=datetime.fromtimestamp(found["expires_at"], UTC),
    )


def movement(found: Fields, kind: MovementKind) -> MovementSeen:
    """Return a refund or a dispute, fetched with its charge: only that says whose it is."""
    charge = found.get("charge") or {}
    return MovementSeen(
        stripe_id=found["id"],
        customer_id=identity(charge.get("customer")),
        kind=kind,
        amount=money(found["amount"], found["currency"]),
        status=found.get("status") or "",
    )


def event(found: Fields, *, body: str) -> EventSeen:
    """Return an event. Raises KeyError, TypeError, ValueError for what is none."""
    about = found["data"]["object"]
    return EventSeen(
        stripe_id=found["id"],
        type=found["type"],
        object_id=about.get("id") or "",
        customer_id=identity(about.get("customer")),
        created_at=datetime.fromtimestamp(found["created"], UTC),
        is_live=bool(found["livemode"]),
        body=body,
    )


def money(minor: int, currency: str) -> Money:
    """Return an amount. Raises ValueError for a currency we do not reckon in."""
    return Money(int(minor), Currency(currency.upper()))


def moment(seconds: int | None) -> datetime | None:
    """Return a time, where there is one."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def identity(named: Any) -> str:
    """Return an id where Stripe may give the id or the whole object."""
    if named is None:
        return ""
    return str(named["id"]) if isinstance(named, Mapping) else str(named)
