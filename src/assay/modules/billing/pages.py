"""The pages of plan and payment. Who may: everybody sees the plan; owners pay and manage, with a fresh sign-in."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assay.kernel.reading import shows, shows_nothing
from assay.kernel.throttle import throttle
from assay.modules.billing import conf
from assay.modules.billing.errors import AlreadySubscribed, NothingToManage, NotSetUp
from assay.modules.billing.events import INVOICES, PLAN
from assay.modules.billing.policy.catalogue import PLANS, offered
from assay.modules.billing.queries import plans as reads
from assay.modules.billing.services import visits
from assay.modules.billing.types import PlanKey, State, VisitKind, VisitState
from assay.modules.identity.api import Action, actor, allows, fresh, get_card, signed_in

PLAN_WORDS: Final = {
    PlanKey.FREE: (gettext_lazy("Free"), gettext_lazy("For trying it with real ideas.")),
    PlanKey.FOUNDER: (gettext_lazy("Founder"), gettext_lazy("For one person with many ideas.")),
    PlanKey.TEAM: (gettext_lazy("Team"), gettext_lazy("For people who look for ideas together.")),
}
STATES: Final = {
    State.NONE: gettext_lazy("No subscription"),
    State.INCOMPLETE: gettext_lazy("Not confirmed yet"),
    State.TRIALING: gettext_lazy("On trial"),
    State.ACTIVE: gettext_lazy("Active"),
    State.PAST_DUE: gettext_lazy("A payment has failed"),
    State.UNPAID: gettext_lazy("Unpaid"),
    State.CANCELED: gettext_lazy("Ended"),
}


@require_safe
@shows_nothing("prices, the same for everybody")
def pricing(request: HttpRequest) -> HttpResponse:
    """What it costs, for everybody."""
    return render(request, "billing/pricing.html", {"plans": _plans(), "is_sold": conf.payments() is not None})


@never_cache
@require_safe
@signed_in
@shows(PLAN)
def plan(request: HttpRequest) -> HttpResponse:
    """The plan of the workspace, what it gives, and for owners what else there is."""
    who = actor(request)
    overview = reads.overview(who)
    may_manage = allows(who, Action.BILLING_MANAGE)
    shown = {
        "overview": overview,
        "now": overview.entitlements,
        "name": PLAN_WORDS[overview.entitlements.plan][0],
        "bought": PLAN_WORDS[overview.subscription.plan][0] if overview.subscription else "",
        "state": STATES[overview.entitlements.state],
        "workspace": get_card(who),
        "may_manage": may_manage,
        "plans": _plans(),
        "can_buy": may_manage and reads.can_buy(who.workspace_id),
        "invoices": reads.list_invoices(who, limit=3).items if may_manage else (),
    }
    return render(request, "billing/plan.html", shown)


@never_cache
@require_safe
@signed_in
@shows(INVOICES)
def invoices(request: HttpRequest) -> HttpResponse:
    """Every invoice of the workspace, newest first. Raises RoleTooLow below owner."""
    who = actor(request)
    page = reads.list_invoices(who, cursor=request.GET.get("cursor"))
    return render(request, "billing/invoices.html", {"page": page, "workspace": get_card(who)})


@require_POST
@signed_in
@fresh
@throttle("20/h", by="person", name="billing.checkout")
def checkout(request: HttpRequest) -> HttpResponse:
    """Go to pay. What is paid is the catalogue's price of that key, whatever else a form says. Raises RoleTooLow."""
    try:
        visit_id = visits.begin_checkout(actor(request), request.POST.get("price", ""))
    except (AlreadySubscribed, NotSetUp) as refusal:
        messages.error(request, refusal.title)
        return redirect("billing:plan")
    return redirect("billing:visit", visit_id)


@require_POST
@signed_in
@fresh
@throttle("30/h", by="person", name="billing.portal")
def portal(request: HttpRequest) -> HttpResponse:
    """Go to manage. Raises RoleTooLow."""
    try:
        visit_id = visits.begin_portal(actor(request))
    except (NothingToManage, NotSetUp) as refusal:
        messages.error(request, refusal.title)
        return redirect("billing:plan")
    return redirect("billing:visit", visit_id)


@never_cache
@require_safe
@signed_in
@shows(PLAN)
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The waiting room on the way to Stripe and back. Coming back changes nothing: Stripe says what was paid.

    It moves on by itself: a redirect would be held to the ``form-action`` of the form that led here.
    Raises RoleTooLow, VisitNotFound.
    """
    who = actor(request)
    card = reads.get_visit(who, visit_id)
    is_back = "returned" in request.GET
    if card.state is VisitState.COMPLETED and not reads.overview(who).is_pending:
        messages.success(request, _("Thank you. The payment is confirmed, and the plan is yours."))
        return redirect("billing:plan")
    is_open = card.state is VisitState.OPEN and bool(card.url)
    is_waiting = is_open or card.state in {VisitState.BEGUN, VisitState.COMPLETED}
    where = card.url if is_open and not is_back else ""
    shown = {
        "card": card,
        "is_back": is_back,
        "is_waiting": is_waiting,
        "is_portal": card.kind is VisitKind.PORTAL,
        "where": where,
    }
    answer = render(request, "billing/visit.html", shown)
    if where:
        answer["Refresh"] = f"0; url={where}"
    return answer


def _plans() -> list[dict[str, object]]:
    prices = offered()
    return [
        {
            "plan": plan,
            "name": PLAN_WORDS[key][0],
            "about": PLAN_WORDS[key][1],
            "prices": [price for price in prices if price.plan is key],
        }
        for key, plan in PLANS.items()
    ]


app_name = "billing"
urlpatterns = [
    path("pricing/", pricing, name="pricing"),
    path("app/settings/billing/", plan, name="plan"),
    path("app/settings/billing/invoices/", invoices, name="invoices"),
    path("app/settings/billing/checkout/", checkout, name="checkout"),
    path("app/settings/billing/portal/", portal, name="portal"),
    path("app/settings/billing/visits/<uuid:visit_id>/", visit, name="visit"),
]
