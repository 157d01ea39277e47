"""Incidents, counted."""

from django.db.models import Count

from assay.modules.audit import models


def count_incidents() -> list[tuple[str, str, int, int]]:
    """For each rule and severity: how many incidents there were, and how many nobody has closed."""
    counted = (
        models.Incident.objects.order_by()
        .values("rule", "severity")
        .annotate(total=Count("pk"), closed=Count("closed_at"))
    )
    return [(row["rule"], row["severity"], row["total"], row["total"] - row["closed"]) for row in counted]
