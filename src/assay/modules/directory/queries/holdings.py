"""What directories hold of one person, for their archive."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import WITH_WORKSPACE, Holding
from assay.modules.directory import models

HOLDINGS: Final = (
    Holding(
        model=models.User,
        area="account/directories",
        about=_("How your company's directory names you."),
        theirs=lambda person: Q(person_id=person.id),
        goes=lambda person: Q(person_id=person.id),
    ),
    Holding(
        model=models.Domain,
        area="workspaces/domains",
        about=_("The domains of workspaces that you own."),
        theirs=lambda person: Q(workspace_id__in=person.owned),
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
    Holding(
        model=models.Token,
        area="workspaces/directory-tokens",
        about=_("The tokens of directories in workspaces that you own, without what opens something."),
        theirs=lambda person: Q(workspace_id__in=person.owned) | Q(made_by=person.id),
        withheld={"digest": _("a hash of the token")},
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
)
