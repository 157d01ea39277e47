"""What billing writes to the owners of a workspace, once for each cause."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from assay.modules.billing import policy
from assay.modules.billing.types import InvoiceSeen, Price, SubscriptionSeen
from assay.modules.comms import api as comms
from assay.modules.identity.api import email_of, list_owners


def started(workspace_id: UUID, seen: SubscriptionSeen, price: Price) -> None:
    """Say that a subscription has begun."""
    _tell(workspace_id, "started", cause=seen.stripe_id, about={"price": price, "ends": seen.period_ends_at})


def cancelled(workspace_id: UUID, seen: SubscriptionSeen, price: Price) -> None:
    """Say that a subscription will end, and when."""
    cause = f"{seen.stripe_id}:{seen.cancels_at.isoformat() if seen.cancels_at else ''}"
    _tell(workspace_id, "cancelled", cause=cause, about={"price": price, "ends": seen.cancels_at})


def ended(workspace_id: UUID, seen: SubscriptionSeen, price: Price) -> None:
    """Say that a subscription is over."""
    _tell(workspace_id, "ended", cause=seen.stripe_id, about={"price": price})


def failed(workspace_id: UUID, seen: InvoiceSeen) -> None:
    """Say that a payment has failed, and what happens next."""
    about = {"amount": seen.total, "next": seen.next_attempt_at, "days": policy.GRACE.days}
    _tell(workspace_id, "failed", cause=f"{seen.stripe_id}:{seen.attempts}", about=about)


def _tell(workspace_id: UUID, letter: str, *, cause: str, about: Mapping[str, object]) -> None:
    page = f"{settings.BASE_URL}{reverse('billing:plan')}"
    for person_id in list_owners(workspace_id):
        email = email_of(person_id)
        if email is not None:
            comms.send(
                f"billing/mail/{letter}",
                to=email,
                context={**about, "page": page, "home": settings.BASE_URL, "address": email.reveal()},
                key=f"billing:{letter}:{cause}:{person_id}",
            )
