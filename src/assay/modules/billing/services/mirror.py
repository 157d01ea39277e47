"""What was fetched becomes a row, with one fact for what is different; nothing where nothing is.

A caller reads the row's version, fetches, and hands both in. A row that moved on meanwhile raises Overtaken: what was
fetched may be older than what is there, so it is fetched again.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from assay.kernel import clock
from assay.kernel.events import publish
from assay.kernel.money import Money
from assay.modules.billing import models, policy
from assay.modules.billing.errors import Overtaken, PriceUnknown
from assay.modules.billing.events import (
    InvoiceChanged,
    InvoiceCreated,
    InvoicePaid,
    InvoiceVoided,
    MovementSeen,
    PaymentFailed,
    SubscriptionChanged,
    SubscriptionEnded,
    SubscriptionStarted,
)
from assay.modules.billing.policy import Turn
from assay.modules.billing.policy.catalogue import find_price
from assay.modules.billing.queries import mirrored
from assay.modules.billing.services import letters
from assay.modules.billing.types import InvoiceSeen, Price, State, SubscriptionSeen
from assay.modules.billing.types import MovementSeen as Moved


def subscription(workspace_id: UUID, seen: SubscriptionSeen, *, version: int) -> None:
    """Record a look at a subscription. Raises Overtaken, PriceUnknown, Impossible."""
    row = models.Subscription.objects.select_for_update().filter(stripe_id=seen.stripe_id).first()
    _hold(row, version)
    price = _priced(seen)
    if row is None:
        row = models.Subscription(workspace_id=workspace_id, stripe_id=seen.stripe_id)
        _fill(row, seen)
        row.save(force_insert=True)
        _tell_new(workspace_id, seen, price)
        return
    before = mirrored.subscription(row, customer_id=seen.customer_id)
    what = policy.changed(before, seen)
    row.version += 1
    if not what:
        row.save(update_fields=["version"])
    else:
        _fill(row, seen)
        row.save()
        _tell_change(workspace_id, before, seen, what)


def _priced(seen: SubscriptionSeen) -> Price:
    """Return the price in the catalogue. Raises PriceUnknown where Stripe knows it otherwise."""
    price = find_price(seen.price_key)
    if price is None or price.amount != seen.amount:
        raise PriceUnknown(f"{seen.price_key or 'a price without a key'} for {seen.amount}")
    return price


def _fill(row: models.Subscription, seen: SubscriptionSeen) -> None:
    row.state, row.price_key = seen.state, seen.price_key
    row.amount_minor, row.currency = seen.amount.minor, seen.amount.currency
    row.period_ends_at, row.cancels_at = seen.period_ends_at, seen.cancels_at
    row.ended_at, row.trial_ends_at = seen.ended_at, seen.trial_ends_at
    row.past_due_since = policy.past_due_since(row.past_due_since, seen.state, now=clock.now())


def _tell_new(workspace_id: UUID, seen: SubscriptionSeen, price: Price) -> None:
    publish(
        SubscriptionStarted(
            workspace_id=workspace_id,
            stripe_id=seen.stripe_id,
            plan=price.plan,
            price_key=price.key,
            status=seen.state,
            **_costs(seen.amount),
        )
    )
    if seen.state in policy.PAYING:
        letters.started(workspace_id, seen, price)


def _tell_change(workspace_id: UUID, before: SubscriptionSeen, seen: SubscriptionSeen, what: tuple[str, ...]) -> None:
    price = _priced(seen)
    if seen.state is State.CANCELED and before.state is not State.CANCELED:
        publish(
            SubscriptionEnded(
                workspace_id=workspace_id,
                stripe_id=seen.stripe_id,
                plan=price.plan,
                price_key=price.key,
                former_status=before.state,
                **_costs(seen.amount),
            )
        )
        letters.ended(workspace_id, seen, price)
        return
    publish(
        SubscriptionChanged(
            workspace_id=workspace_id,
            stripe_id=seen.stripe_id,
            what=", ".join(what),
            plan=price.plan,
            price_key=price.key,
            former_price_key=before.price_key,
            status=seen.state,
            former_status=before.state,
            cancels_at=seen.cancels_at,
            period_ends_at=seen.period_ends_at,
            **_costs(seen.amount),
        )
    )
    if before.state is State.INCOMPLETE and seen.state in policy.PAYING:
        letters.started(workspace_id, seen, price)
    if before.cancels_at is None and seen.cancels_at is not None:
        letters.cancelled(workspace_id, seen, price)


def invoice(workspace_id: UUID, seen: InvoiceSeen, *, version: int) -> None:
    """Record a look at an invoice. Raises Overtaken."""
    row = models.Invoice.objects.select_for_update().filter(stripe_id=seen.stripe_id).first()
    _hold(row, version)
    before = mirrored.invoice(row, customer_id=seen.customer_id) if row else None
    if row is None:
        row = models.Invoice(workspace_id=workspace_id, stripe_id=seen.stripe_id, version=0)
    turn = policy.turn_of(before and _without_links(before), _without_links(seen))
    row.version += 1
    row.subscription_id, row.number, row.state = seen.subscription_id, seen.number, seen.state
    row.total_minor, row.paid_minor, row.currency = seen.total.minor, seen.paid_minor, seen.total.currency
    row.attempts, row.next_attempt_at = seen.attempts, seen.next_attempt_at
    row.issued_at, row.paid_at = seen.issued_at, seen.paid_at
    row.page_url, row.pdf_url = seen.page_url, seen.pdf_url
    if turn is None:
        row.save(update_fields=["version", "page_url", "pdf_url"])
    else:
        row.save()
        _tell_invoice(workspace_id, before, seen, turn)


def _without_links(seen: InvoiceSeen) -> InvoiceSeen:
    return replace(seen, page_url="", pdf_url="")


def _tell_invoice(workspace_id: UUID, before: InvoiceSeen | None, seen: InvoiceSeen, turn: Turn) -> None:
    about: dict[str, Any] = {
        "workspace_id": workspace_id,
        "stripe_id": seen.stripe_id,
        "number": seen.number,
        **_costs(seen.total),
    }
    former = before.state if before else ""
    made: dict[Turn, Any] = {
        Turn.CREATED: lambda: InvoiceCreated(**about, status=seen.state),
        Turn.CHANGED: lambda: InvoiceChanged(**about, status=seen.state, former_status=former),
        Turn.FAILED: lambda: PaymentFailed(**about, attempt=seen.attempts),
        Turn.PAID: lambda: InvoicePaid(**about),
        Turn.VOIDED: lambda: InvoiceVoided(**about, status=seen.state),
    }
    publish(made[turn]())
    if turn is Turn.FAILED:
        letters.failed(workspace_id, seen)


def movement(workspace_id: UUID, seen: Moved, *, version: int) -> None:
    """Record a look at a refund or a dispute. Raises Overtaken."""
    row = models.Movement.objects.select_for_update().filter(stripe_id=seen.stripe_id).first()
    _hold(row, version)
    before = mirrored.movement(row, customer_id=seen.customer_id) if row else None
    if row is None:
        row = models.Movement(workspace_id=workspace_id, stripe_id=seen.stripe_id, version=0)
    row.version += 1
    row.kind, row.status = seen.kind, seen.status
    row.amount_minor, row.currency = seen.amount.minor, seen.amount.currency
    if before == seen:
        row.save(update_fields=["version"])
    else:
        row.save()
        publish(
            MovementSeen(
                workspace_id=workspace_id,
                stripe_id=seen.stripe_id,
                kind=seen.kind,
                status=seen.status,
                **_costs(seen.amount),
            )
        )


def _costs(amount: Money) -> dict[str, Any]:
    return {"amount": str(amount), "amount_minor": amount.minor, "currency": amount.currency.value}


def _hold(row: models.Subscription | models.Invoice | models.Movement | None, version: int) -> None:
    """Raise Overtaken where a row is not the one that was there before the fetch."""
    if (row.version if row else 0) != version:
        raise Overtaken
