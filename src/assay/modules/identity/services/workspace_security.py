"""What a workspace asks of those who work in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from assay.kernel import tenancy
from assay.kernel.events import publish
from assay.modules.identity.errors import FactorMissing
from assay.modules.identity.events.factors import WorkspaceFactorRequired
from assay.modules.identity.queries.factors import has_strong
from assay.modules.identity.services.places import hold_as
from assay.modules.identity.types import Actor
from assay.modules.identity.types.places import Action


@transaction.atomic
def require_factor(actor: Actor, *, is_required: bool) -> None:
    """Let nobody work in the actor's workspace without a strong second factor from the next request on; or end that.

    Raises RoleTooLow below admin, FactorMissing for somebody who would lock themselves out.
    """
    with tenancy.scope(actor.workspace_id):
        row, _now = hold_as(actor, Action.WORKSPACE_SECURE)
        if is_required and not has_strong(actor.person_id):
            raise FactorMissing(_("Set up a second step for yourself first; otherwise you would lock yourself out."))
        if row.requires_factor == is_required:
            return
        row.requires_factor = is_required
        row.save(update_fields=["requires_factor"])
        publish(WorkspaceFactorRequired(workspace_id=row.pk, by=actor.person_id, is_required=is_required))
