"""Who looks at whose account at this moment."""

from dataclasses import dataclass
from uuid import UUID

from assay.kernel import clock
from assay.kernel.privacy import Email
from assay.modules.identity import models
from assay.modules.identity.policy import staff as rules
from assay.modules.identity.types import PersonId, WorkspaceId
from assay.modules.identity.types.staff import Category, Duty, Impersonation, ImpersonationId, Over


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An impersonation as a request finds it: who is seen, and why it is over, if it is."""

    card: Impersonation
    person: models.Person
    over: Over | None

    @property
    def address(self) -> Email:
        return Email(self.person.email)


def find_in_session(session_id: UUID) -> Standing | None:
    """Return what is looked at in a session, with everything it depends on as it stands now: one statement."""
    rows = models.Impersonation.objects.filter(session_id=session_id, ended_at=None)
    row = rows.select_related("staff", "person").first()
    if row is None:
        return None
    duty = Duty(row.staff.duty) if row.staff.is_staff and row.staff.is_active else Duty.NONE
    is_open = row.person.is_active and not row.person.is_staff
    over = rules.over(duty, is_theirs_open=is_open, until=row.until, now=clock.now())
    return Standing(card=card(row), person=row.person, over=over)


def list_open(person_id: UUID) -> tuple[Impersonation, ...]:
    """Return who sees somebody's account at this moment."""
    rows = models.Impersonation.objects.filter(person_id=person_id, ended_at=None, until__gt=clock.now())
    return tuple(card(row) for row in rows.order_by("created_at"))


def card(row: models.Impersonation) -> Impersonation:
    """Return a row as a value."""
    return Impersonation(
        id=ImpersonationId(row.pk),
        staff_id=PersonId(row.staff_id),
        person_id=PersonId(row.person_id),
        workspace_id=WorkspaceId(row.workspace_id),
        category=Category(row.category),
        ticket=row.ticket,
        since=row.created_at,
        until=row.until,
    )
