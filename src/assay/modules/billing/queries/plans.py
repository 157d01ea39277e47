"""What a workspace may use, and how its subscription stands. No page and no service waits for Stripe here."""

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from assay.kernel import clock, locks, tenancy
from assay.kernel.money import Currency, Money
from assay.kernel.pagination import Page, paginate
from assay.modules.billing import conf, models, policy
from assay.modules.billing.errors import PlanLimit, VisitNotFound
from assay.modules.billing.policy.catalogue import PLANS, find_price
from assay.modules.billing.queries import usage
from assay.modules.billing.types import (
    Entitlements,
    InvoiceCard,
    InvoiceState,
    Limit,
    Overview,
    PlanKey,
    State,
    SubscriptionCard,
    VisitCard,
    VisitId,
    VisitKind,
    VisitState,
)
from assay.modules.identity.api import Action, Actor, require

UNLIMITED: Final = Entitlements(
    plan=PlanKey.FREE, state=State.NONE, ideas=PLANS[PlanKey.FREE].ideas, is_limited=False
)  # where no payments are set up


def entitlements(workspace_id: UUID) -> Entitlements:
    """Return what a workspace may use now. One statement; none where no payments are set up."""
    return _granted(_governing(workspace_id)) if conf.payments() else UNLIMITED


def _granted(row: models.Subscription | None) -> Entitlements:
    plan = PLANS[_plan_of(row) if row else PlanKey.FREE]
    state = State(row.state) if row else State.NONE
    return Entitlements(plan=plan.key, state=state, ideas=plan.ideas, is_limited=True)


def require_room(workspace_id: UUID, *, limit: Limit) -> None:
    """Let pass where the plan allows one more, and hold the number until the caller's transaction ends.

    Raises PlanLimit, which says how many there may be.
    """
    most = entitlements(workspace_id).most(limit)
    if most is None:
        return
    locks.hold(f"billing.room:{limit}:{workspace_id}")  # two at once must not pass the limit
    if usage.used(workspace_id, limit) >= most:
        raise PlanLimit(
            _(
                "The plan of this workspace allows {most} ideas in work at a time. Archive one or choose a larger plan."
            ).format(most=most)
        )


def overview(actor: Actor) -> Overview:
    """Return how the plan of the actor's workspace stands; every member may see that."""
    require(actor, Action.BILLING_SEE)
    row = _governing(actor.workspace_id)
    pending = models.Visit.objects.filter(
        workspace_id=actor.workspace_id, kind=VisitKind.CHECKOUT, state=VisitState.COMPLETED
    )
    since = pending.order_by("-created_at").values_list("created_at", flat=True).first()
    return Overview(
        entitlements=_granted(row) if conf.payments() else UNLIMITED,
        used=usage.used(actor.workspace_id, Limit.IDEAS),
        subscription=_card(row) if row else None,
        is_pending=since is not None and (row is None or row.created_at < since),
        has_customer=models.Account.objects.filter(workspace_id=actor.workspace_id, customer_id__isnull=False).exists(),
    )


def has_live(workspace_id: UUID) -> bool:
    """Tell whether Stripe counts a subscription of this workspace as one."""
    return models.Subscription.objects.filter(workspace_id=workspace_id, state__in=policy.LIVE).exists()


def list_invoices(actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[InvoiceCard]:
    """Return the invoices of the actor's workspace, newest first. Raises RoleTooLow, Invalid for a bad cursor."""
    require(actor, Action.BILLING_MANAGE)
    rows = models.Invoice.objects.filter(workspace_id=actor.workspace_id).exclude(state=InvoiceState.DRAFT)
    return paginate(rows, cursor=cursor, limit=limit).map(_invoice)


def get_visit(actor: Actor, visit_id: UUID) -> VisitCard:
    """Return a visit of the actor's own. Raises RoleTooLow, VisitNotFound."""
    row = models.Visit.objects.filter(pk=visit_id, workspace_id=actor.workspace_id, person_id=actor.person_id).first()
    if row is None:
        raise VisitNotFound
    require(actor, Action.BILLING_MANAGE)
    return VisitCard(
        id=VisitId(row.pk),
        kind=VisitKind(row.kind),
        state=VisitState(row.state),
        price=find_price(row.price_key),
        url=row.url if row.expires_at > clock.now() else "",
    )


def _governing(workspace_id: UUID) -> models.Subscription | None:
    """The subscription that counts: one that is paid before one that is not, then the latest."""
    with tenancy.scope(workspace_id):
        rows = list(models.Subscription.objects.filter(workspace_id=workspace_id).order_by("-created_at")[:20])
    return max(rows, key=lambda row: (State(row.state) in policy.PAYING, row.state in policy.LIVE), default=None)


def _plan_of(row: models.Subscription) -> PlanKey:
    price = find_price(row.price_key)
    paid = price.plan if price else PlanKey.FREE
    return policy.plan_now(State(row.state), paid, past_due_since=row.past_due_since, now=clock.now())


def _card(row: models.Subscription) -> SubscriptionCard | None:
    price = find_price(row.price_key)
    if price is None:
        return None
    return SubscriptionCard(
        plan=price.plan,
        price=price,
        state=State(row.state),
        period_ends_at=row.period_ends_at,
        cancels_at=row.cancels_at,
        ended_at=row.ended_at,
        grace_ends_at=policy.grace_ends_at(row.past_due_since) if row.past_due_since else None,
    )


def _invoice(row: models.Invoice) -> InvoiceCard:
    return InvoiceCard(
        id=row.pk,
        number=row.number,
        state=InvoiceState(row.state),
        total=Money(row.total_minor, Currency(row.currency)),
        issued_at=row.issued_at,
        page_url=row.page_url,
        pdf_url=row.pdf_url,
    )


def can_buy(workspace_id: UUID) -> bool:
    """Tell whether there is something to buy: payments are set up, and no subscription is alive."""
    return conf.payments() is not None and not has_live(workspace_id)
