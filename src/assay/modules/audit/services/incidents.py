"""What a rule found is written down once for each window, until somebody of the staff has looked at it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assay.kernel import clock
from assay.kernel.events import publish
from assay.kernel.subjects import Person
from assay.modules.audit import models
from assay.modules.audit.errors import AlreadyClosed, IncidentNotFound
from assay.modules.audit.events import IncidentClosed, IncidentOpened
from assay.modules.audit.types import Found


@transaction.atomic
def open_incident(found: Found, *, window: datetime) -> bool:
    """Note what a rule found in the window that began then; return whether it is news. A repetition keeps the count."""
    row, is_new = models.Incident.objects.get_or_create(
        rule=found.rule,
        about=found.about[:128],
        window_start=window,
        defaults={"severity": found.severity, "person_id": found.person_id, "total": found.total},
    )
    if is_new:
        publish(IncidentOpened(incident_id=row.pk, rule=row.rule, severity=row.severity, person_id=row.person_id))
    elif found.total > row.total:
        models.Incident.objects.filter(pk=row.pk).update(total=found.total)
    return is_new


@transaction.atomic
def close_incident(incident_id: UUID, *, by: UUID, note: str) -> None:
    """Say what came of it. Raises IncidentNotFound, AlreadyClosed."""
    row = models.Incident.objects.select_for_update().filter(pk=incident_id).first()
    if row is None:
        raise IncidentNotFound
    if row.closed_at is not None:
        raise AlreadyClosed
    row.closed_at, row.closed_by, row.note = clock.now(), by, note[:1_000]
    row.save(update_fields=["closed_at", "closed_by", "note"])
    publish(IncidentClosed(incident_id=row.pk, rule=row.rule))


def forget_notes(person: Person) -> None:
    """Empty what staff wrote about somebody who is erased; the caller announces that in the same transaction."""
    models.Incident.objects.filter(person_id=person.id).exclude(note="").update(note="")
