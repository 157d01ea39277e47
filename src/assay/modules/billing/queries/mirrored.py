"""Rows of the mirror as the values they were made from."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from assay.kernel import tenancy
from assay.kernel.money import Currency, Money
from assay.modules.billing import models
from assay.modules.billing.types import (
    InvoiceSeen,
    InvoiceState,
    MovementKind,
    MovementSeen,
    State,
    Subject,
    SubscriptionSeen,
)

_TABLES: Final[Mapping[Subject, Any]] = {
    Subject.SUBSCRIPTION: models.Subscription.objects,
    Subject.INVOICE: models.Invoice.objects,
    Subject.REFUND: models.Movement.objects,
    Subject.DISPUTE: models.Movement.objects,
}


def version_of(subject: Subject, object_id: str) -> int:
    """Return how often an object was looked at; 0 for one that is not mirrored."""
    table = _TABLES.get(subject)
    if table is None:
        return 0
    with tenancy.system():  # whose it is shows only when it has been fetched
        return int(table.filter(stripe_id=object_id).values_list("version", flat=True).first() or 0)


def find_workspace(customer_id: str) -> UUID | None:
    """Return the workspace of a customer. Nothing else that an event says decides whose it is."""
    with tenancy.system():
        return models.Account.objects.filter(customer_id=customer_id).values_list("workspace_id", flat=True).first()


def subscription(row: models.Subscription, *, customer_id: str) -> SubscriptionSeen:
    """Return what was seen."""
    return SubscriptionSeen(
        stripe_id=row.stripe_id,
        customer_id=customer_id,
        state=State(row.state),
        price_key=row.price_key,
        amount=_money(row),
        period_ends_at=row.period_ends_at,
        cancels_at=row.cancels_at,
        ended_at=row.ended_at,
        trial_ends_at=row.trial_ends_at,
    )


def invoice(row: models.Invoice, *, customer_id: str) -> InvoiceSeen:
    """Return what was seen."""
    return InvoiceSeen(
        stripe_id=row.stripe_id,
        customer_id=customer_id,
        subscription_id=row.subscription_id,
        number=row.number,
        state=InvoiceState(row.state),
        total=Money(row.total_minor, Currency(row.currency)),
        paid_minor=row.paid_minor,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        issued_at=row.issued_at,
        paid_at=row.paid_at,
        page_url=row.page_url,
        pdf_url=row.pdf_url,
    )


def movement(row: models.Movement, *, customer_id: str) -> MovementSeen:
    """Return what was seen."""
    return MovementSeen(
        stripe_id=row.stripe_id,
        customer_id=customer_id,
        kind=MovementKind(row.kind),
        amount=_money(row),
        status=row.status,
    )


def _money(row: models.Subscription | models.Movement) -> Money:
    return Money(row.amount_minor, Currency(row.currency))
