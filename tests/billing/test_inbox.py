"""Events come in: whose are believed, that each counts once in any order, and that none is lost."""

import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client

from assay.kernel import jobs, tenancy
from assay.kernel.privacy import Private
from assay.kernel.recording import Unrecorded
from assay.modules.billing.api import entitlements, list_parked, replay
from assay.modules.billing.errors import EventNotFound, Overtaken, PriceUnknown, ProcessorAway
from assay.modules.billing.models import Event
from assay.modules.billing.providers import current
from assay.modules.billing.queries.inbox import measures
from assay.modules.billing.queries.mirrored import version_of
from assay.modules.billing.services import healing, inbox, mirror, taking_in
from assay.modules.billing.types import EventState, PlanKey, Subject, SubscriptionSeen
from assay.modules.identity.api import Actor
from assay.sandbox.stripe import life
from assay.sandbox.stripe.delivery import body_of
from assay.sandbox.stripe.server import Server
from assay.sandbox.stripe.world import World
from tests.billing.make import (
    FORMER,
    PATH,
    SECRET,
    checked_out,
    deliver,
    deliver_all,
    log_of,
    paid,
    session_of,
    set_up,
    work,
)

pytestmark = pytest.mark.django_db


def bought(alice: Actor, world: World) -> list[Any]:
    """A purchase at the processor of which no event has come in; they are returned."""
    visit_id = checked_out(alice)
    since = len(world.events)
    life.pay(world, session_of(world, visit_id))
    return world.events[since:]


def test_an_event_is_kept_sealed_and_answered_once_it_is_safe(alice: Actor, world: World) -> None:
    event = bought(alice, world)[0]

    answer = deliver(event)

    assert (200, {"received": True}) == (answer.status_code, answer.json())
    row = Event.objects.get(stripe_id=event["id"])
    assert EventState.WAITING == row.state
    assert body_of(event).decode() == row.body
    sealed: Any = Event.objects.filter(pk=row.pk).values_list("body", flat=True)[0]
    assert event["id"] not in sealed.raw


@pytest.mark.parametrize("secret", ["whsec_somebody-elses-secret-of-length", ""])
def test_a_forged_signature_is_refused(world: World, secret: str) -> None:
    event = world.tell("invoice.paid", world.make("invoice"))

    assert 401 == deliver(event, secret=secret).status_code
    assert 0 == Event.objects.count()
    assert ["billing.webhook_refused.v1"] == [entry.name for entry in log_of()]


def test_what_is_not_signed_at_all_is_refused(world: World) -> None:
    event = world.tell("invoice.paid", world.make("invoice"))

    for headers in ({}, {"Stripe-Signature": "v1=00"}, {"Stripe-Signature": "t=1"}, {"Stripe-Signature": "t=x,v1=y"}):
        answer = Client().post(PATH, body_of(event), content_type="application/json", headers=headers)
        assert 401 == answer.status_code
        assert "application/problem+json" == answer["Content-Type"]


@pytest.mark.parametrize("age", [301, -120])
def test_a_signature_of_another_time_is_refused(world: World, age: int) -> None:
    event = world.tell("invoice.paid", world.make("invoice"))

    assert 401 == deliver(event, at=int(time.time()) - age).status_code


def test_a_signed_body_that_was_changed_is_refused(world: World) -> None:
    event = world.tell("invoice.paid", world.make("invoice", total=1))

    assert 401 == deliver(event, body=body_of(event).replace(b'"total": 1', b'"total": 9')).status_code


def test_both_secrets_are_believed_while_one_is_changed(server: Server, settings: LazySettings) -> None:
    settings.PAYMENTS = set_up(server, SECRET, FORMER)
    events = [server.world.tell("customer.created", server.world.make("customer")) for _ in range(2)]

    assert [200, 200] == [deliver(events[0]).status_code, deliver(events[1], secret=FORMER).status_code]
    settings.PAYMENTS = set_up(server, SECRET)
    later = server.world.tell("customer.created", server.world.make("customer"))
    assert 401 == deliver(later, secret=FORMER).status_code


@pytest.mark.usefixtures("world")
def test_what_is_signed_and_no_event_is_refused() -> None:
    odd: list[Any] = [{"id": "evt_1"}, {"id": "evt_1", "data": []}, [], "text"]
    for strange in odd:
        assert 400 == deliver(strange).status_code
    assert 0 == Event.objects.count()


def test_an_event_of_the_other_mode_is_refused(world: World) -> None:
    event = world.tell("invoice.paid", world.make("invoice")) | {"livemode": True}

    assert 400 == deliver(event).status_code
    assert 0 == Event.objects.count()


def test_a_body_that_is_too_large_is_not_read(world: World) -> None:
    event = world.tell("invoice.paid", world.make("invoice", filler="x" * 600_000))

    assert 413 == deliver(event).status_code


def test_without_a_processor_nothing_is_taken_in(client: Client) -> None:
    assert 409 == client.post(PATH, b"{}", content_type="application/json").status_code


@pytest.mark.usefixtures("world")
def test_only_post_is_answered(client: Client) -> None:
    assert 405 == client.get(PATH).status_code


def test_a_repeated_event_counts_once(alice: Actor, world: World) -> None:
    events = bought(alice, world)
    for event in events * 3:
        assert 200 == deliver(event).status_code
        work()

    assert len(events) == Event.objects.count()
    names = [entry.name for entry in log_of(alice)]
    assert 1 == names.count("billing.subscription_started.v1")
    assert 1 == names.count("billing.invoice_paid.v1")


def test_events_in_the_opposite_order_end_alike(alice: Actor, world: World) -> None:
    for event in reversed(bought(alice, world)):
        deliver(event)
        work()

    assert PlanKey.FOUNDER is entitlements(alice.workspace_id).plan
    assert {"done"} == set(Event.objects.values_list("state", flat=True))


def test_an_event_from_before_the_end_does_not_bring_a_plan_back(alice: Actor, world: World) -> None:
    events = bought(alice, world)
    deliver_all(world)
    since = len(world.events)
    life.cancel(world, world.every("subscription")[0])
    deliver_all(world, since=since)

    Event.objects.get(stripe_id=events[0]["id"])
    replay(events[0]["id"], why=Private("a test"))
    work()

    assert PlanKey.FREE is entitlements(alice.workspace_id).plan


def test_a_look_that_was_overtaken_is_not_recorded(alice: Actor, world: World) -> None:
    subscription = paid(alice, world)
    name, look = subscription["id"], Subject.SUBSCRIPTION
    version, former = version_of(look, name), current().look(look, name)
    life.cancel(world, subscription)
    deliver_all(world, since=len(world.events) - 1)
    assert isinstance(former, SubscriptionSeen)

    with tenancy.scope(alice.workspace_id), pytest.raises(Overtaken):
        mirror.subscription(alice.workspace_id, former, version=version)
    assert PlanKey.FREE is entitlements(alice.workspace_id).plan


def test_an_unknown_kind_is_kept_and_counted(world: World) -> None:
    deliver(world.tell("customer.tax_id.created", world.make("customer")))

    assert [] == work()
    assert ["unknown"] == list(Event.objects.values_list("state", flat=True))
    found = {s.labels.get("state"): s.value for family in measures() for s in family.samples}
    assert 1 == found["unknown"]


def test_a_customer_that_is_not_ours_changes_nothing(world: World) -> None:
    other = world.make("customer")
    invoice = world.make(
        "invoice", customer=other["id"], status="paid", total=5, currency="usd", amount_paid=5, parent=None
    )
    deliver(world.tell("invoice.paid", invoice))
    work()

    assert ["foreign"] == list(Event.objects.values_list("state", flat=True))
    assert [] == [e for e in log_of() if "invoice" in e.name]


def test_what_an_event_says_is_not_believed(alice: Actor, world: World) -> None:
    """A body that claims another workspace's metadata, another price, another state: only what is fetched counts."""
    deliver_all(world)
    event = bought(alice, world)[0]
    event["data"]["object"] |= {"status": "canceled", "metadata": {"workspace_id": "0"}, "customer": "cus_other"}
    deliver(event)
    work()

    assert PlanKey.FOUNDER is entitlements(alice.workspace_id).plan


def test_an_event_that_nothing_can_work_off_is_parked_told_and_replayed(alice: Actor, world: World) -> None:
    events = bought(alice, world)
    price = world.every("subscription")[0]["items"]["data"][0]["price"]
    price["lookup_key"] = "something-else"
    deliver(events[0])
    row = Event.objects.get(stripe_id=events[0]["id"])
    with pytest.raises(PriceUnknown):
        taking_in.take_in(row.pk)
    for _ in range(2):
        inbox.park(row.pk)

    assert (events[0]["id"],) == list_parked()
    assert 1 == [entry.name for entry in log_of()].count("billing.webhook_parked.v1")
    assert EventState.PARKED is taking_in.take_in(row.pk)

    price["lookup_key"] = "assay-founder-month-2026-11"
    replay(events[0]["id"], why=Private("the price is there again"))
    work()
    assert () == list_parked()
    told = next(entry for entry in log_of() if entry.name == "billing.event_replayed.v1")
    assert told.sealed
    assert "again" not in told.sealed
    with pytest.raises(EventNotFound):
        replay("evt_nothing", why=Private("none"))


def test_the_queue_parks_what_its_last_attempt_left(alice: Actor, world: World) -> None:
    deliver(bought(alice, world)[0])
    row = Event.objects.get()

    job = jobs.find(inbox.TAKE_IN)
    assert job.on_give_up is not None
    job.on_give_up(event_id=str(row.pk))

    assert (row.stripe_id,) == list_parked()


def test_what_was_never_delivered_is_found_within_one_cycle(alice: Actor, world: World) -> None:
    deliver_all(world)
    bought(alice, world)
    assert PlanKey.FREE is entitlements(alice.workspace_id).plan

    assert len(world.events) - Event.objects.count() == healing.heal()
    work()

    assert PlanKey.FOUNDER is entitlements(alice.workspace_id).plan
    assert 0 == healing.heal()


def test_more_than_a_page_of_missed_events_is_found(world: World) -> None:
    for _ in range(60):
        world.tell("customer.created", world.make("customer"))

    assert 60 == healing.heal()


def test_a_look_that_breaks_off_is_done_again(server: Server) -> None:
    server.world.tell("customer.created", server.world.make("customer"))
    server.broken = 500
    with pytest.raises(ProcessorAway):
        healing.heal()
    server.broken = 0

    assert 1 == healing.heal()


def test_a_processor_that_is_away_leaves_the_event_waiting(alice: Actor, server: Server) -> None:
    deliver(bought(alice, server.world)[0])
    server.broken = 503
    row = Event.objects.get()

    with pytest.raises(ProcessorAway):
        taking_in.take_in(row.pk)
    row.refresh_from_db()
    assert EventState.WAITING == row.state


def test_a_row_changed_without_a_fact_is_not_committed(alice: Actor, world: World) -> None:
    paid(alice, world)

    with pytest.raises(Unrecorded), transaction.atomic():
        Event.objects.update(type="invoice.paid")
