"""The job that gets the address of a page: Stripe is asked outside of every transaction, its answer recorded after.

Each question to Stripe has a key of its own, so a job that died between question and record asks again and is told
the same.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assay.kernel.events import publish
from assay.modules.billing import models
from assay.modules.billing.errors import PriceUnknown, ProcessorRefused
from assay.modules.billing.events import CheckoutOpened, CustomerOpened, PortalOpened
from assay.modules.billing.policy.catalogue import find_price
from assay.modules.billing.ports import Processor
from assay.modules.billing.providers import current
from assay.modules.billing.queries.plans import has_live
from assay.modules.billing.services import visits
from assay.modules.billing.types import CheckoutOrder, CheckoutSeen, Subject, VisitKind, VisitState


def open_visit(visit_id: UUID) -> None:
    """Get the address for a visit that waits for it; any other is left alone. Raises ProcessorAway."""
    visit = models.Visit.objects.filter(pk=visit_id, state=VisitState.BEGUN).first()
    if visit is None:
        return
    processor = current()
    try:
        customer_id = _customer(processor, visit.workspace_id)
        if visit.kind == VisitKind.PORTAL:
            back = f"{settings.BASE_URL}{reverse('billing:plan')}"
            _note_portal(visit_id, customer_id, processor.open_portal(customer_id, return_url=back, key=visit_id))
        else:
            _checkout(processor, visit, customer_id)
    except (ProcessorRefused, PriceUnknown) as refusal:
        visits.fail(visit_id, f"{type(refusal).__name__}: {refusal}")


def _customer(processor: Processor, workspace_id: UUID) -> str:
    """Return the workspace's customer, which Stripe knows before anything can be paid and we before it is."""
    known = models.Account.objects.get(workspace_id=workspace_id).customer_id
    return known or _note_customer(workspace_id, processor.open_customer(workspace_id))


@transaction.atomic
def _note_customer(workspace_id: UUID, customer_id: str) -> str:
    account = models.Account.objects.select_for_update().get(workspace_id=workspace_id)
    if account.customer_id is None:
        account.customer_id = customer_id
        account.save(update_fields=["customer_id"])
        publish(CustomerOpened(workspace_id=workspace_id, customer_id=customer_id))
    return account.customer_id


def _checkout(processor: Processor, visit: models.Visit, customer_id: str) -> None:
    price = find_price(visit.price_key)
    if price is None:
        raise PriceUnknown(visit.price_key)
    if has_live(visit.workspace_id) or (visit.replaces and not _is_closed(processor, visit.replaces)):
        visits.fail(visit.pk, "AlreadySubscribed")
        return
    page = f"{settings.BASE_URL}{reverse('billing:visit', args=[visit.pk])}"
    order = CheckoutOrder(
        customer_id=customer_id,
        price=price,
        reference=visit.pk,
        success_url=f"{page}?returned=1",
        cancel_url=f"{settings.BASE_URL}{reverse('billing:plan')}",
        expires_at=visit.expires_at,
    )
    seen = processor.open_checkout(order)
    if not _note_checkout(visit.pk, seen):
        processor.close_checkout(seen.stripe_id)


def _is_closed(processor: Processor, session_id: str) -> bool:
    """Close a checkout; tell whether nobody paid there. Only then may there be another."""
    processor.close_checkout(session_id)
    seen = processor.look(Subject.CHECKOUT, session_id)
    return not isinstance(seen, CheckoutSeen) or seen.state is VisitState.EXPIRED


@transaction.atomic
def _note_checkout(visit_id: UUID, seen: CheckoutSeen) -> bool:
    """Record the page; tell whether somebody still waits for it."""
    row = models.Visit.objects.select_for_update().get(pk=visit_id)
    price = find_price(row.price_key)
    if row.state != VisitState.BEGUN or price is None:
        return row.state == VisitState.OPEN
    row.state, row.session_id, row.url = VisitState.OPEN, seen.stripe_id, seen.url
    row.save(update_fields=["state", "session_id", "url"])
    publish(
        CheckoutOpened(
            workspace_id=row.workspace_id,
            visit_id=row.pk,
            session_id=seen.stripe_id,
            amount=str(price.amount),
            amount_minor=price.amount.minor,
            currency=price.amount.currency,
        )
    )
    return True


@transaction.atomic
def _note_portal(visit_id: UUID, customer_id: str, url: str) -> None:
    row = models.Visit.objects.select_for_update().get(pk=visit_id)
    if row.state != VisitState.BEGUN:
        return
    row.state, row.url = VisitState.OPEN, url
    row.save(update_fields=["state", "url"])
    publish(PortalOpened(workspace_id=row.workspace_id, visit_id=row.pk, customer_id=customer_id))
