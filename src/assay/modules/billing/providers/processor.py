"""Stripe, by its own package. Each write has an idempotency key made from what it is for, so it may come again."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import stripe

from assay.kernel.logging import get_logger
from assay.modules.billing.conf import Payments
from assay.modules.billing.errors import PriceUnknown, ProcessorAway, ProcessorRefused
from assay.modules.billing.providers import line, reading
from assay.modules.billing.types import CheckoutOrder, CheckoutSeen, EventSeen, MovementKind, Price, Seen, Subject

log = get_logger(__name__)

PAGE: Final = 25  # events of one answer, which stays well under the size we read
_PERSISTENT: Final = (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError)


class Stripe:
    """The processor of a set of settings."""

    def __init__(self, known: Payments) -> None:
        self._client = line.client(known)

    def open_customer(self, workspace_id: UUID) -> str:
        """Make the workspace's customer, or return it. Stripe learns the workspace's id and nothing of its people."""
        told = {"metadata": {"workspace_id": str(workspace_id)}}
        with _asking("open customer"):
            return str(self._v1.customers.create(told, _keyed(f"customer:{workspace_id}")).id)

    def open_checkout(self, order: CheckoutOrder) -> CheckoutSeen:
        """Open a checkout for one price, which has to cost there what it costs here."""
        with _asking("open checkout"):
            price_id = self._price_id(order.price)
            told: Any = {
                "mode": "subscription",
                "customer": order.customer_id,
                "client_reference_id": str(order.reference),
                "line_items": [{"price": price_id, "quantity": 1}],
                "success_url": order.success_url,
                "cancel_url": order.cancel_url,
                "expires_at": int(order.expires_at.timestamp()),
            }
            return reading.checkout(_plain(self._v1.checkout.sessions.create(told, _keyed(f"visit:{order.reference}"))))

    def close_checkout(self, session_id: str) -> None:
        """Expire a checkout."""
        with _asking("close checkout"):
            try:
                self._v1.checkout.sessions.expire(session_id)
            except stripe.InvalidRequestError:
                log.info("checkout was over", session=session_id)

    def open_portal(self, customer_id: str, *, return_url: str, key: UUID) -> str:
        """Open the portal for a customer."""
        with _asking("open portal"):
            told: Any = {"customer": customer_id, "return_url": return_url}
            return str(self._v1.billing_portal.sessions.create(told, _keyed(f"visit:{key}")).url)

    def end_subscription(self, subscription_id: str) -> None:
        """Cancel a subscription now."""
        with _asking("end subscription"):
            found = self._v1.subscriptions.retrieve(subscription_id)
            if found.status not in {"canceled", "incomplete_expired"}:
                self._v1.subscriptions.cancel(subscription_id, {}, _keyed(f"end:{subscription_id}"))

    def look(self, subject: Subject, object_id: str) -> Seen | None:
        """Return an object as it is now."""
        ways: Mapping[Subject, Callable[[], Seen]] = {
            Subject.CHECKOUT: lambda: reading.checkout(_plain(self._v1.checkout.sessions.retrieve(object_id))),
            Subject.SUBSCRIPTION: lambda: reading.subscription(_plain(self._v1.subscriptions.retrieve(object_id))),
            Subject.INVOICE: lambda: reading.invoice(_plain(self._v1.invoices.retrieve(object_id))),
            Subject.REFUND: lambda: reading.movement(
                _plain(self._v1.refunds.retrieve(object_id, {"expand": ["charge"]})), MovementKind.REFUND
            ),
            Subject.DISPUTE: lambda: reading.movement(
                _plain(self._v1.disputes.retrieve(object_id, {"expand": ["charge"]})), MovementKind.DISPUTE
            ),
        }
        with _asking(f"look at {subject}"):
            try:
                return ways[subject]()
            except stripe.InvalidRequestError as error:
                if error.code == "resource_missing":
                    return None
                raise

    def events(self, *, since: datetime) -> Iterator[EventSeen]:
        """Go through the events since a moment, page by page, each page a call of its own."""
        after: dict[str, Any] = {}
        while True:
            with _asking("list events"):
                told: Any = {"created": {"gte": int(since.timestamp())}, "limit": PAGE, **after}
                page = self._v1.events.list(told)
                found = [_plain(one) for one in page.data]
            yield from (reading.event(one, body=json.dumps(one)) for one in found)
            if not page.has_more or not found:
                return
            after = {"starting_after": found[-1]["id"]}

    def publish_price(self, price: Price) -> bool:
        """Make product and price, or find that they are there and the same."""
        with _asking("publish price"):
            if self._find(price) is not None:
                self._price_id(price)
                return False
            product: Any = {"name": f"Assay {price.plan.title()}", "metadata": {"plan": price.plan.value}}
            made = self._v1.products.create(product, _keyed(f"product:{price.plan}"))
            told: Any = {
                "product": made.id,
                "lookup_key": price.key,
                "unit_amount": price.amount.minor,
                "currency": price.amount.currency.lower(),
                "recurring": {"interval": price.interval.value},
            }
            self._v1.prices.create(told, _keyed(f"price:{price.key}"))
            return True

    @property
    def _v1(self) -> Any:
        return self._client.v1

    def _find(self, price: Price) -> Any:
        found = self._v1.prices.list({"lookup_keys": [price.key], "active": True, "limit": 1}).data
        return _plain(found[0]) if found else None

    def _price_id(self, price: Price) -> str:
        """Return Stripe's id of a price. Raises PriceUnknown where it is not there, or costs something else there."""
        found = self._find(price)
        if found is None:
            raise PriceUnknown(f"{price.key} is not published")
        costs = reading.money(found["unit_amount"], found["currency"])
        if costs != price.amount or found["recurring"]["interval"] != price.interval.value:
            raise PriceUnknown(f"{price.key} costs {costs}")
        return str(found["id"])


@contextmanager
def _asking(what: str) -> Iterator[None]:
    """Turn the package's errors into ours. Raises ProcessorAway, ProcessorRefused."""
    try:
        yield
    except _PERSISTENT as error:
        log.warning("payment processor refused", call=what, code=error.code or "", status=error.http_status)
        raise ProcessorRefused(error.code or type(error).__name__) from None
    except stripe.StripeError as error:  # no answer, an error over there, too many calls, a key that is not good
        log.warning("payment processor away", call=what, kind=type(error).__name__, status=error.http_status)
        raise ProcessorAway from None


def _plain(found: Any) -> dict[str, Any]:
    plain: dict[str, Any] = found.to_dict()
    return plain


def _keyed(cause: str) -> Any:
    return {"idempotency_key": f"assay:{cause}"}
