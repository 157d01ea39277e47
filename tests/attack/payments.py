"""Payments: events that are not Stripe's, prices that are not the catalogue's, and other people's visits and plans."""

import hashlib
import hmac
import json
import time
import uuid
from typing import Any, Final

from tests.attack.book import Scene, attack, each, refused
from tests.attack.outsider import PASSWORD, Browser, Person

PAYMENTS: Final = "payments"
PLAN: Final = "/app/settings/billing/"
HOOK: Final = "/webhooks/stripe"
PLAY_SECRET: Final = "whsec_of-the-stand-in-and-of-nothing-else"  # told to everybody where a stand-in takes the money
MONTHLY: Final = "assay-founder-month-2026-11"
SIGNATURES: Final = [
    "", "t=1", "v1=00", "t=1,v1=", "t=99999999999999999999,v1=00", "t=-1,v1=00", "t=abc,v1=def", "v1=00,t=1",
    "t=1;v1=00", "t=1,v0=" + "0" * 64, "t=1," + ",".join(["v1=" + "0" * 64] * 200), "é", "t=1,v1=" + "a" * 5_000,
]  # fmt: skip
BODIES: Final = [
    "",
    "{}",
    "[]",
    "null",
    "{" * 5_000,
    '{"id": "evt_1"}',
    '{"id": "evt_1", "data": {"object": []}}',
    "\x00",
]


def event(kind: str, **about: Any) -> bytes:
    """An event as Stripe would send it."""
    told = {"id": f"evt_{uuid.uuid4().hex}", "type": kind, "created": int(time.time()), "livemode": False}
    return json.dumps({**told, "data": {"object": {"id": f"x_{uuid.uuid4().hex}", **about}}}).encode()


def signed(body: bytes, secret: str, *, at: int | None = None) -> str:
    """The signature of a text under a secret."""
    moment = int(time.time()) if at is None else at
    mark = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mark}"


def sent(scene: Scene, body: bytes, signature: str, *, network: str = "127.80.1.1") -> int:
    """Send something to where Stripe sends; return the status."""
    headers: dict[str, Any] = {"Content-Type": "application/json", "Stripe-Signature": signature.encode()}
    return Browser(scene.target, network=network).send("POST", HOOK, data=body, headers=headers).status_code


def fresh(person: Person) -> Browser:
    """Somebody's browser, a moment after they proved that it is them, as paying asks for."""
    person.browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return person.browser


def plan_of(browser: Browser) -> str:
    """What the page of the plan says."""
    return str(browser.get(PLAN).text)


@each(PAYMENTS, "send an event signed with {}", SIGNATURES)
def _signature(scene: Scene, signature: str) -> None:
    status = sent(scene, event("invoice.paid"), signature, network="127.80.1.2")
    refused(when=status in {400, 401, 409, 429}, otherwise=f"answered {status}")


@each(PAYMENTS, "send what is no event, rightly signed: {}", BODIES)
def _body(scene: Scene, text: str) -> None:
    body = text.encode()
    status = sent(scene, body, signed(body, PLAY_SECRET), network="127.80.1.3")
    refused(when=status in {400, 401, 409, 429}, otherwise=f"answered {status}")


@attack(PAYMENTS, "send an event with a signature of a secret that is not the endpoint's")
def _forged(scene: Scene) -> None:
    body = event("customer.subscription.updated", status="active")
    for secret in ("whsec_", "whsec_test", "sk_test_of-the-stand-in", "secret"):
        status = sent(scene, body, signed(body, secret), network="127.80.1.4")
        refused(when=status in {401, 409, 429}, otherwise=f"answered {status}")


@attack(PAYMENTS, "send an event that was signed an hour ago, or will be")
def _stale(scene: Scene) -> None:
    body = event("invoice.paid")
    for at in (int(time.time()) - 3_600, int(time.time()) + 3_600):
        status = sent(scene, body, signed(body, PLAY_SECRET, at=at), network="127.80.1.5")
        refused(when=status in {401, 409, 429}, otherwise=f"answered {status}")


@attack(PAYMENTS, "change what a signed event says")
def _changed(scene: Scene) -> None:
    body = event("invoice.paid", total=1)
    status = sent(scene, body.replace(b'"total": 1', b'"total": 9'), signed(body, PLAY_SECRET), network="127.80.1.6")
    refused(when=status in {401, 409, 429}, otherwise=f"answered {status}")


@attack(PAYMENTS, "have a plan by an event that names somebody's workspace, although nobody paid")
def _named(scene: Scene) -> None:
    """Where a stand-in takes the money anybody can sign; and still nothing that an event says is believed."""
    for about in ({"status": "active", "metadata": {"workspace_id": str(uuid.uuid4())}}, {"customer": "cus_x"}):
        body = event("customer.subscription.created", **about)
        sent(scene, body, signed(body, PLAY_SECRET), network="127.80.1.7")
    time.sleep(2)
    page = plan_of(scene.mallory.browser)
    refused(when="Manage plan" not in page, otherwise="there is something to manage")


@attack(PAYMENTS, "have a plan by coming back from a checkout that nobody paid at")
def _returned(scene: Scene) -> None:
    browser = fresh(scene.mallory)
    visit = str(browser.post(f"{PLAN}checkout/", {"price": MONTHLY}, form=PLAN).headers.get("Location", ""))
    refused(when="/visits/" in visit, otherwise=f"there is no checkout to come back from: {visit}")
    for query in ("returned=1", "session_id=cs_test_x&returned=1", "state=completed&returned=1"):
        browser.get(f"{visit}?{query}")
    page = plan_of(browser)
    refused(when="200 ideas in work." not in page, otherwise="the plan is there")


@each(
    PAYMENTS,
    "buy at a price of one's own: {}",
    ["", "free", "price_1", f"{MONTHLY}'--", f"{MONTHLY}\x00", "assay-founder-month-2020-01", "../" * 9, "0"],
)
def _price(scene: Scene, price: str) -> None:
    answer = fresh(scene.mallory).post(f"{PLAN}checkout/", {"price": price, "amount": "1"}, form=PLAN)
    where = str(answer.headers.get("Location", ""))
    refused(when=answer.status_code in {400, 404, 409, 422}, otherwise=f"answered {answer.status_code} {where}")


@attack(PAYMENTS, "see or use somebody else's visit to the checkout")
def _visit(scene: Scene) -> None:
    answer = fresh(scene.alice).post(f"{PLAN}checkout/", {"price": MONTHLY}, form=PLAN)
    where = str(answer.headers.get("Location", ""))
    refused(when="/visits/" in where, otherwise=f"Alice could not go to pay: {answer.status_code} {where}")
    for browser in (scene.mallory.browser, Browser(scene.target, network="127.80.1.8")):
        found = browser.get(where)
        is_shut = found.status_code == 404 or "/accounts/login/" in str(found.headers.get("Location", ""))
        refused(when=is_shut, otherwise=f"answered {found.status_code}")
