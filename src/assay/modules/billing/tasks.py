"""Background entry points of billing."""

from uuid import UUID

from assay.kernel.jobs import job
from assay.modules.billing import policy
from assay.modules.billing.services import ending, healing, inbox, opening, taking_in, visits


def _park(*, event_id: str) -> None:
    inbox.park(UUID(event_id))


def _fail(*, visit_id: str) -> None:
    visits.fail(UUID(visit_id), "ProcessorAway")


@job(name=inbox.TAKE_IN, queue="billing", retry=policy.ATTEMPTS, on_give_up=_park)
def take_in(*, event_id: str) -> None:
    """Work one event off."""
    taking_in.take_in(UUID(event_id))


@job(name=visits.OPEN, queue="billing", retry=4, on_give_up=_fail)
def open_visit(*, visit_id: str) -> None:
    """Get the address of a page of Stripe's."""
    opening.open_visit(UUID(visit_id))


@job(name=ending.END, queue="billing", retry=policy.ATTEMPTS)
def end(*, subscription_id: str) -> None:
    """End a deleted workspace's subscription."""
    ending.end(subscription_id)


@job(name="billing.heal", queue="billing", every="*/5 * * * *", retry=2)
def heal() -> None:
    """Take in what was never delivered."""
    healing.heal()
