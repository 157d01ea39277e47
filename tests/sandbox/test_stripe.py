"""The stand-in behaves as Stripe's documents say, asked by Stripe's own package."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any, override
from urllib.request import urlopen

import pytest
import stripe

from assay.sandbox.stripe import life
from assay.sandbox.stripe.delivery import Delivery, Faults, body_of, signature
from assay.sandbox.stripe.server import Server
from assay.sandbox.stripe.world import World

KEY, SECRET = "sk_test_of-these-tests", "whsec_of-these-tests-and-nothing-else"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(World(key=KEY, webhook_secrets=(SECRET,)))
    Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def asked(server: Server) -> Any:
    return stripe.StripeClient(KEY, base_addresses={"api": server.world.address}, max_network_retries=0).v1


@contextmanager
def receiver(*, refusing: int = 0) -> Iterator[tuple[str, list[str]]]:
    """Somewhere to deliver to, and the kinds of what was accepted there."""
    seen: list[str] = []
    left = [refusing]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 500 if left[0] > 0 else 200
            left[0] -= 1
            if status == 200:
                seen.append(stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], SECRET).type)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    made = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_port}", seen
    finally:
        made.shutdown()
        made.server_close()


def wait_for(seen: list[str], count: int) -> None:
    """Until so many have come, or ten seconds are over."""
    ends = time.monotonic() + 10
    while len(seen) < count and time.monotonic() < ends:
        Event().wait(0.02)


def priced(asked: Any, amount: int = 1500) -> Any:
    product = asked.products.create({"name": "Plan"})
    return asked.prices.create(
        {
            "product": product.id,
            "lookup_key": f"plan-{amount}",
            "unit_amount": amount,
            "currency": "usd",
            "recurring": {"interval": "month"},
        }
    )


def opened(asked: Any) -> Any:
    customer = asked.customers.create({})
    return asked.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": customer.id,
            "line_items": [{"price": priced(asked).id, "quantity": 1}],
            "success_url": "http://localhost/done",
        }
    )


def test_a_key_that_is_not_the_accounts_is_refused(server: Server) -> None:
    stranger: Any = stripe.StripeClient("sk_test_other", base_addresses={"api": server.world.address}).v1

    with pytest.raises(stripe.AuthenticationError):
        stranger.customers.create({})


def test_a_write_with_a_key_is_answered_as_the_first_time(asked: Any, server: Server) -> None:
    first = asked.customers.create({"metadata": {"a": "1"}}, {"idempotency_key": "k"})
    again = asked.customers.create({"metadata": {"a": "1"}}, {"idempotency_key": "k"})

    assert first.id == again.id
    assert 1 == len(server.world.every("customer"))
    with pytest.raises(stripe.IdempotencyError):
        asked.customers.create({"metadata": {"a": "2"}}, {"idempotency_key": "k"})


def test_unknown_parameters_missing_ones_and_missing_things_are_refused_in_stripes_words(asked: Any) -> None:
    wrong: list[tuple[Any, str]] = [
        (lambda: asked.customers.create({"shoe_size": "42"}), "parameter_unknown"),
        (lambda: asked.products.create({}), "parameter_missing"),
        (lambda: asked.subscriptions.retrieve("sub_nothing"), "resource_missing"),
        (lambda: [priced(asked), priced(asked)], "resource_already_exists"),
    ]
    for act, code in wrong:
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            act()
        assert code == refusal.value.code


def test_a_checkout_is_paid_on_its_page_and_leads_back(asked: Any, server: Server) -> None:
    session = opened(asked)
    with urlopen(session.url, timeout=5) as page:  # noqa: S310 -- the stand-in of this test
        text = page.read().decode()
    assert "stand-in" in text
    assert "15.00 USD" in text
    assert "card is asked for" in text

    life.pay(server.world, server.world.get("checkout.session", session.id))
    found = asked.subscriptions.retrieve(asked.checkout.sessions.retrieve(session.id).subscription)

    assert ("active", 1500) == (found.status, found["items"].data[0].price.unit_amount)
    assert found["items"].data[0].current_period_end > found.created
    kinds = [event.type for event in asked.events.list({"limit": 50}).data]
    assert kinds[0] == "checkout.session.completed"
    assert {"invoice.paid", "customer.subscription.created"} < set(kinds)


def test_lists_go_on_where_they_stopped(asked: Any) -> None:
    for _ in range(5):
        asked.customers.create({})

    first = asked.events.list({"limit": 3})
    rest = asked.events.list({"limit": 3, "starting_after": first.data[-1].id})
    assert (True, False) == (first.has_more, rest.has_more)
    assert 5 == len({event.id for event in [*first.data, *rest.data]})


def test_a_signature_is_one_that_stripes_package_believes(server: Server) -> None:
    event = server.world.tell("customer.created", server.world.make("customer"))
    body = body_of(event)

    found: Any = stripe.Webhook.construct_event(body, signature(body, (SECRET,)), SECRET)

    assert event["id"] == found.id


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (Faults(), ["1", "2", "3"]),
        (Faults(drop=1), ["2", "3"]),
        (Faults(double=True), ["1", "1", "2", "2", "3", "3"]),
        (Faults(reverse=3), ["3", "2", "1"]),
    ],
)
def test_deliveries_go_wrong_as_the_switches_say(server: Server, faults: Faults, expected: list[str]) -> None:
    with receiver() as (url, seen):
        delivery = Delivery(server.world, url, faults=faults, pauses=(0.05, 0.05))
        delivery.start()
        for number in ("1", "2", "3"):
            server.world.tell(f"test.{number}", {})
        wait_for(seen, len(expected))
        delivery.stop()

    assert [f"test.{number}" for number in expected] == seen


def test_a_refused_delivery_comes_again(server: Server) -> None:
    with receiver(refusing=2) as (url, seen):
        delivery = Delivery(server.world, url, pauses=(0.02, 0.02, 0.02))
        delivery.start()
        server.world.tell("test.1", {})
        wait_for(seen, 1)
        delivery.stop()

    assert ["test.1"] == seen
    assert [500, 500] == [status for _, status in delivery.answers[:2]]
