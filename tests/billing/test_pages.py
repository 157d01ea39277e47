"""The pages of plan and payment: who sees what, where they lead, and that coming back proves nothing."""

import pytest

from assay.kernel import tenancy
from assay.modules.billing.models import Visit
from assay.modules.billing.queries import plans
from assay.modules.billing.services.visits import fail
from assay.modules.identity.api import Actor
from assay.sandbox.stripe import life
from assay.sandbox.stripe.world import World
from tests.billing.make import MONTHLY, checked_out, deliver_all, paid, session_of, work
from tests.identity.make import Cast, client_for

pytestmark = pytest.mark.django_db
PLAN = "/app/settings/billing/"


def text_of(people: Cast, path: str = PLAN) -> str:
    """What Alice reads there."""
    return str(people.as_alice.get(path).content.decode())


def test_an_owner_buys_and_sees_every_step(people: Cast, alice: Actor, world: World) -> None:
    browser = client_for(people.alice, workspace_id=people.workspace_id, is_fresh=True)
    assert "15.00 USD a month" in text_of(people)

    gone = browser.post(f"{PLAN}checkout/", {"price": MONTHLY.key, "amount": "1", "unit_amount": "1"})
    waiting = gone["Location"]
    assert "We are opening the page where you pay" in text_of(people, waiting)
    work()
    session = world.every("checkout.session")[0]
    assert f"0; url={session['url']}" == browser.get(waiting)["Refresh"], "no redirect: a form's policy would hold it"
    assert 1500 == session["amount_total"], "what a form says of an amount is nothing"

    back = session["success_url"].partition("testserver")[2]
    assert "Waiting for the payment to be confirmed" in text_of(people, back)
    life.pay(world, session)
    assert "Waiting for the payment to be confirmed" in text_of(people, back), "coming back proves nothing"
    deliver_all(world)

    assert PLAN == browser.get(back)["Location"]
    page = text_of(people)
    assert "Founder" in page
    assert "Manage plan" in page
    assert "ASSAY-0001" in page
    assert "0 of 200 ideas in work." in page
    assert alice.workspace_id


def test_coming_back_without_having_paid_gives_nothing(people: Cast, alice: Actor, world: World) -> None:
    visit_id = checked_out(alice)
    session = session_of(world, visit_id)

    people.as_alice.get(session["success_url"].partition("testserver")[2])

    with tenancy.scope(alice.workspace_id):
        assert "free" == plans.overview(alice).entitlements.plan


def test_others_see_the_plan_and_nothing_of_the_money(people: Cast, alice: Actor, world: World) -> None:
    paid(alice, world)

    page = people.as_bob.get(PLAN).content.decode()
    assert "Founder" in page
    assert "An owner of this workspace can change the plan." in page
    assert "ASSAY-0001" not in page
    assert "Manage plan" not in page
    assert 403 == people.as_bob.get(f"{PLAN}invoices/").status_code
    bob = client_for(people.bob, workspace_id=people.workspace_id, is_fresh=True)
    assert [403, 403] == [bob.post(f"{PLAN}{rest}/").status_code for rest in ("checkout", "portal")]


def test_paying_asks_for_a_fresh_sign_in(people: Cast, world: World) -> None:
    answer = people.as_alice.post(f"{PLAN}checkout/", {"price": MONTHLY.key})

    assert "reauthenticate" in answer["Location"]
    assert [] == world.every("checkout.session")


def test_a_visit_is_its_owners_alone(people: Cast, alice: Actor, world: World) -> None:
    visit_id = checked_out(alice)
    assert world.every("checkout.session")

    for browser in (people.as_bob, people.as_charlie):
        assert 404 == browser.get(f"{PLAN}visits/{visit_id}/").status_code


def test_each_state_is_said_in_words(people: Cast, alice: Actor, world: World) -> None:
    subscription = paid(alice, world)
    life.schedule_end(world, subscription, ends=True)
    deliver_all(world, since=len(world.events) - 1)
    assert "Cancelled: the plan ends on" in text_of(people)
    life.schedule_end(world, subscription, ends=False)
    world.get("customer", subscription["customer"])["_declines"] = True
    since = len(world.events)
    life.advance(world, 31 * life.DAY)
    deliver_all(world, since=since)
    page = text_of(people)
    assert "A payment has failed." in page
    assert "The plan stays as it is until" in page
    since = len(world.events)
    life.cancel(world, subscription)
    deliver_all(world, since=since)
    page = text_of(people)
    assert "ended on" in page
    assert "Choose a plan" in page


def test_a_page_that_could_not_be_opened_says_so(people: Cast, alice: Actor, world: World) -> None:
    world.every("price", lookup_key=MONTHLY.key)[0]["unit_amount"] = 1
    visit_id = checked_out(alice)
    fail(visit_id, "again")

    page = text_of(people, f"{PLAN}visits/{visit_id}/")
    assert "The page could not be opened" in page
    assert "Nothing was charged" in page


def test_a_page_that_is_too_old_says_so(people: Cast, alice: Actor, world: World) -> None:
    visit_id = checked_out(alice)
    since = len(world.events)
    life.advance(world, life.DAY)
    deliver_all(world, since=since)

    assert "This is over" in text_of(people, f"{PLAN}visits/{visit_id}/")
    with tenancy.scope(alice.workspace_id):
        assert "" == Visit.objects.get(pk=visit_id).url


def test_the_portal_is_reached_from_the_plan(people: Cast, alice: Actor, world: World) -> None:
    paid(alice, world)
    browser = client_for(people.alice, workspace_id=people.workspace_id, is_fresh=True)

    gone = browser.post(f"{PLAN}portal/")
    work()

    assert browser.get(gone["Location"])["Refresh"].startswith(f"0; url={world.address}/portal/")


def test_who_has_a_subscription_is_sent_back_to_it(people: Cast, alice: Actor, world: World) -> None:
    paid(alice, world)
    browser = client_for(people.alice, workspace_id=people.workspace_id, is_fresh=True)

    answer = browser.post(f"{PLAN}checkout/", {"price": MONTHLY.key}, follow=True)
    assert "This workspace has a subscription already" in answer.content.decode()


def test_without_a_processor_the_pages_say_so(people: Cast) -> None:
    browser = client_for(people.alice, workspace_id=people.workspace_id, is_fresh=True)

    assert "Payments are not set up here" in text_of(people)
    assert "Payments are not set up here" in text_of(people, "/pricing/")
    answer = browser.post(f"{PLAN}checkout/", {"price": MONTHLY.key}, follow=True)
    assert "Payments are not set up here" in answer.content.decode()
    assert "Manage plan" not in text_of(people)


def test_prices_stand_on_a_page_for_everybody(people: Cast, world: World) -> None:
    page = text_of(people, "/pricing/")

    assert all(cost in page for cost in ("15.00 USD", "120.00 USD", "49.00 USD", "490.00 USD"))
    assert world.every("price")


def test_owners_find_payments_in_the_log(people: Cast, alice: Actor, world: World) -> None:
    paid(alice, world)

    answer = people.as_alice.get("/app/audit/?kind=billing.")
    page = answer.content.decode()
    assert "received the payment for the invoice" in page
    assert "15.00 USD" in page
    assert {"billing"} == {line.fact.partition(".")[0] for line in answer.context["page"].items}
