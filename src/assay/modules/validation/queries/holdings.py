"""What one person has in ledgers, for their archive: all of workspaces they own, elsewhere what they logged."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import WITH_WORKSPACE, Holding
from assay.modules.validation import models

HOLDINGS: Final = (
    Holding(
        model=models.Evidence,
        area="ideas/evidence",
        about=_("The ledgers of evidence, row by row with their hashes."),
        theirs=lambda person: Q(workspace_id__in=person.owned) | Q(logged_by=person.id),
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
    Holding(
        model=models.Run,
        area="ideas/runs",
        about=_("Calculations, with everything that came of them."),
        theirs=lambda person: Q(workspace_id__in=person.owned) | Q(requested_by=person.id),
        workspace_key="workspace_id",
        kept=WITH_WORKSPACE,
    ),
)
