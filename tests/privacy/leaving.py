"""Erasures for tests, past their days of grace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from assay.kernel import clock
from assay.kernel.jobs import find
from assay.modules.comms import services as comms
from assay.modules.comms.models import Message
from assay.modules.identity.models import Person
from assay.modules.identity.services import leaving
from assay.modules.identity.types import PersonId
from assay.modules.privacy import models, policy
from assay.modules.privacy.services import erasing


@contextmanager
def erasing_now(account: Person) -> Iterator[UUID]:
    """Ask for somebody's erasure, and be past its days of grace within the block."""
    due_at = leaving.ask_to_leave(PersonId(account.pk), typed=account.email)
    with clock.frozen(due_at + timedelta(minutes=1)):
        yield models.Erasure.objects.get(person_id=account.pk, state="waiting").pk


def erase(account: Person) -> None:
    """Erase somebody, to the last mail."""
    with erasing_now(account) as erasure_id:
        find(erasing.ERASE).run(erasure_id=str(erasure_id))
        for last in Message.objects.filter(is_last=True):
            comms._record_sent(last.pk)


def due(account: Person) -> UUID:
    """Somebody's erasure whose days of grace have just ended."""
    with clock.frozen(clock.now() - policy.GRACE - timedelta(minutes=1)):
        leaving.ask_to_leave(PersonId(account.pk), typed=account.email)
    return models.Erasure.objects.get(person_id=account.pk, state="waiting").pk
