"""Staff live with a weakness for a while, and say why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.supply import models
from assay.modules.supply.errors import DayRefused, WeaknessIsGone, WeaknessNotFound
from assay.modules.supply.events import WeaknessAccepted
from assay.modules.supply.policy import terms
from assay.modules.supply.types import WeaknessId


@transaction.atomic
def accept(weakness_id: WeaknessId, *, until: datetime, by: UUID, reason: str) -> None:
    """Accept one until a day; a second time replaces the first. Raises WeaknessNotFound, WeaknessIsGone, DayRefused."""
    row = models.Weakness.objects.select_for_update().filter(pk=weakness_id).first()
    if row is None:
        raise WeaknessNotFound
    if row.gone_at is not None:
        raise WeaknessIsGone
    if not terms.may_accept(until, now=clock.now()):
        raise DayRefused
    row.accepted_until, row.accepted_by, row.reason = until, by, reason[: terms.LONGEST_REASON]
    row.save(update_fields=["accepted_until", "accepted_by", "reason"])
    publish(WeaknessAccepted(weakness_id=row.pk, name=row.name, package=row.package, until=until))
