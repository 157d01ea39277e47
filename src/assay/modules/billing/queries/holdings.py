"""What is kept of one person's payments, for their archive. Stripe knows workspaces by id and no people."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import Holding
from assay.modules.billing import models

LAW: Final = _("What was paid is kept as long as the law asks, as ids and amounts, without anybody's name or address.")
_OPENS: Final = _("a link that shows the invoice to whoever has it; it stands on the page of your plan")

HOLDINGS: Final = (
    Holding(
        model=models.Visit,
        area="account/payment-visits",
        about=_("When you went to pay or to manage a plan."),
        theirs=lambda person: Q(person_id=person.id),
        withheld={"url": _("a link that opens the page of the payment processor")},
        goes=lambda person: Q(person_id=person.id),
    ),
    Holding(
        model=models.Account,
        area="workspaces/payment-accounts",
        about=_("What the payment processor calls workspaces that you own."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        workspace_key="workspace_id",
        kept=LAW,
    ),
    Holding(
        model=models.Subscription,
        area="workspaces/subscriptions",
        about=_("The plans of workspaces that you own."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        workspace_key="workspace_id",
        kept=LAW,
    ),
    Holding(
        model=models.Invoice,
        area="workspaces/invoices",
        about=_("The invoices of workspaces that you own."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        withheld={"page_url": _OPENS, "pdf_url": _OPENS},
        workspace_key="workspace_id",
        kept=LAW,
    ),
    Holding(
        model=models.Movement,
        area="workspaces/refunds-and-disputes",
        about=_("Refunds and disputes of workspaces that you own."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        workspace_key="workspace_id",
        kept=LAW,
    ),
    Holding(
        model=models.Event,
        left_out=_("what the payment processor told us of these; it stands in them"),
        kept=_("What the payment processor told us ends with the workspace; ids stay, so that nothing counts twice."),
    ),
    Holding(
        model=models.Sweep,
        left_out=_("a place in a list of the payment processor's, about nobody"),
        kept=_("How far we have read in the payment processor's list stays; it is about nobody."),
        is_nobodys=True,
    ),
)
