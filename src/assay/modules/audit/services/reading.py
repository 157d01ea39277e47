"""Reading other people's data is recorded, once in ten minutes for each reader and what they read."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from assay.kernel import clock, context, db, tenancy
from assay.kernel.events import publish
from assay.modules.audit.events import PeopleRead, PersonRead
from assay.modules.audit.queries.reads import is_noted

ONCE_IN: Final = timedelta(minutes=10)  # who leafs through the pages of one list leaves one entry, not one for each


def audited_read[**P, R: HttpResponseBase](
    kind: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Record each successful answer of a view that shows data of others: who read ``kind``, in which workspace."""

    def mark(view: Callable[Concatenate[HttpRequest, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def read(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200:
                note_people_read(kind, workspace_id=tenancy.current())
            return answer

        return read

    return mark


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
