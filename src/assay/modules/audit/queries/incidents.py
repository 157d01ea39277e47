"""Incidents, counted, listed and one by one."""

from uuid import UUID

from django.db.models import Count

from assay.kernel.pagination import Page, paginate
from assay.kernel.privacy import Private
from assay.modules.audit import models
from assay.modules.audit.errors import IncidentNotFound
from assay.modules.audit.types import IncidentCard


def count_incidents() -> list[tuple[str, str, int, int]]:
    """For each rule and severity: how many incidents there were, and how many nobody has closed."""
    counted = (
        models.Incident.objects.order_by()
        .values("rule", "severity")
        .annotate(total=Count("pk"), closed=Count("closed_at"))
    )
    return [(row["rule"], row["severity"], row["total"], row["total"] - row["closed"]) for row in counted]


def list_incidents(*, is_open: bool, cursor: str | None = None, limit: int = 50) -> Page[IncidentCard]:
    """Incidents that nobody has closed, or those that somebody has; newest first. Raises Invalid for a bad cursor."""
    rows = models.Incident.objects.filter(closed_at__isnull=is_open)
    return paginate(rows, cursor=cursor, limit=limit).map(_card)


def get_incident(incident_id: UUID) -> IncidentCard:
    """Return one incident. Raises IncidentNotFound."""
    row = models.Incident.objects.filter(pk=incident_id).first()
    if row is None:
        raise IncidentNotFound
    return _card(row)


def _card(row: models.Incident) -> IncidentCard:
    return IncidentCard(
        id=row.pk,
        rule=row.rule,
        severity=row.severity,
        about=row.about,
        total=row.total,
        opened_at=row.created_at,
        closed_at=row.closed_at,
        note=Private(row.note),
    )
