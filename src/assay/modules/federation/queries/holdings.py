"""What is kept of one person's ways in, for their archive."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import WITH_WORKSPACE, Holding
from assay.modules.federation import models

HOLDINGS: Final = (
    Holding(
        model=models.Link,
        area="account/linked-accounts",
        about=_("Accounts elsewhere that open your account here."),
        theirs=lambda person: Q(person_id=person.id),
        withheld={"subject": _("a hash by which the account is found")},
        goes=lambda person: Q(person_id=person.id),
    ),
    Holding(
        model=models.Connection,
        area="workspaces/sign-in",
        about=_("The sign-in of workspaces that you own, without its secret."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        withheld={"secret": _("what proves the workspace to its provider")},
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
)
