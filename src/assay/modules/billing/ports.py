"""What billing asks of the payment processor."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from assay.modules.billing.types import (
    CheckoutOrder,
    CheckoutSeen,
    EventSeen,
    Price,
    Seen,
    Subject,
)


class Processor(Protocol):
    """Every call raises ProcessorAway or ProcessorRefused; each write may be repeated with the same outcome."""

    def open_customer(self, workspace_id: UUID) -> str:
        """Return the id of the workspace's customer, made on the first call."""

    def open_checkout(self, order: CheckoutOrder) -> CheckoutSeen:
        """Return a page where the order can be paid. Raises PriceUnknown."""

    def close_checkout(self, session_id: str) -> None:
        """Let nobody pay there any more; one that is over stays as it is."""

    def open_portal(self, customer_id: str, *, return_url: str, key: UUID) -> str:
        """Return the address of a page where the customer manages subscription and means of payment."""

    def end_subscription(self, subscription_id: str) -> None:
        """End a subscription at once; one that has ended stays as it is."""

    def look(self, subject: Subject, object_id: str) -> Seen | None:
        """Return an object as it is now; None where there is none any more."""

    def events(self, *, since: datetime) -> Iterator[EventSeen]:
        """Go through the events since a moment that are of kinds we act on, the newest first."""

    def publish_price(self, price: Price) -> bool:
        """Make a price known to the processor; tell whether it was new. Raises PriceUnknown where it differs."""
