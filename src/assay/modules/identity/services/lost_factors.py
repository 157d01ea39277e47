"""The way back for somebody who lost every factor and every recovery code (ADR 0015).

It needs the password and the mailbox, and then time: seventy-two hours in which the owner is written to and can end it
with one click. A password that was itself set through the mailbox does not count. Showing any factor ends it. At the
end the factors are not simply gone: the person signs in once more with the password, every session ends, and a new
factor has to be set up before anything else.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.identity import models, policy
from assay.modules.identity.errors import FactorMissing, RecoveryNotFound, RecoveryNotPossible
from assay.modules.identity.events import factors as events
from assay.modules.identity.models.factors import OPEN_STATES
from assay.modules.identity.queries.factors import has_strong
from assay.modules.identity.services import factors, notices, sign_outs
from assay.modules.identity.services import lost_notices as words
from assay.modules.identity.services.places import hold_as
from assay.modules.identity.types import Actor, RecoveryState
from assay.modules.identity.types.places import Action

LINK_LASTS: Final = timedelta(hours=24)
READY_LASTS: Final = timedelta(days=7)
REMIND_EVERY: Final = timedelta(hours=24)


@transaction.atomic
def request(person_id: UUID, *, has_password: bool) -> None:
    """Mail the link that proves the mailbox. Asking again mails it again.

    Raises RecoveryNotPossible unless the password was just seen, and while it is one that was set through the mailbox.
    """
    person = models.Person.objects.select_for_update().get(pk=person_id)
    if not has_password or person.password_mailed_at is not None:
        raise RecoveryNotPossible
    row = _find_open(person_id)
    if row is None:
        row = models.FactorRecovery.objects.create(person_id=person_id, state=RecoveryState.ASKED)
    if row.state != RecoveryState.ASKED:
        return
    publish(events.FactorRecoveryRequested(person_id=person_id, request_id=row.pk))
    asked = replace(words.ASKED, link=words.confirm_link(row.pk))
    notices.tell(person_id, asked, cause=notices.Cause.new("lost-asked"), facts={"hours": words.hours()})


@transaction.atomic
def start(token: str) -> None:
    """Begin the waiting time: the link from the mailbox was opened and confirmed. A second time changes nothing.

    Raises RecoveryNotFound for a link that is wrong, too old or over.
    """
    row = _locked(token, salt=words.CONFIRM, lasts=LINK_LASTS)
    if row.state != RecoveryState.ASKED:
        return
    now = clock.now()
    row.state, row.started_at, row.reminded_at = RecoveryState.WAITING, now, now
    row.due_at = now + timedelta(seconds=settings.FACTOR_RECOVERY_WAIT)
    row.save()
    publish(events.FactorRecoveryStarted(person_id=row.person_id, request_id=row.pk, due_at=row.due_at))
    _tell(row, words.STARTED, cause=notices.Cause(name="lost-started", id=row.pk))


@transaction.atomic
def cancel(token: str) -> None:
    """End a request: its owner says it was not them. A second time changes nothing. Raises RecoveryNotFound."""
    row = _locked(token, salt=words.CANCEL, lasts=None)
    if row.state in OPEN_STATES:
        _end(row, reason="not_me")


def end_by_staff(person_id: UUID) -> bool:
    """End somebody's open request, in the caller's transaction; tell whether there was one."""
    row = _find_open(person_id)
    if row is not None:
        _end(row, reason="staff")
    return row is not None


def find_by_token(token: str, *, salt: str) -> RecoveryState:
    """Return where the request of a link stands. Raises RecoveryNotFound."""
    row_id = words.id_of(token, salt=salt, lasts=None)
    row = models.FactorRecovery.objects.filter(pk=row_id).first() if row_id else None
    if row is None:
        raise RecoveryNotFound
    return RecoveryState(row.state)


def found(person_id: UUID) -> None:
    """Note, in the caller's transaction, that somebody has shown a factor: nothing is lost, the password is theirs."""
    models.Person.objects.filter(pk=person_id).exclude(password_mailed_at=None).update(password_mailed_at=None)
    row = _find_open(person_id)
    if row is not None:
        _end(row, reason="factor_used")


@transaction.atomic
def note_mailed_password(person_id: UUID) -> None:
    """Note that a password was set through the mailbox: it proves nothing more, and a request that rests on it ends."""
    models.Person.objects.filter(pk=person_id).update(password_mailed_at=clock.now())
    publish(events.PasswordSetByMail(person_id=person_id))
    row = _find_open(person_id)
    if row is not None:
        _end(row, reason="password_reset")


@transaction.atomic
def vouch(actor: Actor, request_id: UUID) -> None:
    """Shorten the waiting time of a fellow member; the caller has made sure of a fresh proof.

    Who vouches has a strong factor; who is vouched for was a member before they asked; nobody vouches for themselves,
    and never is the waiting time nothing. Raises RoleTooLow, RecoveryNotFound, FactorMissing.
    """
    hold_as(actor, Action.MEMBERS_VOUCH)
    row = models.FactorRecovery.objects.select_for_update().filter(pk=request_id, state=RecoveryState.WAITING).first()
    if row is None or row.started_at is None or row.due_at is None or row.person_id == actor.person_id:
        raise RecoveryNotFound
    members = models.Membership.objects.filter(workspace_id=actor.workspace_id)
    if not members.filter(person_id=row.person_id, created_at__lt=row.created_at).exists():
        raise RecoveryNotFound
    if not has_strong(actor.person_id):
        raise FactorMissing
    least = timedelta(seconds=settings.FACTOR_RECOVERY_VOUCHED_WAIT)
    row.due_at = policy.due_when_vouched(started_at=row.started_at, due_at=row.due_at, least=least, now=clock.now())
    row.voucher_id = actor.person_id
    row.save()
    publish(
        events.FactorRecoveryVouched(
            person_id=row.person_id,
            request_id=row.pk,
            workspace_id=actor.workspace_id,
            voucher_id=actor.person_id,
            due_at=row.due_at,
        )
    )
    _tell(row, words.VOUCHED, cause=notices.Cause(name="lost-vouched", id=row.pk))


@transaction.atomic
def complete(person_id: UUID) -> None:
    """Give the lost factors up; the caller has just seen the password. Every session ends.

    Raises RecoveryNotPossible before the waiting time is over.
    """
    models.Person.objects.select_for_update().get(pk=person_id)
    row = _find_open(person_id)
    if row is None or row.state != RecoveryState.READY:
        raise RecoveryNotPossible
    factors.give_up_factors(person_id)
    sign_outs.end_sessions(person_id)
    row.state, row.ended_at = RecoveryState.FINISHED, clock.now()
    row.save()
    publish(events.FactorRecoveryCompleted(person_id=person_id, request_id=row.pk))
    notices.tell(person_id, words.FINISHED, cause=notices.Cause(name="lost-finished", id=row.pk))


@transaction.atomic
def advance(request_id: UUID) -> None:
    """Do what is due for one request: remind, open it, or let it lapse. Harmless at any time."""
    row = models.FactorRecovery.objects.select_for_update().filter(pk=request_id, state__in=OPEN_STATES).first()
    if row is None:
        return
    now = clock.now()
    if row.state == RecoveryState.ASKED:
        if row.created_at < now - LINK_LASTS:
            _end(row, reason="expired")
    elif row.state == RecoveryState.READY:
        if row.due_at is not None and row.due_at < now - READY_LASTS:
            _end(row, reason="expired")
    elif row.due_at is not None and row.due_at <= now:
        row.state = RecoveryState.READY
        row.save()
        publish(events.FactorRecoveryReady(person_id=row.person_id, request_id=row.pk))
        _tell(row, words.READY, cause=notices.Cause(name="lost-ready", id=row.pk))
    elif row.reminded_at is not None and row.reminded_at <= now - REMIND_EVERY:
        row.reminded_at = now
        row.save()
        publish(events.FactorRecoveryReminded(person_id=row.person_id, request_id=row.pk))
        _tell(row, words.STARTED, cause=notices.Cause(name="lost-reminder", id=f"{row.pk}:{now:%Y-%m-%dT%H}"))


def list_open() -> list[UUID]:
    """Return the requests that something may be due for."""
    return list(models.FactorRecovery.objects.filter(state__in=OPEN_STATES).values_list("pk", flat=True))


def _find_open(person_id: UUID) -> models.FactorRecovery | None:
    return models.FactorRecovery.objects.select_for_update().filter(person_id=person_id, state__in=OPEN_STATES).first()


def _locked(token: str, *, salt: str, lasts: timedelta | None) -> models.FactorRecovery:
    row_id = words.id_of(token, salt=salt, lasts=lasts)
    row = models.FactorRecovery.objects.select_for_update().filter(pk=row_id).first() if row_id else None
    if row is None:
        raise RecoveryNotFound
    return row


def _end(row: models.FactorRecovery, *, reason: str) -> None:
    was = RecoveryState(row.state)
    row.state = RecoveryState.EXPIRED if reason == "expired" else RecoveryState.CANCELLED
    row.ended_at = clock.now()
    row.save()
    publish(events.FactorRecoveryCancelled(person_id=row.person_id, request_id=row.pk, reason=reason))
    if was != RecoveryState.ASKED:
        notices.tell(row.person_id, words.CANCELLED, cause=notices.Cause(name="lost-over", id=row.pk))


def _tell(row: models.FactorRecovery, notice: notices.Notice, *, cause: notices.Cause) -> None:
    due = row.due_at or clock.now()
    facts = {"hours": _hours_until(due), "due": date_format(timezone.localtime(due), "DATETIME_FORMAT")}
    heading = str(notice.heading) % facts if "%(" in str(notice.heading) else notice.heading
    told = replace(notice, heading=heading, link=words.cancel_link(row.pk))
    notices.tell(row.person_id, told, cause=cause, facts=facts)


def _hours_until(moment: datetime) -> int:
    return max(1, round((moment - clock.now()).total_seconds() / 3600))
