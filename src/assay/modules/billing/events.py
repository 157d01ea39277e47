"""Facts of payment. Each carries Stripe's id, amount and currency where there is one; none a name, an address, a card.

``amount`` is for reading (``15.00 USD``), ``amount_minor`` and ``currency`` for reckoning.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import seen

PLAN = seen("billing.plan", says=_("the plan and what is paid"))
INVOICES = seen("billing.invoices", says=_("the invoices"))


@fact("billing.checkout_begun.v1", says=_("went to pay for {plan}: {amount}"))
class CheckoutBegun:
    """Somebody asked for a page where they can pay."""

    workspace_id: UUID
    person_id: UUID
    visit_id: UUID
    plan: str
    price_key: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.checkout_opened.v1", says=_("opened the checkout {session_id}: {amount}"))
class CheckoutOpened:
    """Stripe has the page."""

    workspace_id: UUID
    visit_id: UUID
    session_id: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.checkout_completed.v1", says=_("saw the checkout {session_id} completed: {amount}"))
class CheckoutCompleted:
    """Stripe says that the checkout was gone through."""

    workspace_id: UUID
    visit_id: UUID
    session_id: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.checkout_expired.v1", says=_("saw the checkout {session_id} end without a payment: {amount}"))
class CheckoutExpired:
    """Nobody paid in time, or somebody turned back."""

    workspace_id: UUID
    visit_id: UUID
    session_id: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.visit_failed.v1", says=_("could not open the page for the {kind}: {reason}"))
class VisitFailed:
    """Stripe could not be asked for a page, or refused one."""

    workspace_id: UUID
    visit_id: UUID
    kind: str
    reason: str


@fact("billing.customer_opened.v1", says=_("opened the customer {customer_id} at the payment processor"))
class CustomerOpened:
    """Stripe knows the workspace now: by its id, and by nothing of its people."""

    workspace_id: UUID
    customer_id: str


@fact("billing.portal_asked.v1", says=_("went to manage the subscription at the payment processor"))
class PortalAsked:
    """Somebody asked for the page where subscription and means of payment are managed."""

    workspace_id: UUID
    person_id: UUID
    visit_id: UUID


@fact("billing.portal_opened.v1", says=_("opened the payment processor's page for {customer_id}"))
class PortalOpened:
    """Stripe has the page."""

    workspace_id: UUID
    visit_id: UUID
    customer_id: str


@fact("billing.subscription_started.v1", says=_("saw the subscription {stripe_id} begin: {plan}, {amount}, {status}"))
class SubscriptionStarted:
    """A subscription was seen for the first time."""

    workspace_id: UUID
    stripe_id: str
    plan: str
    price_key: str
    status: str
    amount: str
    amount_minor: int
    currency: str


@fact(
    "billing.subscription_changed.v1",
    says=_("saw the subscription {stripe_id} change ({what}): {plan}, {amount}, {former_status} → {status}"),
)
class SubscriptionChanged:
    """A subscription is otherwise than it was. ``what``: the words of ``policy.changed``."""

    workspace_id: UUID
    stripe_id: str
    what: str
    plan: str
    price_key: str
    former_price_key: str
    status: str
    former_status: str
    cancels_at: datetime | None
    period_ends_at: datetime | None
    amount: str
    amount_minor: int
    currency: str


@fact("billing.subscription_ended.v1", says=_("saw the subscription {stripe_id} end: {plan}, {amount}"))
class SubscriptionEnded:
    """A subscription is over for good."""

    workspace_id: UUID
    stripe_id: str
    plan: str
    price_key: str
    former_status: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.ending_asked.v1", says=_("ended the subscription {stripe_id}, its workspace is deleted"))
class EndingAsked:
    """Nobody pays for a workspace that is gone."""

    workspace_id: UUID
    stripe_id: str


@fact("billing.invoice_created.v1", says=_("saw the invoice {stripe_id} made: {amount}, {status}"))
class InvoiceCreated:
    """An invoice was seen for the first time and is neither paid nor refused yet."""

    workspace_id: UUID
    stripe_id: str
    number: str
    status: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.invoice_changed.v1", says=_("saw the invoice {stripe_id} change: {amount}, {former_status} → {status}"))
class InvoiceChanged:
    """An invoice was issued, or its amount or dates moved."""

    workspace_id: UUID
    stripe_id: str
    number: str
    status: str
    former_status: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.invoice_paid.v1", says=_("received the payment for the invoice {stripe_id}: {amount}"))
class InvoicePaid:
    """A payment succeeded."""

    workspace_id: UUID
    stripe_id: str
    number: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.invoice_voided.v1", says=_("saw the invoice {stripe_id} closed unpaid ({status}): {amount}"))
class InvoiceVoided:
    """An invoice was voided, or given up as uncollectible."""

    workspace_id: UUID
    stripe_id: str
    number: str
    status: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.payment_failed.v1", says=_("saw the payment for the invoice {stripe_id} fail: {amount}, try {attempt}"))
class PaymentFailed:
    """A payment was tried and refused."""

    workspace_id: UUID
    stripe_id: str
    number: str
    attempt: int
    amount: str
    amount_minor: int
    currency: str


@fact("billing.movement_seen.v1", says=_("saw the {kind} {stripe_id}: {amount}, {status}"))
class MovementSeen:
    """A refund or a dispute was seen, or stands otherwise than it did."""

    workspace_id: UUID
    stripe_id: str
    kind: str
    status: str
    amount: str
    amount_minor: int
    currency: str


@fact("billing.webhook_accepted.v1", says=_("took in the event {stripe_id} ({type})"))
class WebhookAccepted:
    """An event is in the inbox. ``is_fetched``: it was found in Stripe's list, because it had never been delivered."""

    event_id: UUID
    stripe_id: str
    type: str
    is_fetched: bool


@fact("billing.webhook_repeated.v1", says=_("was sent the event {stripe_id} ({type}) again"))
class WebhookRepeated:
    """An event came that is in the inbox already. By sample: at most once a minute for each event."""

    event_id: UUID
    stripe_id: str
    type: str


@fact("billing.webhook_refused.v1", says=_("refused an event: {reason}"))
class WebhookRefused:
    """Something came that is not signed by Stripe, or cannot be read. By sample, at most once a minute and network."""

    reason: str
    network: str  # keyed hash of the address


@fact("billing.webhook_parked.v1", says=_("could not work off the event {stripe_id} ({type})"))
class WebhookParked:
    """Every attempt to work an event off failed; a person has to look."""

    event_id: UUID
    stripe_id: str
    type: str


@fact("billing.event_replayed.v1", says=_("let the event {stripe_id} ({type}) be worked off again"))
class EventReplayed:
    """Somebody of the staff sent an event through once more; why stands beside it, sealed."""

    event_id: UUID
    stripe_id: str
    type: str


@fact("billing.price_published.v1", says=_("made the price {price_key} known to the payment processor: {amount}"))
class PricePublished:
    """A price of the catalogue is at Stripe now."""

    price_key: str
    amount: str
    amount_minor: int
    currency: str
