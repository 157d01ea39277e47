"""Reads of exports; each starts from the person they are for."""

from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock
from assay.kernel.subjects import Holding
from assay.modules.privacy import models
from assay.modules.privacy.errors import ExportNotFound
from assay.modules.privacy.types import ExportCard, ExportId, ExportState

_SHOWN: Final = 10
HOLDINGS: Final = (
    Holding(
        model=models.Export,
        area="account/archives",
        about=_("Archives that you asked for."),
        theirs=lambda person: Q(person_id=person.id),
        goes=lambda person: Q(person_id=person.id),
    ),
    Holding(model=models.ExportPart, left_out=_("Archives themselves."), ended_by="privacy_export"),
)


def list_exports(person_id: UUID, *, workspace_id: UUID | None = None) -> tuple[ExportCard, ...]:
    """Return the archives somebody asked for lately, of themselves or of a workspace, the newest first."""
    rows = models.Export.objects.filter(person_id=person_id, workspace_id=workspace_id).order_by("-created_at", "-id")
    return tuple(to_card(row) for row in rows[:_SHOWN])


def get_export(person_id: UUID, *, export_id: UUID) -> ExportCard:
    """Return one archive of a person's. Raises ExportNotFound."""
    row = models.Export.objects.filter(pk=export_id, person_id=person_id).first()
    if row is None:
        raise ExportNotFound
    return to_card(row)


def to_card(row: models.Export) -> ExportCard:
    """Return an export as its owner sees it; one whose time is over counts as expired before it is swept."""
    is_over = row.state == ExportState.READY and row.expires_at is not None and row.expires_at <= clock.now()
    return ExportCard(
        id=ExportId(row.pk),
        state=ExportState.EXPIRED if is_over else ExportState(row.state),
        done=row.done,
        total=row.total,
        asked_at=row.created_at,
        expires_at=row.expires_at,
        size=row.size,
    )
