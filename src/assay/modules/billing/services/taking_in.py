"""An event is worked off: what it is about is fetched as it is now, and mirrored.

What the event itself says is not believed, and neither is the order in which events come: each only says "look there".
So a repeated one, a late one, and one that overtook another all lead to the same rows and no second fact. The fetch
stands outside of every transaction; a process that dies anywhere before the last commit leaves the event waiting.
"""

from uuid import UUID

from django.db import transaction

from assay.kernel import clock, tenancy
from assay.modules.billing import models, policy
from assay.modules.billing.errors import Overtaken
from assay.modules.billing.providers import current
from assay.modules.billing.queries import mirrored
from assay.modules.billing.services import mirror, visits
from assay.modules.billing.types import (
    CheckoutSeen,
    EventState,
    InvoiceSeen,
    MovementSeen,
    Seen,
    SubscriptionSeen,
)

LOOKS = 5  # at an object that others are looking at too


def take_in(event_id: UUID) -> EventState:
    """Work one event off and return what became of it; one that is not waiting is left alone.

    Raises ProcessorAway, ProcessorRefused, PriceUnknown, Overtaken; the event is waiting still, then.
    """
    row = models.Event.objects.filter(pk=event_id).only("state", "type", "object_id").first()
    if row is None or row.state != EventState.WAITING:
        return EventState(row.state) if row else EventState.DONE
    subject = policy.subject_of(row.type)
    if subject is None:
        return _settle(event_id, None, version=0)
    for look in range(LOOKS):
        version = mirrored.version_of(subject, row.object_id)
        seen = current().look(subject, row.object_id)
        try:
            return _settle(event_id, seen, version=version)
        except Overtaken:
            if look == LOOKS - 1:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _settle(event_id: UUID, seen: Seen | None, *, version: int) -> EventState:
    row = models.Event.objects.select_for_update().get(pk=event_id)
    if row.state != EventState.WAITING:
        return EventState(row.state)
    row.state, row.handled_at = _record(seen, version=version), clock.now()
    row.save(update_fields=["state", "handled_at"])
    return EventState(row.state)


def _record(seen: Seen | None, *, version: int) -> EventState:
    """Mirror what was seen in the workspace of its customer."""
    if seen is None:
        return EventState.DONE
    workspace_id = mirrored.find_workspace(seen.customer_id) if seen.customer_id else None
    if workspace_id is None:
        return EventState.FOREIGN
    with tenancy.scope(workspace_id):
        models.Account.objects.select_for_update().get(workspace_id=workspace_id)
        if isinstance(seen, SubscriptionSeen):
            mirror.subscription(workspace_id, seen, version=version)
        elif isinstance(seen, InvoiceSeen):
            mirror.invoice(workspace_id, seen, version=version)
        elif isinstance(seen, MovementSeen):
            mirror.movement(workspace_id, seen, version=version)
        elif isinstance(seen, CheckoutSeen):
            visits.note_end(workspace_id, seen)
    return EventState.DONE
