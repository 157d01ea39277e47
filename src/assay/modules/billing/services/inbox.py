"""Events come in: looked at, kept, and only then answered. A job for each is stored in the same transaction."""

from uuid import UUID

from django.db import transaction

from assay.kernel import clock, crypto, jobs, tenancy, throttle
from assay.kernel.events import Aside, publish
from assay.kernel.logging import get_logger
from assay.kernel.privacy import Private
from assay.modules.billing import conf, models, policy
from assay.modules.billing.errors import EventNotFound, EventUnreadable, NotSetUp, SignatureInvalid
from assay.modules.billing.events import (
    EventReplayed,
    WebhookAccepted,
    WebhookParked,
    WebhookRefused,
    WebhookRepeated,
)
from assay.modules.billing.providers import signatures
from assay.modules.billing.types import EventSeen, EventState

log = get_logger(__name__)

TAKE_IN = "billing.take_in"


def accept(*, body: bytes, signature: str, network: str) -> bool:
    """Keep an event that was delivered; tell whether it is new. It is durable when this returns.

    Raises NotSetUp, SignatureInvalid, EventUnreadable.
    """
    known = conf.payments()
    if known is None:
        raise NotSetUp
    try:
        seen = signatures.proven(known, body=body, signature=signature)
    except (SignatureInvalid, EventUnreadable) as refusal:
        _note_refused(type(refusal).__name__, network)
        raise
    if seen.is_live is not known.is_live:
        _note_refused("OtherMode", network)
        raise EventUnreadable("The event is of Stripe's other mode (test or live) than our key.")
    return keep(seen, is_fetched=False)


@transaction.atomic
def keep(seen: EventSeen, *, is_fetched: bool) -> bool:
    """Put an event into the inbox, once; tell whether it is new. Its job exists if and only if it does."""
    row, is_new = models.Event.objects.get_or_create(
        stripe_id=seen.stripe_id,
        defaults={
            "type": seen.type,
            "object_id": seen.object_id,
            "owner_id": crypto.subject_for(seen.customer_id or seen.stripe_id, purpose="billing"),
            "body": seen.body,
            "happened_at": seen.created_at,
            "is_fetched": is_fetched,
            "state": EventState.WAITING if policy.subject_of(seen.type) else EventState.UNKNOWN,
        },
    )
    if not is_new:
        if not is_fetched and throttle.occasionally(f"billing-repeated|{seen.stripe_id}"):
            publish(WebhookRepeated(event_id=row.pk, stripe_id=row.stripe_id, type=row.type))
        return False
    publish(WebhookAccepted(event_id=row.pk, stripe_id=row.stripe_id, type=row.type, is_fetched=is_fetched))
    if row.state == EventState.WAITING:
        jobs.defer(TAKE_IN, event_id=str(row.pk))
    return True


@transaction.atomic
def park(event_id: UUID) -> None:
    """Put an event aside that no attempt could work off, where people look. Repeating it changes nothing."""
    row = models.Event.objects.select_for_update().get(pk=event_id)
    if row.state != EventState.WAITING:
        return
    row.state, row.handled_at = EventState.PARKED, clock.now()
    row.save(update_fields=["state", "handled_at"])
    publish(WebhookParked(event_id=row.pk, stripe_id=row.stripe_id, type=row.type))
    log.error("payment event parked", stripe_id=row.stripe_id, type=row.type)


@transaction.atomic
def replay(stripe_id: str, *, why: Private[str]) -> None:
    """Let an event be worked off again, whatever became of it; that is harmless by what working off is.

    ``why`` is kept in the log, sealed. Raises EventNotFound.
    """
    row = models.Event.objects.select_for_update().filter(stripe_id=stripe_id).first()
    if row is None:
        raise EventNotFound
    row.state, row.handled_at = EventState.WAITING, None
    row.save(update_fields=["state", "handled_at"])
    aside = Aside(subject=row.owner_id, details={"reason": why})
    publish(EventReplayed(event_id=row.pk, stripe_id=row.stripe_id, type=row.type), aside=aside)
    with tenancy.nowhere():
        jobs.defer(TAKE_IN, event_id=str(row.pk))


def _note_refused(reason: str, network: str) -> None:
    """Announce a refusal, by sample: whoever sends a thousand does not fill the log."""
    log.warning("payment event refused", reason=reason)
    if throttle.occasionally(f"billing-refused|{reason}|{network}"):
        with transaction.atomic():
            publish(WebhookRefused(reason=reason, network=network))
