"""What staff look at is recorded by the services that show it, in the log of whom it concerns.

What everybody else looks at is written down at one place for all (`assay.kernel.reading`, `noting` here).
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from assay.kernel import clock, context, db
from assay.kernel.events import publish
from assay.modules.audit.events import PeopleRead, PersonRead
from assay.modules.audit.queries.reads import is_noted

ONCE_IN: Final = timedelta(minutes=10)  # who leafs through the pages of one list leaves one entry, not one for each


@transaction.atomic
def note_people_read(kind: str, *, workspace_id: UUID | None) -> None:
    """Record that somebody is shown data of other people: ``kind``, of that workspace, or of none.

    Who sees a page as somebody else sees it has that noted already, page by page, and writes nothing here.
    """
    reader_id = context.current().person_id
    if db.is_read_only() or is_noted(reader_id, kind=kind, workspace_id=workspace_id, since=clock.now() - ONCE_IN):
        return
    publish(PeopleRead(reader_id=reader_id, workspace_id=workspace_id, kind=kind))


@transaction.atomic
def note_read(kind: str, *, person_id: UUID) -> None:
    """Record that somebody reads another person's data. One's own data may be read without a note."""
    reader_id = context.current().person_id
    if reader_id == person_id or db.is_read_only():
        return
    if not is_noted(reader_id, kind=kind, person_id=person_id, since=clock.now() - ONCE_IN):
        publish(PersonRead(person_id=person_id, kind=kind))
