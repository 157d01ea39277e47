"""What was noted lately about who read what."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from assay.kernel import events
from assay.modules.audit import models
from assay.modules.audit.events import PeopleRead, PersonRead


def is_noted(
    reader_id: UUID | None,
    *,
    kind: str,
    since: datetime,
    person_id: UUID | None = None,
    workspace_id: UUID | None = None,
) -> bool:
    """Tell whether it is written down already that this reader read this, of that person or in that workspace."""
    if reader_id is None:
        return False
    name = events.name_of(PeopleRead if person_id is None else PersonRead)
    rows = models.Entry.objects.filter(actor_id=reader_id, name=name, created_at__gte=since, details__kind=kind)
    return _exists(rows.filter(subject_id=person_id, workspace_id=workspace_id), reader_id)


def _exists(rows: QuerySet[models.Entry], reader_id: UUID) -> bool:
    """Look among the reader's own entries, wherever they stand: the fence is told whose they are, for this alone."""
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SELECT set_config('assay.audit_person', %s, true)", [str(reader_id)])
        found = rows.exists()
        sql.execute("SELECT set_config('assay.audit_person', '', true)")
    return found
