"""A workspace is deleted: nobody goes on paying for it."""

from typing import Final
from uuid import UUID

from django.db import transaction

from assay.kernel import crypto, jobs, tenancy
from assay.kernel.events import publish
from assay.modules.billing import conf, models, policy
from assay.modules.billing.events import EndingAsked
from assay.modules.billing.providers import current

END: Final = "billing.end"


@transaction.atomic
def ask_for_end(workspace_id: UUID) -> None:
    """Let a job end every live subscription of a workspace at Stripe, and forget what its events said."""
    with tenancy.scope(workspace_id):
        _forget(workspace_id)
        if conf.payments() is None:
            return
        rows = models.Subscription.objects.filter(workspace_id=workspace_id, state__in=policy.LIVE)
        for stripe_id in rows.order_by("id").values_list("stripe_id", flat=True):
            publish(EndingAsked(workspace_id=workspace_id, stripe_id=stripe_id))
            jobs.defer(END, subscription_id=stripe_id)


def _forget(workspace_id: UUID) -> None:
    """Make the texts of its events unreadable. What Stripe still tells of its customer is sealed under a new key."""
    for customer_id in models.Account.objects.filter(workspace_id=workspace_id).values_list("customer_id", flat=True):
        for owner in crypto.subjects_for(customer_id or "", purpose="billing"):
            crypto.destroy_key(owner, is_final=False)


def end(subscription_id: str) -> None:
    """Tell Stripe; what comes of it arrives as an event. Raises ProcessorAway, ProcessorRefused."""
    current().end_subscription(subscription_id)
