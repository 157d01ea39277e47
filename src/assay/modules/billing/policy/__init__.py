"""Pure rules: what a subscription gives, how it may change, and what an event is about."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from assay.modules.billing.types import (
    InvoiceSeen,
    InvoiceState,
    PlanKey,
    State,
    Subject,
    SubscriptionSeen,
    VisitState,
)

GRACE: Final = timedelta(days=14)  # from the first failed payment until the plan's limits are those of the free one
MOST_WAITS: Final = timedelta(minutes=5)  # for the address of a page of Stripe's; then the visit failed
OVERLAP: Final = timedelta(hours=1)  # how far each look at Stripe's own list goes back behind the last complete one
FIRST_LOOK: Final = timedelta(days=3)
ATTEMPTS: Final = 8  # of an event, over about eight minutes
PAYING: Final = frozenset({State.TRIALING, State.ACTIVE, State.PAST_DUE})
LIVE: Final = PAYING | {State.INCOMPLETE, State.UNPAID}  # Stripe still counts it as a subscription

_SUBJECTS: Final[Mapping[str, Subject]] = {
    "checkout.session.completed": Subject.CHECKOUT,
    "checkout.session.expired": Subject.CHECKOUT,
    "customer.subscription.created": Subject.SUBSCRIPTION,
    "customer.subscription.updated": Subject.SUBSCRIPTION,
    "customer.subscription.deleted": Subject.SUBSCRIPTION,
    "invoice.created": Subject.INVOICE,
    "invoice.finalized": Subject.INVOICE,
    "invoice.updated": Subject.INVOICE,
    "invoice.paid": Subject.INVOICE,
    "invoice.payment_failed": Subject.INVOICE,
    "invoice.voided": Subject.INVOICE,
    "invoice.marked_uncollectible": Subject.INVOICE,
    "refund.created": Subject.REFUND,
    "refund.updated": Subject.REFUND,
    "refund.failed": Subject.REFUND,
    "charge.dispute.created": Subject.DISPUTE,
    "charge.dispute.updated": Subject.DISPUTE,
    "charge.dispute.closed": Subject.DISPUTE,
}
EVENT_TYPES: Final = tuple(_SUBJECTS)


class Turn(StrEnum):
    """What happened to an invoice."""

    CREATED = "created"
    CHANGED = "changed"
    FAILED = "failed"
    PAID = "paid"
    VOIDED = "voided"


_ENDS: Final[Mapping[InvoiceState, Turn]] = {
    InvoiceState.PAID: Turn.PAID,
    InvoiceState.VOID: Turn.VOIDED,
    InvoiceState.UNCOLLECTIBLE: Turn.VOIDED,
}


class Impossible(ValueError):
    """A subscription that had ended is said to be alive again; Stripe never does that."""


def subject_of(event_type: str) -> Subject | None:
    """Return what events of this type are about; None where nothing follows from them here."""
    return _SUBJECTS.get(event_type)


def plan_now(state: State, plan: PlanKey, *, past_due_since: datetime | None, now: datetime) -> PlanKey:
    """Return the plan whose limits hold: the paid one while it is paid, and for a while when a payment has failed."""
    if state in {State.TRIALING, State.ACTIVE}:
        return plan
    if state is State.PAST_DUE and past_due_since is not None and now < grace_ends_at(past_due_since):
        return plan
    return PlanKey.FREE


def grace_ends_at(past_due_since: datetime) -> datetime:
    """Return until when a plan holds although its payment has failed."""
    return past_due_since + GRACE


def changed(before: SubscriptionSeen, after: SubscriptionSeen) -> tuple[str, ...]:
    """Say what is different between two looks at a subscription; nothing where nothing is. Raises Impossible."""
    if before.state is State.CANCELED and after.state is not State.CANCELED:
        raise Impossible(after.stripe_id)
    found = (
        ("status", before.state is not after.state),
        ("price", before.price_key != after.price_key),
        ("resumed", before.cancels_at is not None and after.cancels_at is None and after.state is not State.CANCELED),
        ("cancellation", after.cancels_at is not None and before.cancels_at != after.cancels_at),
        ("period", before.period_ends_at != after.period_ends_at),
        ("trial", before.trial_ends_at != after.trial_ends_at),
        ("end", before.ended_at != after.ended_at),
    )
    return tuple(word for word, is_so in found if is_so)


def past_due_since(former: datetime | None, state: State, *, now: datetime) -> datetime | None:
    """Return since when payment fails: from the first look that says so until one that does not."""
    if state not in {State.PAST_DUE, State.UNPAID}:
        return None
    return former or now


def turn_of(before: InvoiceSeen | None, after: InvoiceSeen) -> Turn | None:
    """Say what happened to an invoice between two looks; None where nothing did. The weightiest word counts."""
    if before == after:
        return None
    is_new_state = before is None or before.state is not after.state
    if is_new_state and after.state in _ENDS:
        return _ENDS[after.state]
    if after.state is InvoiceState.OPEN and after.attempts > (before.attempts if before else 0):
        return Turn.FAILED
    return Turn.CHANGED if before else Turn.CREATED


def may_follow(before: VisitState, after: VisitState) -> bool:
    """Tell whether a visit may go on like this; one that is completed stays so."""
    return before is not after and before is not VisitState.COMPLETED and after is not VisitState.OPEN
