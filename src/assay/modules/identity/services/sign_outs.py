"""Ending a person's sessions."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from assay.modules.identity import models
from assay.modules.identity.services import sessions
from assay.modules.identity.types.sessions import Ending


@transaction.atomic
def end_sessions(person_id: UUID) -> None:
    """End every session of a person from their next request on, wherever sessions are kept; the caller says why."""
    models.Person.objects.filter(pk=person_id).update(session_epoch=F("session_epoch") + 1)
    sessions.end_all(person_id, reason=Ending.RESET)
