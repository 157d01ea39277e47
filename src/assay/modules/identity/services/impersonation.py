"""Seeing the product as somebody else does (ADR 0023): with a reason, for fifteen minutes, without changing anything.

The state is a row that names one session of whoever looks. Nothing of it is in a cookie, so a copied cookie opens no
more than the session it belongs to, and every request asks anew whether it may still be.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock
from assay.kernel.errors import Conflict
from assay.kernel.events import publish
from assay.kernel.staff import AccountNotFound, DutyTooLow, StaffAccount
from assay.modules.identity import models
from assay.modules.identity.errors import SignedOut, WorkspaceNotFound
from assay.modules.identity.events import staff as events
from assay.modules.identity.policy import staff as rules
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.impersonation import card
from assay.modules.identity.queries.people import find_actor
from assay.modules.identity.queries.sessions import current
from assay.modules.identity.queries.staff import duty_of
from assay.modules.identity.services import notices, reasons
from assay.modules.identity.types import Actor
from assay.modules.identity.types.sessions import SessionId
from assay.modules.identity.types.staff import Impersonation, ImpersonationId, Over, Why

_STARTED: Final = notices.Notice(
    heading=_("Assay's staff looks at your account"),
    lines=(
        _("Somebody of Assay's staff sees the product as you see it, from now until %(until)s at the latest."),
        _("Why: %(why)s %(ticket)s"),
        _("They can change nothing, and do not see your settings, keys, sessions or second factors."),
        _("You see every page they open in your activity, and can end it there at once."),
    ),
    label=_("See it, or end it"),
)


@transaction.atomic
def start(
    actor: Actor, person_id: UUID, *, workspace_id: UUID | None, session_id: SessionId, why: Why
) -> Impersonation:
    """Let somebody of the staff see what a person sees in a workspace of theirs (None: their own).

    The owner is mailed in the same transaction. Raises DutyTooLow, AccountNotFound, StaffAccount, WorkspaceNotFound,
    Invalid for a reason that says nothing, Conflict while they look at another account.
    """
    reasons.require_why(why)
    person, staff = _both(person_id, actor.person_id)
    now = clock.now()
    if not rules.may_impersonate(duty_of(staff.pk), invited_until=person.invites_support_until, now=now):
        raise DutyTooLow("Support looks at an account only while its owner has asked for it.")
    theirs = find_actor(person_id, workspace_id=workspace_id)
    if theirs is None:
        raise WorkspaceNotFound
    _end(_open().filter(staff_id=staff.pk, until__lte=now), Over.TIME)
    if _open().filter(staff_id=staff.pk).exists():
        raise Conflict("You are looking at an account already. Stop that first.")
    row = models.Impersonation.objects.create(
        staff_id=staff.pk,
        person_id=person_id,
        workspace_id=theirs.workspace_id,
        session_id=session_id,
        category=why.category,
        ticket=why.ticket,
        reason=why.text.reveal(),
        until=now + rules.LASTS,
    )
    _announce(row, why)
    return card(row)


def impersonate(request: HttpRequest, person_id: UUID, *, workspace_id: UUID | None, why: Why) -> Impersonation:
    """Begin to look in the session of a request, which gets another key. Raises as `start` does."""
    session_id = current(request)
    if session_id is None:
        raise SignedOut
    started = start(actor(request), person_id, workspace_id=workspace_id, session_id=session_id, why=why)
    _rotate(request)
    return started


def stop_impersonating(request: HttpRequest) -> bool:
    """Stop looking in the session of a request, which gets another key; tell whether anything was looked at."""
    session_id = current(request)
    count = 0 if session_id is None else _end(_open().filter(session_id=session_id), Over.DONE)
    if count:
        _rotate(request)
    return count > 0


def _rotate(request: HttpRequest) -> None:
    request.session.cycle_key()
    rotate_token(request)


def _both(person_id: UUID, staff_id: UUID) -> tuple[models.Person, models.Person]:
    """Hold both rows, in the order of their ids, so that two who look at each other do not wait for each other."""
    rows = models.Person.objects.select_for_update().filter(pk__in=[person_id, staff_id]).order_by("pk")
    held = {row.pk: row for row in rows}
    if person_id not in held or not held[person_id].is_active:
        raise AccountNotFound
    if held[person_id].is_staff or person_id == staff_id:
        raise StaffAccount
    return held[person_id], held[staff_id]


def _announce(row: models.Impersonation, why: Why) -> None:
    started = events.ImpersonationStarted(
        impersonation_id=row.pk,
        person_id=row.person_id,
        workspace_id=row.workspace_id,
        category=why.category.value,
        ticket=why.ticket,
        until=row.until,
    )
    publish(started, aside=reasons.aside(row.person_id, why))
    told = replace(_STARTED, link=f"{settings.BASE_URL}{reverse('identity:support')}")
    facts = {
        "until": date_format(timezone.localtime(row.until), "DATETIME_FORMAT"),
        "why": reasons.WORDS[why.category],
        "ticket": f"({why.ticket})" if why.ticket else "",
    }
    notices.tell(row.person_id, told, cause=notices.Cause(name="impersonation", id=row.pk), facts=facts)


@transaction.atomic
def saw(found: Impersonation, *, page: str, object_id: UUID | None) -> None:
    """Note that a page was shown."""
    publish(
        events.ImpersonationSaw(
            impersonation_id=found.id,
            person_id=found.person_id,
            workspace_id=found.workspace_id,
            page=page,
            object_id=object_id,
        )
    )


def end(impersonation_id: ImpersonationId, *, reason: Over) -> int:
    """End one; a second time changes nothing."""
    return _end(_open().filter(pk=impersonation_id), reason)


def end_by(staff_id: UUID, *, reason: Over) -> int:
    """End what somebody of the staff looks at."""
    return _end(_open().filter(staff_id=staff_id), reason)


def end_at(person_id: UUID, *, reason: Over) -> int:
    """End what anybody sees of somebody's account."""
    return _end(_open().filter(person_id=person_id), reason)


def end_in(session_id: UUID) -> int:
    """End what is looked at in a session that is over."""
    return _end(_open().filter(session_id=session_id), Over.SIGNED_OUT)


def sweep() -> int:
    """End those whose time is over though nobody came by."""
    return _end(_open().filter(until__lte=clock.now()), Over.TIME)


@transaction.atomic
def invite_support(person_id: UUID) -> None:
    """Let support look at one's account for a day."""
    until = clock.now() + rules.INVITATION
    models.Person.objects.filter(pk=person_id).update(invites_support_until=until)
    publish(events.SupportInvited(person_id=person_id, until=until))


@transaction.atomic
def uninvite_support(person_id: UUID) -> None:
    """Take that back, and end what anybody sees at this moment."""
    if models.Person.objects.filter(pk=person_id, invites_support_until__isnull=False).update(
        invites_support_until=None
    ):
        publish(events.SupportUninvited(person_id=person_id))
    end_at(person_id, reason=Over.OWNER)


def _open() -> QuerySet[models.Impersonation]:
    return models.Impersonation.objects.filter(ended_at=None)


@transaction.atomic
def _end(rows: QuerySet[models.Impersonation], reason: Over) -> int:
    count = 0
    for row in rows.select_for_update():
        row.ended_at, row.ended_for = clock.now(), reason
        row.save(update_fields=["ended_at", "ended_for"])
        publish(
            events.ImpersonationEnded(
                impersonation_id=row.pk, person_id=row.person_id, workspace_id=row.workspace_id, reason=reason.value
            )
        )
        count += 1
    return count
