"""Who works for us. There is no page for this: an operator says it on the command line, with a reason."""

from uuid import UUID

from django.db import transaction

from assay.kernel.events import Aside, publish
from assay.kernel.privacy import Private
from assay.kernel.staff import AccountNotFound
from assay.modules.identity import models
from assay.modules.identity.events.staff import DutyGiven, DutyWithdrawn
from assay.modules.identity.services import impersonation, reasons, sessions
from assay.modules.identity.types.sessions import Ending
from assay.modules.identity.types.staff import Duty, Over


@transaction.atomic
def give_duty(person_id: UUID, *, duty: Duty, why: Private[str]) -> None:
    """Let somebody work for us, or in another duty. Their sessions end: what the next may is more, or less.

    Raises AccountNotFound, Invalid for a reason that says nothing.
    """
    person = _locked(person_id, why)
    person.is_staff, person.duty = True, duty
    person.save(update_fields=["is_staff", "duty"])
    _leave(person_id)
    publish(DutyGiven(person_id=person_id, duty=duty.value), aside=_aside(person_id, why))


@transaction.atomic
def withdraw_duty(person_id: UUID, *, why: Private[str]) -> None:
    """Let somebody work for us no longer; from their next request on they are a person like any other.

    Raises AccountNotFound, Invalid for a reason that says nothing.
    """
    person = _locked(person_id, why)
    person.is_staff, person.duty = False, Duty.NONE
    person.save(update_fields=["is_staff", "duty"])
    _leave(person_id)
    publish(DutyWithdrawn(person_id=person_id), aside=_aside(person_id, why))


def _locked(person_id: UUID, why: Private[str]) -> models.Person:
    reasons.require(why)
    person = models.Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise AccountNotFound
    return person


def _leave(person_id: UUID) -> None:
    """End what a former duty opened, and what others of the staff see of somebody who is one of them now."""
    impersonation.end_by(person_id, reason=Over.DUTY)
    impersonation.end_at(person_id, reason=Over.GONE)
    sessions.end_all(person_id, reason=Ending.RESET)


def _aside(person_id: UUID, why: Private[str]) -> Aside:
    return Aside(subject=person_id, details={"reason": why})
