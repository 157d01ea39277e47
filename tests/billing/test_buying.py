"""Somebody buys a plan, changes it, fails to pay, cancels: what Stripe says is what the product shows."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings

from assay.kernel import clock, tenancy
from assay.kernel.sealed import ERASED
from assay.modules.billing import policy
from assay.modules.billing.api import entitlements
from assay.modules.billing.errors import AlreadySubscribed, NothingToManage, NotSetUp, PriceNotOffered, VisitNotFound
from assay.modules.billing.models import Event, Invoice, Subscription, Visit
from assay.modules.billing.queries import plans
from assay.modules.billing.services import ending, visits
from assay.modules.billing.services.publishing import publish_prices
from assay.modules.billing.types import PlanKey, State, VisitState
from assay.modules.comms.models import Message
from assay.modules.identity.api import Actor, RoleTooLow
from assay.sandbox.stripe import life
from assay.sandbox.stripe.server import Server
from assay.sandbox.stripe.world import World
from tests.billing.make import MONTHLY, TEAM, YEARLY, checked_out, deliver_all, paid, session_of, set_up, work
from tests.identity.make import actor_for

pytestmark = pytest.mark.django_db
MONTH = 31 * life.DAY


def letters() -> list[str]:
    """The letters of billing, in order."""
    names = Message.objects.order_by("id").values_list("template", flat=True)
    return [name.rpartition("/")[2] for name in names if name.startswith("billing/")]


def tell(world: World, act: Any) -> None:
    """Let something happen at the processor, and the events of it come in."""
    since = len(world.events)
    act()
    deliver_all(world, since=since)


def test_nobody_has_a_plan_before_the_processor_says_that_it_is_paid(alice: Actor, world: World) -> None:
    visit_id = checked_out(alice)
    life.pay(world, session_of(world, visit_id))

    assert PlanKey.FREE is entitlements(alice.workspace_id).plan


def test_a_paid_plan_gives_what_it_says(alice: Actor, world: World) -> None:
    paid(alice, world)

    found = entitlements(alice.workspace_id)
    assert (PlanKey.FOUNDER, State.ACTIVE, 200) == (found.plan, found.state, found.ideas)
    assert ["started"] == letters()
    with tenancy.scope(alice.workspace_id):
        invoice = plans.list_invoices(alice).items[0]
        overview = plans.overview(alice)
    assert (1500, "USD", "paid") == (invoice.total.minor, invoice.total.currency, invoice.state)
    assert invoice.page_url.startswith(world.address)
    assert not overview.is_pending


def test_cancelling_resuming_and_changing_show_as_they_are(alice: Actor, world: World) -> None:
    subscription = paid(alice, world)

    tell(world, lambda: life.schedule_end(world, subscription, ends=True))
    with tenancy.scope(alice.workspace_id):
        card = plans.overview(alice).subscription
    assert card is not None
    assert card.cancels_at is not None
    assert PlanKey.FOUNDER is entitlements(alice.workspace_id).plan

    tell(world, lambda: life.schedule_end(world, subscription, ends=False))
    with tenancy.scope(alice.workspace_id):
        assert Subscription.objects.get().cancels_at is None

    team = world.every("price", lookup_key=TEAM.key)[0]
    tell(world, lambda: life.change_price(world, subscription, team))
    assert PlanKey.TEAM is entitlements(alice.workspace_id).plan
    founder = world.every("price", lookup_key=MONTHLY.key)[0]
    tell(world, lambda: life.change_price(world, subscription, founder))
    assert PlanKey.FOUNDER is entitlements(alice.workspace_id).plan
    assert ["started", "cancelled"] == letters()


def test_a_cancelled_plan_ends_with_its_period(alice: Actor, world: World) -> None:
    subscription = paid(alice, world)
    tell(world, lambda: life.schedule_end(world, subscription, ends=True))

    tell(world, lambda: life.advance(world, MONTH))

    found = entitlements(alice.workspace_id)
    assert (PlanKey.FREE, State.CANCELED) == (found.plan, found.state)
    assert ["started", "cancelled", "ended"] == letters()
    with tenancy.scope(alice.workspace_id):
        assert plans.can_buy(alice.workspace_id)


def test_a_failed_payment_leaves_the_plan_for_a_while_and_a_later_one_heals_it(alice: Actor, world: World) -> None:
    subscription = paid(alice, world)
    customer = world.get("customer", subscription["customer"])
    customer["_declines"] = True

    tell(world, lambda: life.advance(world, MONTH))

    found = entitlements(alice.workspace_id)
    assert (PlanKey.FOUNDER, State.PAST_DUE) == (found.plan, found.state)
    with clock.frozen(clock.now() + policy.GRACE):
        assert PlanKey.FREE is entitlements(alice.workspace_id).plan
    assert ["started", "failed"] == letters()

    customer["_declines"] = False
    tell(world, lambda: life.advance(world, 4 * life.DAY))
    assert State.ACTIVE is entitlements(alice.workspace_id).state


def test_a_renewal_brings_an_invoice_and_no_second_welcome(alice: Actor, world: World) -> None:
    paid(alice, world)

    tell(world, lambda: life.advance(world, MONTH))

    with tenancy.scope(alice.workspace_id):
        assert ["paid", "paid"] == list(Invoice.objects.values_list("state", flat=True))
    assert ["started"] == letters()


def test_there_is_one_subscription_at_a_time(alice: Actor, world: World) -> None:
    paid(alice, world)

    with tenancy.scope(alice.workspace_id), pytest.raises(AlreadySubscribed):
        visits.begin_checkout(alice, TEAM.key)


def test_a_second_click_leads_to_the_same_checkout_and_another_price_takes_its_place(
    alice: Actor, world: World
) -> None:
    first = checked_out(alice)
    assert first == checked_out(alice)
    second = checked_out(alice, price_key=YEARLY.key)

    sessions = world.every("checkout.session")
    assert ["expired", "open"] == [one["status"] for one in sessions]
    assert sessions[1] is session_of(world, second)
    deliver_all(world)
    with tenancy.scope(alice.workspace_id):
        assert VisitState.EXPIRED == Visit.objects.get(pk=first).state


def test_who_paid_in_the_replaced_checkout_does_not_pay_twice(alice: Actor, world: World) -> None:
    first = checked_out(alice)
    with tenancy.scope(alice.workspace_id):
        second = visits.begin_checkout(alice, YEARLY.key)
    life.pay(world, session_of(world, first))
    work()

    with tenancy.scope(alice.workspace_id):
        assert VisitState.FAILED == Visit.objects.get(pk=second).state
    assert 1 == len(world.every("checkout.session"))
    deliver_all(world)
    assert PlanKey.FOUNDER is entitlements(alice.workspace_id).plan


def test_what_is_not_in_the_catalogue_is_not_sold(alice: Actor, world: World) -> None:
    with tenancy.scope(alice.workspace_id), pytest.raises(PriceNotOffered):
        visits.begin_checkout(alice, "assay-founder-month-1999-01")
    assert [] == world.every("checkout.session")


def test_a_price_that_stripe_knows_otherwise_is_not_charged(alice: Actor, world: World) -> None:
    world.every("price", lookup_key=MONTHLY.key)[0]["unit_amount"] = 999_00

    visit_id = checked_out(alice)

    with tenancy.scope(alice.workspace_id):
        assert VisitState.FAILED == Visit.objects.get(pk=visit_id).state
    assert [] == world.every("checkout.session")


@pytest.mark.usefixtures("world")
def test_owners_alone_pay_and_each_sees_their_own_visits(people: Any, alice: Actor) -> None:
    bob, charlie = actor_for(people.bob, workspace_id=people.workspace_id), actor_for(people.charlie)
    visit_id = checked_out(alice)

    with tenancy.scope(alice.workspace_id):
        with pytest.raises(RoleTooLow):
            visits.begin_checkout(bob, MONTHLY.key)
        with pytest.raises(RoleTooLow):
            visits.begin_portal(bob)
        assert PlanKey.FREE is plans.overview(bob).entitlements.plan
    with tenancy.scope(charlie.workspace_id), pytest.raises(VisitNotFound):
        plans.get_visit(charlie, visit_id)


def test_the_portal_opens_for_who_has_paid(alice: Actor, world: World) -> None:
    with tenancy.scope(alice.workspace_id), pytest.raises(NothingToManage):
        visits.begin_portal(alice)
    paid(alice, world)
    with tenancy.scope(alice.workspace_id):
        visit_id = visits.begin_portal(alice)
    work()

    with tenancy.scope(alice.workspace_id):
        card = plans.get_visit(alice, visit_id)
    assert card.url.startswith(f"{world.address}/portal/")


def test_a_deleted_workspace_is_paid_for_no_longer(alice: Actor, world: World) -> None:
    subscription = paid(alice, world)

    ending.ask_for_end(alice.workspace_id)
    work()
    deliver_all(world)

    assert "canceled" == subscription["status"]
    held = Event.objects.get(object_id=subscription["id"], type="customer.subscription.created")
    assert ERASED == held.body
    assert State.CANCELED is entitlements(alice.workspace_id).state


def test_without_a_processor_nothing_is_sold_and_nothing_is_limited(alice: Actor) -> None:
    found = entitlements(alice.workspace_id)

    assert not found.is_limited
    with tenancy.scope(alice.workspace_id), pytest.raises(NotSetUp):
        visits.begin_checkout(alice, MONTHLY.key)


def test_prices_are_published_once(server: Server, settings: LazySettings) -> None:
    for price in server.world.every("price"):
        del server.world.things[price["id"]]

    assert 4 == len(publish_prices())
    assert () == publish_prices()
    settings.PAYMENTS = set_up(server)
    assert {1500, 12000, 4900, 49000} == {price["unit_amount"] for price in server.world.every("price")}


@pytest.mark.usefixtures("world")
def test_a_visit_that_is_nobodys_is_not_there(alice: Actor) -> None:
    with tenancy.scope(alice.workspace_id), pytest.raises(VisitNotFound):
        plans.get_visit(alice, uuid4())
