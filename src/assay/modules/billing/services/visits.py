"""Going to a page of Stripe's: asked for here, opened by a job, and what Stripe says of a checkout's end."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from assay.kernel import clock, jobs
from assay.kernel.events import publish
from assay.modules.billing import conf, models, policy
from assay.modules.billing.errors import AlreadySubscribed, NothingToManage, NotSetUp, PriceNotOffered
from assay.modules.billing.events import (
    CheckoutBegun,
    CheckoutCompleted,
    CheckoutExpired,
    PortalAsked,
    VisitFailed,
)
from assay.modules.billing.policy.catalogue import find_price
from assay.modules.billing.queries.plans import has_live
from assay.modules.billing.types import CheckoutSeen, Price, VisitId, VisitKind, VisitState
from assay.modules.identity.api import Action, Actor, require

OPEN: Final = "billing.open_visit"
LASTS: Final = timedelta(minutes=60)  # of a checkout at Stripe, after which nobody can pay there
_UNDER_WAY: Final = (VisitState.BEGUN, VisitState.OPEN)


@transaction.atomic
def begin_checkout(actor: Actor, price_key: str) -> VisitId:
    """Ask for a page where a price can be paid; a second call for the same returns the same, one for another
    price takes its place.

    Raises RoleTooLow, NotSetUp, PriceNotOffered, AlreadySubscribed.
    """
    require(actor, Action.BILLING_MANAGE)
    if conf.payments() is None:
        raise NotSetUp
    price = find_price(price_key)
    if price is None or not price.is_offered:
        raise PriceNotOffered
    _lock(actor.workspace_id)
    if has_live(actor.workspace_id):
        raise AlreadySubscribed
    former = _under_way(actor.workspace_id)
    if former is not None and former.person_id == actor.person_id and former.price_key == price.key:
        return VisitId(former.pk)
    row = models.Visit(
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        kind=VisitKind.CHECKOUT,
        state=VisitState.BEGUN,
        price_key=price.key,
        replaces=_replaced(former),
        expires_at=clock.now() + LASTS,
    )
    row.save(force_insert=True)
    _tell_begun(row, price)
    jobs.defer(OPEN, visit_id=str(row.pk))
    return VisitId(row.pk)


def _tell_begun(row: models.Visit, price: Price) -> None:
    publish(
        CheckoutBegun(
            workspace_id=row.workspace_id,
            person_id=row.person_id,
            visit_id=row.pk,
            plan=price.plan,
            price_key=price.key,
            amount=str(price.amount),
            amount_minor=price.amount.minor,
            currency=price.amount.currency,
        )
    )


def _under_way(workspace_id: UUID) -> models.Visit | None:
    rows = models.Visit.objects.filter(workspace_id=workspace_id, kind=VisitKind.CHECKOUT, state__in=_UNDER_WAY)
    row = rows.first()
    if row is not None and row.expires_at <= clock.now():
        _end(row, VisitState.EXPIRED)
        return None
    return row


def _replaced(former: models.Visit | None) -> str:
    """Let the checkout that was under way make room; its page is closed by the job that opens the next one."""
    if former is None:
        return ""
    _end(former, VisitState.EXPIRED)
    return former.session_id or ""


@transaction.atomic
def begin_portal(actor: Actor) -> VisitId:
    """Ask for the page where subscription and means of payment are managed. Raises RoleTooLow, NothingToManage."""
    require(actor, Action.BILLING_MANAGE)
    if conf.payments() is None:
        raise NotSetUp
    account = _lock(actor.workspace_id)
    if account.customer_id is None:
        raise NothingToManage
    row = models.Visit.objects.create(
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        kind=VisitKind.PORTAL,
        state=VisitState.BEGUN,
        expires_at=clock.now() + policy.MOST_WAITS,
    )
    publish(PortalAsked(workspace_id=row.workspace_id, person_id=actor.person_id, visit_id=row.pk))
    jobs.defer(OPEN, visit_id=str(row.pk))
    return VisitId(row.pk)


def note_end(workspace_id: UUID, seen: CheckoutSeen) -> None:
    """Record that a checkout is over, as Stripe says it now; inside the transaction of whoever asked Stripe."""
    row = models.Visit.objects.select_for_update().filter(workspace_id=workspace_id, session_id=seen.stripe_id).first()
    if row is not None and policy.may_follow(VisitState(row.state), seen.state):
        _end(row, seen.state)


@transaction.atomic
def fail(visit_id: UUID, reason: str) -> None:
    """Record that a page could not be opened. Repeating it changes nothing."""
    row = models.Visit.objects.select_for_update().filter(pk=visit_id).first()
    if row is None or row.state != VisitState.BEGUN:
        return
    row.state = VisitState.FAILED
    row.save(update_fields=["state"])
    publish(VisitFailed(workspace_id=row.workspace_id, visit_id=row.pk, kind=row.kind, reason=reason))


def _end(row: models.Visit, state: VisitState) -> None:
    row.state, row.url = state, ""
    row.save(update_fields=["state", "url"])
    price, kind = find_price(row.price_key), CheckoutCompleted if state is VisitState.COMPLETED else CheckoutExpired
    publish(
        kind(
            workspace_id=row.workspace_id,
            visit_id=row.pk,
            session_id=row.session_id or "",
            amount=str(price.amount) if price else "",
            amount_minor=price.amount.minor if price else 0,
            currency=price.amount.currency if price else "",
        )
    )


def _lock(workspace_id: UUID) -> models.Account:
    """Hold the workspace's account, which is made on first use."""
    models.Account.objects.get_or_create(workspace_id=workspace_id)
    return models.Account.objects.select_for_update().get(workspace_id=workspace_id)
