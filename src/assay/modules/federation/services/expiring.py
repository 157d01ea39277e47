"""The secret by which a workspace proves itself to its provider ends on a day that owners may write down."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, tenancy
from assay.kernel.events import publish
from assay.modules.federation import models
from assay.modules.federation.events import SecretEnds
from assay.modules.federation.services.connections import tell_owners
from assay.modules.identity import api as identity

FIRST: Final = timedelta(days=15)
BATCH: Final = 500
_ENDS: Final = identity.Notice(
    heading=_("The secret of the company's sign-in ends"),
    lines=(
        _("The client secret by which this workspace comes to your company's provider ends in %(days)s days."),
        _("Make another one there, save it here, try it, switch it on. After that day nobody comes in by the company."),
    ),
)


@transaction.atomic
def warn() -> int:
    """Write to the owners 14 and 3 days before a secret's last day, once each; return of how many they were told."""
    now, told = clock.now(), 0
    with tenancy.system():
        rows = models.Connection.objects.select_for_update(skip_locked=True).filter(
            secret_ends_on__gte=now.date(), secret_ends_on__lte=(now + FIRST).date()
        )
        due = list(rows.order_by("secret_ends_on", "id")[:BATCH])
    for row in due:
        days = identity.key_warning(_end(row) - now, told=row.warned_days, lifetime=timedelta.max)
        if days is not None:
            with tenancy.scope(row.workspace_id):
                _warn(row, days)
            told += 1
    return told


def _end(row: models.Connection) -> datetime:
    return datetime.combine(row.secret_ends_on or clock.now().date(), time.max, UTC)


def _warn(row: models.Connection, days: int) -> None:
    row.warned_days = days
    row.save(update_fields=["warned_days"])
    publish(SecretEnds(workspace_id=row.workspace_id, connection_id=row.pk, days=days))
    tell_owners(identity.WorkspaceId(row.workspace_id), _ENDS, {"days": (_end(row) - clock.now()).days})
