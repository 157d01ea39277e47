"""A payment processor beside the test, and a workspace that buys from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.test import Client

from assay.config.commands.sandbox import stock
from assay.config.env.payments import Payments
from assay.kernel import jobs, tenancy
from assay.kernel.privacy import Secret
from assay.kernel.testing.queue import _stored, _take
from assay.modules.audit.models import Entry as EntryRow
from assay.modules.billing.models import Event, Visit
from assay.modules.billing.policy.catalogue import PRICES
from assay.modules.billing.services import visits
from assay.modules.billing.types import VisitId
from assay.modules.identity.api import Actor
from assay.sandbox.stripe import life
from assay.sandbox.stripe.delivery import body_of, signature
from assay.sandbox.stripe.server import Server
from assay.sandbox.stripe.world import Thing, World

KEY, SECRET, FORMER = "sk_test_of-these-tests", "whsec_of-these-tests-and-nothing-else", "whsec_the-former-one-of-them"
MONTHLY, YEARLY, TEAM = PRICES[0], PRICES[1], PRICES[2]
PATH = "/webhooks/stripe"


@contextmanager
def processor() -> Iterator[Server]:
    """Run a stand-in that sells what the catalogue has."""
    world = World(key=KEY, webhook_secrets=(SECRET,))
    stock(world)
    server = Server(world)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def set_up(server: Server, *secrets: str, key: str = KEY) -> Payments:
    """The settings that ask this stand-in."""
    return Payments(
        stripe_secret_key=Secret(key),
        stripe_webhook_secrets=tuple(map(Secret, secrets or (SECRET,))),
        stripe_address=server.world.address,
    )


def work() -> list[str]:
    """Carry out every job that is due, outside of any transaction of ours, as a worker does."""
    done = []
    while (job := _take()) is not None:
        jobs.carry_out(jobs.find(job.name), job.call, job.origin, stored=_stored(job))
        done.append(job.name)
    return done


def deliver(event: Thing, *, secret: str = SECRET, at: int | None = None, body: bytes | None = None) -> Any:
    """Let the processor's event come in over HTTP."""
    text = body_of(event) if body is None else body
    signed = signature(body_of(event), (secret,), at=at)
    browser = Client(REMOTE_ADDR="198.51.100.7")
    return browser.post(PATH, text, content_type="application/json", headers={"Stripe-Signature": signed})


def deliver_all(world: World, *, since: int = 0) -> list[Thing]:
    """Let every event since the given one come in, and be worked off."""
    events = world.events[since:]
    for event in events:
        assert 200 == deliver(event).status_code
    work()
    return events


def checked_out(actor: Actor, *, price_key: str = MONTHLY.key) -> VisitId:
    """Go to the checkout and have its page."""
    with tenancy.scope(actor.workspace_id):
        visit_id = visits.begin_checkout(actor, price_key)
    work()
    return visit_id


def session_of(world: World, visit_id: VisitId) -> Thing:
    """The checkout's session at the processor."""
    with tenancy.system():
        name = Visit.objects.get(pk=visit_id).session_id
    return world.get("checkout.session", str(name))


def paid(actor: Actor, world: World, *, price_key: str = MONTHLY.key) -> Thing:
    """Buy a plan, and let the events of it come in; return the subscription."""
    since = len(world.events)
    visit_id = checked_out(actor, price_key=price_key)
    subscription = life.pay(world, session_of(world, visit_id))
    deliver_all(world, since=since)
    return subscription


def log_of(actor: Actor | None = None) -> list[EntryRow]:
    """What the log says about payments, of a workspace or of the system, in order."""
    with tenancy.system():
        rows = EntryRow.objects.filter(name__startswith="billing.", workspace_id=actor.workspace_id if actor else None)
        return list(rows.order_by("id"))


def states() -> dict[str, str]:
    """How each event in the inbox stands."""
    return dict(Event.objects.values_list("type", "state"))
