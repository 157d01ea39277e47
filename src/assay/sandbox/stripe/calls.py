"""The calls of the interface that the product makes, with Stripe's checks. Anything else is refused."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from assay.sandbox.stripe import life
from assay.sandbox.stripe.world import Refusal, Thing, World

type Asked = dict[str, Any]
type Call = Callable[[World, Asked, str], Any]


def _customer(world: World, asked: Asked, _: str) -> Thing:
    return _told(world, "customer.created", world.make("customer", metadata=asked.get("metadata", {})))


def _product(world: World, asked: Asked, _: str) -> Thing:
    return world.make("product", name=_needed(asked, "name"), metadata=asked.get("metadata", {}), active=True)


def _price(world: World, asked: Asked, _: str) -> Thing:
    key = asked.get("lookup_key")
    if key and world.every("price", lookup_key=key, active=True):
        raise Refusal("A price already uses that lookup key.", code="resource_already_exists", param="lookup_key")
    world.get("product", _needed(asked, "product"), param="product")
    return world.make(
        "price",
        product=asked["product"],
        lookup_key=key,
        unit_amount=int(_needed(asked, "unit_amount")),
        currency=_needed(asked, "currency"),
        recurring={"interval": _needed(asked, "recurring")["interval"], "interval_count": 1},
        type="recurring",
        active=True,
    )


def _prices(world: World, asked: Asked, _: str) -> Thing:
    keys = asked.get("lookup_keys", [])
    found = [one for one in world.every("price", active=True) if not keys or one["lookup_key"] in keys]
    return _listed(found, asked, "/v1/prices")


def _checkout(world: World, asked: Asked, _: str) -> Thing:
    items = _needed(asked, "line_items")
    price = world.get("price", items[0]["price"], param="line_items[0][price]")
    world.get("customer", _needed(asked, "customer"), param="customer")
    if asked.get("mode") != "subscription":
        raise Refusal("The stand-in knows subscriptions only.", param="mode")
    expires = int(asked.get("expires_at", world.now() + life.DAY))
    if not world.now() + 1_740 <= expires <= world.now() + life.DAY:  # half an hour, less what a call may take
        raise Refusal("The `expires_at` timestamp must be at least 30 minutes from now.", param="expires_at")
    made = world.make(
        "checkout.session",
        mode="subscription",
        status="open",
        payment_status="unpaid",
        customer=asked["customer"],
        client_reference_id=asked.get("client_reference_id"),
        success_url=_needed(asked, "success_url"),
        cancel_url=asked.get("cancel_url"),
        subscription=None,
        expires_at=expires,
        amount_total=price["unit_amount"],
        currency=price["currency"],
        _price=price["id"],
    )
    made["url"] = f"{world.address}/pay/{made['id']}"
    return made


def _expire(world: World, _: Asked, name: str) -> Thing:
    session = world.get("checkout.session", name)
    life.expire(world, session)
    return session


def _portal(world: World, asked: Asked, _: str) -> Thing:
    world.get("customer", _needed(asked, "customer"), param="customer")
    made = world.make("billing_portal.session", customer=asked["customer"], return_url=asked.get("return_url"))
    made["url"] = f"{world.address}/portal/{made['id']}"
    return made


def _cancel(world: World, _: Asked, name: str) -> Thing:
    subscription = world.get("subscription", name)
    life.cancel(world, subscription)
    return subscription


def _events(world: World, asked: Asked, _: str) -> Thing:
    least = int(asked.get("created", {}).get("gte", 0))
    found = [one for one in reversed(world.events) if one["created"] >= least]
    return _listed(found, asked, "/v1/events")


def _reading(kind: str) -> Call:
    def read(world: World, asked: Asked, name: str) -> Thing:
        found = deepcopy(world.get(kind, name))
        for field in asked.get("expand", []):
            found[field] = world.things[found[field]]
        return found

    return read


def _told(world: World, event_type: str, made: Thing) -> Thing:
    world.tell(event_type, made)
    return made


def _needed(asked: Asked, name: str) -> Any:
    if not asked.get(name):
        raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
    return asked[name]


def _listed(found: list[Thing], asked: Asked, url: str) -> Thing:
    """A page of a list, after the one that ``starting_after`` names."""
    ids = [one["id"] for one in found]
    after = asked.get("starting_after")
    if after and after not in ids:
        raise Refusal(f"No such object: '{after}'", code="resource_missing", param="starting_after")
    start, size = (ids.index(after) + 1 if after else 0), int(asked.get("limit", 10))
    page = found[start : start + size]
    return {"object": "list", "url": url, "data": page, "has_more": start + size < len(found)}


CALLS: Final[tuple[tuple[str, str, Call, frozenset[str]], ...]] = (
    ("POST", r"/v1/customers", _customer, frozenset({"metadata"})),
    ("POST", r"/v1/products", _product, frozenset({"name", "metadata"})),
    (
        "POST",
        r"/v1/prices",
        _price,
        frozenset({"product", "lookup_key", "unit_amount", "currency", "recurring"}),
    ),
    ("GET", r"/v1/prices", _prices, frozenset({"lookup_keys", "active", "limit", "starting_after"})),
    (
        "POST",
        r"/v1/checkout/sessions",
        _checkout,
        frozenset({"mode", "customer", "client_reference_id", "line_items", "success_url", "cancel_url", "expires_at"}),
    ),
    ("POST", r"/v1/checkout/sessions/([^/]+)/expire", _expire, frozenset()),
    ("GET", r"/v1/checkout/sessions/([^/]+)", _reading("checkout.session"), frozenset({"expand"})),
    ("POST", r"/v1/billing_portal/sessions", _portal, frozenset({"customer", "return_url"})),
    ("GET", r"/v1/subscriptions/([^/]+)", _reading("subscription"), frozenset({"expand"})),
    ("DELETE", r"/v1/subscriptions/([^/]+)", _cancel, frozenset()),
    ("GET", r"/v1/invoices/([^/]+)", _reading("invoice"), frozenset({"expand"})),
    ("GET", r"/v1/refunds/([^/]+)", _reading("refund"), frozenset({"expand"})),
    ("GET", r"/v1/disputes/([^/]+)", _reading("dispute"), frozenset({"expand"})),
    ("GET", r"/v1/events", _events, frozenset({"created", "limit", "starting_after"})),
)


def answer(world: World, method: str, path: str, asked: Asked) -> Any:
    """Carry a call out. Raises Refusal."""
    for verb, pattern, call, known in CALLS:
        found = re.fullmatch(pattern, path)
        if verb == method and found:
            if strange := sorted(set(asked) - known):
                raise Refusal(f"Received unknown parameter: {strange[0]}", code="parameter_unknown", param=strange[0])
            return call(world, asked, found[1] if found.groups() else "")
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)


def unpacked(pairs: list[tuple[str, str]]) -> Asked:
    """Turn ``a[b][0]=c`` into nested objects and lists, as Stripe's forms are meant."""
    whole: Asked = {}
    for name, value in pairs:
        words = re.findall(r"[^\[\]]+", name)
        place = whole
        for word in words[:-1]:
            place = place.setdefault(word, {})
        place[words[-1]] = value
    return {name: _lists(value) for name, value in whole.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def shown(found: Any) -> Any:
    """Leave out what is the stand-in's own."""
    if isinstance(found, Mapping):
        return {name: shown(value) for name, value in found.items() if not name.startswith("_")}
    return [shown(one) for one in found] if isinstance(found, list) else found
