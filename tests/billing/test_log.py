"""Every act of payment stands in the log once, with Stripe's id, amount and currency, and with nobody's data."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from assay.kernel import tenancy
from assay.kernel.events import names, sentence_of
from assay.kernel.recording import Unrecorded
from assay.modules.audit.models import Entry
from assay.modules.billing import events as facts
from assay.modules.billing import models, policy
from assay.modules.billing.services import visits
from assay.modules.billing.types import Subject
from assay.modules.identity.api import Actor
from assay.sandbox.stripe import life
from assay.sandbox.stripe.world import Thing, World
from tests.billing.make import MONTHLY, TEAM, checked_out, deliver, deliver_all, log_of, paid, session_of, work

pytestmark = pytest.mark.django_db
MONTH = 31 * life.DAY
PLAIN = {
    *("stripe_id", "session_id", "customer_id", "amount", "amount_minor", "currency", "plan", "price_key"),
    *("former_price_key", "status", "former_status", "what", "cancels_at", "period_ends_at", "number", "attempt"),
    *("kind", "reason", "type", "is_fetched", "network"),
}


def step(alice: Actor, world: World, act: Callable[[], Any]) -> list[Entry]:
    """Let something happen at the processor, let its events in, and return what the log says of it."""
    since, before = len(world.events), len(log_of(alice))
    act()
    deliver_all(world, since=since)
    return log_of(alice)[before:]


def one(entries: list[Entry], fact: str, **details: object) -> Entry:
    """The one entry of this kind among them, which says this."""
    found = [entry for entry in entries if entry.name == f"billing.{fact}.v1"]
    assert 1 == len(found), [entry.name for entry in entries]
    assert details.items() <= found[0].details.items()
    return found[0]


def test_every_turn_of_a_subscription_is_one_entry(alice: Actor, world: World) -> None:
    visit_id = checked_out(alice)
    costs = {"amount": "15.00 USD", "amount_minor": 1500, "currency": "USD"}
    one(log_of(alice), "checkout_begun", **costs, plan="founder")
    one(log_of(alice), "checkout_opened", **costs)
    since = step(alice, world, lambda: life.pay(world, session_of(world, visit_id)))
    subscription = world.every("subscription")[0]
    about = {"stripe_id": subscription["id"]}
    one(since, "subscription_started", **about, **costs, status="active")
    one(since, "invoice_paid", **costs, stripe_id=world.every("invoice")[0]["id"])
    one(since, "checkout_completed", **costs, session_id=session_of(world, visit_id)["id"])
    assert 3 == len(since)

    for ends, what in ((True, "cancellation"), (False, "resumed")):
        since = step(alice, world, partial(life.schedule_end, world, subscription, ends=ends))
        one(since, "subscription_changed", **about, **costs, what=what)
        assert 1 == len(since)


def test_every_turn_of_a_payment_is_one_entry(alice: Actor, world: World) -> None:
    subscription = paid(alice, world)
    about = {"stripe_id": subscription["id"]}
    team = world.every("price", lookup_key=TEAM.key)[0]
    since = step(alice, world, lambda: life.change_price(world, subscription, team))
    one(since, "subscription_changed", **about, what="price", amount_minor=4900, former_price_key=MONTHLY.key)

    world.get("customer", subscription["customer"])["_declines"] = True
    since = step(alice, world, lambda: life.advance(world, MONTH))
    invoice = world.every("invoice")[1]
    one(since, "payment_failed", stripe_id=invoice["id"], amount_minor=4900, currency="USD", attempt=1)
    one(since, "subscription_changed", **about, status="past_due", former_status="active")
    assert 2 == len(since)

    world.get("customer", subscription["customer"])["_declines"] = False
    since = step(alice, world, lambda: life.advance(world, 4 * life.DAY))
    one(since, "invoice_paid", stripe_id=invoice["id"], amount_minor=4900)
    one(since, "subscription_changed", **about, status="active", former_status="past_due", what="status")

    since = step(alice, world, lambda: life.cancel(world, subscription))
    one(since, "subscription_ended", **about, amount_minor=4900, currency="USD", former_status="active")
    assert 1 == len(since)


def test_refunds_disputes_and_unpaid_invoices_are_one_entry_each(alice: Actor, world: World) -> None:
    paid(alice, world)
    invoice = world.every("invoice")[0]

    since = step(alice, world, lambda: life.refund(world, invoice))
    one(since, "movement_seen", kind="refund", amount_minor=1500, currency="USD", status="succeeded")
    since = step(alice, world, lambda: life.dispute(world, invoice))
    dispute = world.every("dispute")[0]
    one(since, "movement_seen", kind="dispute", stripe_id=dispute["id"], status="needs_response")
    dispute["status"] = "won"
    since = step(alice, world, lambda: world.tell("charge.dispute.closed", dispute))
    one(since, "movement_seen", kind="dispute", status="won")
    for state in ("open", "void", "uncollectible"):
        made = draft(world, invoice["customer"])
        one(step(alice, world, partial(world.tell, "invoice.created", made)), "invoice_created")
        made["status"] = state
        since = step(alice, world, partial(world.tell, "invoice.updated", made))
        one(since, "invoice_changed" if state == "open" else "invoice_voided", stripe_id=made["id"], status=state)


def test_a_checkout_that_nobody_goes_through_is_one_entry(alice: Actor, world: World) -> None:
    visit_id = checked_out(alice)
    session = session_of(world, visit_id)

    since = step(alice, world, lambda: life.advance(world, life.DAY))

    one(since, "checkout_expired", session_id=session["id"], amount_minor=1500, currency="USD")
    assert 1 == len(since)


def test_the_way_to_the_portal_is_two_entries(alice: Actor, world: World) -> None:
    paid(alice, world)
    before = len(log_of(alice))
    with tenancy.scope(alice.workspace_id):
        visits.begin_portal(alice)
    work()

    asked, opened = log_of(alice)[before:]
    assert ("billing.portal_asked.v1", str(alice.person_id)) == (asked.name, str(asked.subject_id))
    assert "billing.portal_opened.v1" == opened.name


def draft(world: World, customer: str) -> Thing:
    """An invoice that is not issued yet."""
    return world.make(
        "invoice", customer=customer, status="draft", total=700, amount_paid=0, currency="usd", parent=None
    )


def fresh_object(world: World, customer: str, subject: Subject) -> Thing:
    """Something of this kind that the product has not seen yet."""
    charge = world.make("charge", customer=customer)
    money = {"amount": 700, "currency": "usd", "charge": charge["id"], "status": "pending"}
    if subject is Subject.INVOICE:
        return draft(world, customer)
    if subject in {Subject.REFUND, Subject.DISPUTE}:
        return world.make(subject.value, **money)
    return world.every("subscription" if subject is Subject.SUBSCRIPTION else "checkout.session")[0]


@pytest.mark.parametrize("event_type", policy.EVENT_TYPES)
def test_every_kind_of_event_that_is_acted_on_is_one_entry(alice: Actor, world: World, event_type: str) -> None:
    visit_id = checked_out(alice)
    life.pay(world, session_of(world, visit_id))
    subject, before = policy.subject_of(event_type), len(log_of(alice))
    assert subject is not None
    customer = str(world.every("customer")[0]["id"])
    event = world.tell(event_type, fresh_object(world, customer, subject))

    for _ in range(2):
        deliver(event)
        work()

    (entry,) = log_of(alice)[before:]
    assert {"amount_minor", "currency"} <= entry.details.keys()
    assert event["data"]["object"]["id"] in entry.details.values()
    assert 1 == [taken.name for taken in log_of()].count("billing.webhook_accepted.v1")


def test_no_entry_holds_a_card_a_name_or_an_address(people: Any, alice: Actor, world: World) -> None:
    subscription = paid(alice, world)
    step(alice, world, lambda: life.refund(world, world.every("invoice")[0]))
    step(alice, world, lambda: life.cancel(world, subscription))

    for entry in [*log_of(alice), *log_of()]:
        assert set(entry.details) <= PLAIN, entry.name
        text = str(entry.details).lower()
        assert people.alice.email not in text
        assert "http" not in text
    assert "card" not in {name.partition("_")[0] for name in PLAIN}


def test_every_fact_of_billing_says_something_to_owners() -> None:
    ours = {name: cls for name, cls in names().items() if name.startswith("billing.")}

    assert len(ours) > 20
    assert all(str(sentence_of(cls)) for cls in ours.values())


def test_a_service_that_forgets_its_fact_does_not_commit(alice: Actor, world: World) -> None:
    paid(alice, world)

    for rows in (models.Subscription.objects, models.Invoice.objects):
        with tenancy.scope(alice.workspace_id), pytest.raises(Unrecorded), transaction.atomic():
            rows.update(currency="EUR")
    with tenancy.scope(alice.workspace_id), pytest.raises(Unrecorded), transaction.atomic():
        models.Visit.objects.update(state="open")


def test_the_planted_forgetful_service_would_otherwise_work(alice: Actor, world: World) -> None:
    paid(alice, world)
    with tenancy.scope(alice.workspace_id), transaction.atomic():
        models.Subscription.objects.update(version=9)

    assert {facts.SubscriptionChanged} < set(names().values())
