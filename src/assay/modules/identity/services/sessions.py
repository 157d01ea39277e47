"""What happens to sessions: they are begun, doubted, moved, ended, swept away. Each change is a fact."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from assay.kernel import clock, locks
from assay.kernel.events import publish
from assay.kernel.throttle import address
from assay.modules.identity import models
from assay.modules.identity.errors import SessionNotFound
from assay.modules.identity.events import sessions as events
from assay.modules.identity.policy import sessions as policy
from assay.modules.identity.providers.places import spot_of
from assay.modules.identity.providers.sealing import seal_spot
from assay.modules.identity.queries import sessions as read
from assay.modules.identity.queries.devices import digest, visit_of
from assay.modules.identity.queries.people import list_workspaces
from assay.modules.identity.services import devices, impersonation, letters
from assay.modules.identity.types.sessions import Ending, Grade, Leap, SessionId, Spot, Visit

KEPT: Final = timedelta(days=7)  # how long an ended session can still say why it ended
_BATCH: Final = 500


@transaction.atomic
def begin(row: models.Session, request: HttpRequest | None, *, person: models.Person) -> devices.Remembered | None:
    """Make a session somebody's. The caller stores the row in the same transaction.

    One at a time for each person, so that however many sign in at once no more than SESSION_MOST are left. Without a
    request (a program that acts in somebody's name) the session is bound to no browser.
    """
    locks.hold(f"identity.sessions.{person.pk}")
    _make_room(person.pk)
    now = clock.now()
    row.person, row.begun_at, row.seen_at, row.is_doubted, row.standing = person, now, now, False, ""
    row.grade = grade_of(person)
    return None if request is None else readmit(row, request)


@transaction.atomic
def readmit(row: models.Session, request: HttpRequest) -> devices.Remembered | None:
    """Take the browser of a request for the session's own, because its owner has just proved who they are."""
    if row.person_id is None:
        return None
    remembered = devices.remember(request, person_id=row.person_id)
    settle(row, request, device=digest(remembered.token))
    if remembered.is_new and not remembered.is_first:
        letters.new_device(row)
    return remembered


def grade_of(person: models.Person) -> Grade:
    """Tell how long a session of this person may live."""
    return policy.grade(is_staff=person.is_staff, workspaces=list_workspaces(person.pk))


def settle(row: models.Session, request: HttpRequest, *, device: str) -> None:
    """Write down where a request comes from as the place its session belongs to."""
    row.settle(replace(visit_of(request), device=device))
    if row.person_id is not None:
        spot = spot_of(address(request))
        _note(_leap_to(spot, person_id=row.person_id), row)
        row.place = seal_spot(spot, subject=row.person_id)


@transaction.atomic
def end(rows: Iterable[models.Session], reason: Ending, *, network: str = "") -> int:
    """End sessions that are not over yet, and say so; return how many. Their content is deleted at once."""
    count = 0
    for row in rows:
        changed = models.Session.objects.filter(pk=row.pk, ended_at=None).update(
            ended_at=clock.now(), ended_for=reason, payload="", former_hash=""
        )
        if changed and row.person_id is not None:
            _say(row.person_id, SessionId(row.pk), reason, network)
            if row.grade == Grade.STAFF:
                impersonation.end_in(row.pk)
            letters.session_ended(row, reason)
        count += changed
    return count


def end_all(person_id: UUID, *, reason: Ending, keep: SessionId | None = None) -> int:
    """End every session of a person but the one to keep; return how many."""
    rows = read.living(person_id)
    return end(rows if keep is None else rows.exclude(pk=keep), reason)


def rotate(request: HttpRequest) -> None:
    """Give a request's session another key because what its person may do is about to change; the old one dies.

    To be called whenever that happens: a second factor taken or dropped, a role changed, staff mode or somebody else's
    place entered or left. The key counts from the answer to this request on.
    """
    request.session.cycle_key()
    rotate_token(request)


def revoke(person_id: UUID, session_id: SessionId) -> None:
    """End one of a person's sessions; one that is over already stays so. Raises SessionNotFound."""
    row = models.Session.objects.filter(pk=session_id, person_id=person_id).first()
    if row is None:
        raise SessionNotFound
    end([row], Ending.REVOKED)


@transaction.atomic
def disown(session_id: SessionId) -> bool:
    """End a session its owner says is not theirs, and forget its browser. Tell whether there was such a session."""
    row = models.Session.objects.filter(pk=session_id).first()
    if row is None or row.person_id is None:
        return False
    end([row], Ending.DISOWNED)
    devices.forget(row.person_id, device=row.device)
    return True


@transaction.atomic
def touch(row: models.Session, request: HttpRequest, *, visit: Visit) -> None:
    """Write down that a session is used, and from where if that has changed. Parallel requests write once."""
    person = row.person
    if person is None:
        return
    now, is_moved, leap = clock.now(), row.device != "" and visit.network != row.network, None
    new: dict[str, object] = {"seen_at": now, "grade": grade_of(person)}
    if is_moved:
        spot = spot_of(address(request))
        leap = _leap_to(spot, person_id=person.pk)
        new |= {"network": visit.network, "place": seal_spot(spot, subject=person.pk)}
    due = models.Session.objects.filter(pk=row.pk, ended_at=None, seen_at__lte=now - policy.TOUCH)
    if due.update(**new) and is_moved:
        publish(events.SessionMoved(person_id=person.pk, session_id=row.pk, network=visit.network))
        _note(leap, row)


def stand(row: models.Session, standing: str) -> None:
    """Note in which workspace and role a session is used, as what a later change is told by."""
    models.Session.objects.filter(pk=row.pk, ended_at=None).update(standing=standing)


@transaction.atomic
def sweep() -> int:
    """End what has expired, delete what was over for a week; return how many rows are gone.

    Sessions nobody signed in to are deleted as soon as they expire.
    """
    gone = 0
    for grade in Grade:
        over, now = read.lifetime(grade), clock.now()
        expired = models.Session.objects.filter(
            Q(begun_at__lte=now - over.absolute) | Q(seen_at__lte=now - over.idle), grade=grade, ended_at=None
        )
        if grade is Grade.VISITOR:
            gone += expired.delete()[0]
            continue
        for row in expired.select_related("person")[:_BATCH]:
            end([row], read.ending(row) or Ending.IDLE)
    gone += models.Session.objects.filter(ended_at__lt=clock.now() - KEPT).delete()[0]
    return gone


def _make_room(person_id: UUID) -> None:
    """End the longest begun sessions until one more is not too many."""
    rows = list(read.living(person_id).select_related("person").select_for_update(of=("self",)))
    alive = []
    for row in rows:
        over = read.ending(row)
        if over is None:
            alive.append(row)
        else:
            end([row], over)
    end(alive[: max(0, len(alive) - settings.SESSION_MOST + 1)], Ending.ELSEWHERE)


def _leap_to(spot: Spot, *, person_id: UUID) -> Leap | None:
    """Compare a place with where its person was seen before."""
    if spot.degrees is None:
        return None
    return policy.leap(spot.degrees, before=read.sightings(person_id), now=clock.now())


def _note(leap: Leap | None, row: models.Session) -> None:
    if leap is None or row.person_id is None:
        return
    publish(
        events.TravelImpossible(
            person_id=row.person_id, session_id=row.pk, kilometres=leap.kilometres, minutes=leap.minutes
        )
    )


def _say(person_id: UUID, session_id: SessionId, reason: Ending, network: str) -> None:
    if reason is Ending.SIGNED_OUT:
        publish(events.SignedOut(person_id=person_id, session_id=session_id))
    elif reason is Ending.STOLEN:
        publish(events.SessionCut(person_id=person_id, session_id=session_id, network=network))
    else:
        publish(events.SessionRevoked(person_id=person_id, session_id=session_id, reason=reason.value))
