"""How checkouts, subscriptions and invoices go on: what the customer does, and what time does."""

from typing import Final

from assay.sandbox.stripe.world import Refusal, Thing, World

DAY: Final = 86_400
_LENGTHS: Final = {"month": 30 * DAY, "year": 365 * DAY}
_RETRY: Final = 3 * DAY
_MOST_TRIES: Final = 4


def pay(world: World, session: Thing) -> Thing:
    """Go through a checkout: subscription, invoice, and the events of both."""
    if session["status"] != "open":
        raise Refusal("This Checkout Session is no longer open.")
    price = world.get("price", session["_price"])
    began = world.now()
    ends = began + _LENGTHS[price["recurring"]["interval"]]
    item = {
        "id": f"si_{session['id'][-12:]}",
        "object": "subscription_item",
        "price": price,
        "quantity": 1,
        "current_period_start": began,
        "current_period_end": ends,
    }
    subscription = world.make(
        "subscription",
        customer=session["customer"],
        status="active",
        items={"object": "list", "data": [item], "has_more": False},
        cancel_at_period_end=False,
        cancel_at=None,
        canceled_at=None,
        ended_at=None,
        trial_end=None,
    )
    session |= {
        "status": "complete",
        "payment_status": "paid",
        "subscription": subscription["id"],
        "url": None,
    }
    world.tell("customer.subscription.created", subscription)
    bill(world, subscription, is_paid=True)
    world.tell("checkout.session.completed", session)
    return subscription


def bill(world: World, subscription: Thing, *, is_paid: bool) -> Thing:
    """Make an invoice for the period, and try to collect it."""
    price = subscription["items"]["data"][0]["price"]
    number = f"ASSAY-{len(world.every('invoice')) + 1:04}"
    invoice = world.make(
        "invoice",
        customer=subscription["customer"],
        parent={"type": "subscription_details", "subscription_details": {"subscription": subscription["id"]}},
        number=None,
        status="draft",
        total=price["unit_amount"],
        amount_due=price["unit_amount"],
        amount_paid=0,
        currency=price["currency"],
        attempt_count=0,
        next_payment_attempt=None,
        hosted_invoice_url=None,
        invoice_pdf=None,
        status_transitions={"finalized_at": None, "paid_at": None, "voided_at": None},
    )
    world.tell("invoice.created", invoice)
    page = f"{world.address}/invoice/{invoice['id']}"
    invoice |= {"status": "open", "number": number, "hosted_invoice_url": page, "invoice_pdf": f"{page}.txt"}
    invoice["status_transitions"]["finalized_at"] = world.now()
    world.tell("invoice.finalized", invoice)
    collect(world, invoice, is_paid=is_paid)
    return invoice


def collect(world: World, invoice: Thing, *, is_paid: bool) -> None:
    """Try to collect an invoice."""
    invoice["attempt_count"] += 1
    if not is_paid:
        tries = invoice["attempt_count"]
        invoice["next_payment_attempt"] = world.now() + _RETRY if tries < _MOST_TRIES else None
        world.tell("invoice.payment_failed", invoice)
        return
    invoice |= {"status": "paid", "amount_paid": invoice["total"], "next_payment_attempt": None}
    invoice["status_transitions"]["paid_at"] = world.now()
    charge = world.make(
        "charge",
        customer=invoice["customer"],
        amount=invoice["total"],
        currency=invoice["currency"],
        status="succeeded",
    )
    invoice["_charge"] = charge["id"]
    world.tell("invoice.paid", invoice)


def expire(world: World, session: Thing) -> None:
    """Let nobody pay at a checkout any more."""
    if session["status"] != "open":
        raise Refusal('Only Checkout Sessions with a status in ["open"] can be expired.')
    session |= {"status": "expired", "url": None}
    world.tell("checkout.session.expired", session)


def cancel(world: World, subscription: Thing) -> None:
    """End a subscription now."""
    if subscription["status"] == "canceled":
        raise Refusal(f"No such subscription: '{subscription['id']}'", status=404, code="resource_missing")
    subscription |= {"status": "canceled", "ended_at": world.now(), "canceled_at": world.now()}
    world.tell("customer.subscription.deleted", subscription)


def schedule_end(world: World, subscription: Thing, *, ends: bool) -> None:
    """End a subscription with its period, or no longer."""
    subscription |= {"cancel_at_period_end": ends, "canceled_at": world.now() if ends else None}
    subscription["cancel_at"] = subscription["items"]["data"][0]["current_period_end"] if ends else None
    world.tell("customer.subscription.updated", subscription)


def change_price(world: World, subscription: Thing, price: Thing) -> None:
    """Put another price in the place of the present one; the difference is on the next invoice."""
    subscription["items"]["data"][0]["price"] = price
    world.tell("customer.subscription.updated", subscription)


def refund(world: World, invoice: Thing) -> Thing:
    """Give the money of an invoice back."""
    made = world.make(
        "refund",
        charge=invoice["_charge"],
        amount=invoice["total"],
        currency=invoice["currency"],
        status="succeeded",
    )
    world.tell("refund.created", made)
    return made


def dispute(world: World, invoice: Thing) -> Thing:
    """Let the customer's bank doubt a payment."""
    made = world.make(
        "dispute",
        charge=invoice["_charge"],
        amount=invoice["total"],
        currency=invoice["currency"],
        status="needs_response",
    )
    world.tell("charge.dispute.created", made)
    return made


def advance(world: World, seconds: int) -> None:
    """Put the clock forward, and let happen what was due meanwhile."""
    world.ahead += seconds
    for session in world.every("checkout.session", status="open"):
        if session["expires_at"] <= world.now():
            expire(world, session)
    for invoice in world.every("invoice", status="open"):
        if invoice["next_payment_attempt"] and invoice["next_payment_attempt"] <= world.now():
            _retry(world, invoice)
    for subscription in [
        *world.every("subscription", status="active"),
        *world.every("subscription", status="past_due"),
    ]:
        if subscription["items"]["data"][0]["current_period_end"] <= world.now():
            _turn(world, subscription)


def _turn(world: World, subscription: Thing) -> None:
    """A period is over."""
    if subscription["cancel_at_period_end"]:
        cancel(world, subscription)
        return
    item = subscription["items"]["data"][0]
    length = _LENGTHS[item["price"]["recurring"]["interval"]]
    item |= {"current_period_start": item["current_period_end"], "current_period_end": world.now() + length}
    settle(world, subscription, bill(world, subscription, is_paid=_is_solvent(world, subscription)))


def _retry(world: World, invoice: Thing) -> None:
    subscription = subscription_of(world, invoice)
    collect(world, invoice, is_paid=_is_solvent(world, subscription))
    settle(world, subscription, invoice)
    if invoice["status"] == "open" and invoice["next_payment_attempt"] is None and subscription["status"] != "canceled":
        cancel(world, subscription)


def settle(world: World, subscription: Thing, invoice: Thing) -> None:
    """Let a subscription stand as its last invoice does."""
    if subscription["status"] != "canceled":
        subscription["status"] = "active" if invoice["status"] == "paid" else "past_due"
        world.tell("customer.subscription.updated", subscription)


def subscription_of(world: World, invoice: Thing) -> Thing:
    """Return the subscription an invoice belongs to."""
    return world.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def _is_solvent(world: World, subscription: Thing) -> bool:
    return not world.get("customer", subscription["customer"]).get("_declines", False)
