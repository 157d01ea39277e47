"""Reads of sessions."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from assay.kernel import clock
from assay.modules.identity import models
from assay.modules.identity.policy import sessions as policy
from assay.modules.identity.providers.sealing import unseal_spot
from assay.modules.identity.queries.devices import digest
from assay.modules.identity.types.sessions import Ending, Lifetime, SessionCard, SessionId, Sighting

_MOST_SIGHTINGS: Final = 50


def lifetime(grade: str) -> Lifetime:
    """Return how long a session of this grade lives, by the settings."""
    idle, absolute = settings.SESSION_LIFETIMES[grade]
    return Lifetime(idle=idle, absolute=absolute)


def find(key: str) -> models.Session | None:
    """Return the session that a key opens, with its person, also one that is over: one statement."""
    return models.Session.objects.select_related("person").filter(key_hash=digest(key)).first()


def is_replaced(key: str) -> bool:
    """Tell whether a living session had this key until it was given another one."""
    return models.Session.objects.filter(former_hash=digest(key), ended_at=None).exists()


def ending(row: models.Session) -> Ending | None:
    """Tell whether and why a session is over, now."""
    if row.ended_at is not None:
        return Ending(row.ended_for)
    if row.person is not None and not row.person.is_active:
        return Ending.DEACTIVATED
    return policy.ending(lifetime(row.grade), begun_at=row.begun_at, seen_at=row.seen_at, now=clock.now())


def current(request: HttpRequest) -> SessionId | None:
    """Return the id of the session a request belongs to, where somebody is signed in."""
    row: models.Session | None = getattr(request.session, "row", None)
    return None if row is None or row.person_id is None else SessionId(row.pk)


def living(person_id: UUID) -> QuerySet[models.Session]:
    """Select a person's sessions that nobody has ended, the longest begun first."""
    return models.Session.objects.filter(person_id=person_id, ended_at=None).order_by("begun_at", "id")


def list_sessions(person_id: UUID, *, current: SessionId | None) -> tuple[SessionCard, ...]:
    """Return where a person is signed in: this one first, then the one used last."""
    rows = [row for row in living(person_id).select_related("person") if ending(row) is None]
    rows.sort(key=lambda row: (row.pk == current, row.seen_at), reverse=True)
    return tuple(_card(row, current=current) for row in rows)


def sightings(person_id: UUID) -> tuple[Sighting, ...]:
    """Return where and when a person's sessions were last used, the latest first, as far as places are known.

    Sessions that ended a week ago are gone, and with them where they were.
    """
    rows = models.Session.objects.filter(person_id=person_id).exclude(place="").order_by("-seen_at")
    found = rows.values_list("seen_at", "place")[:_MOST_SIGHTINGS]
    spots = ((seen_at, unseal_spot(place).degrees) for seen_at, place in found)
    return tuple(Sighting(seen_at=seen_at, degrees=degrees) for seen_at, degrees in spots if degrees)


def _card(row: models.Session, *, current: SessionId | None) -> SessionCard:
    return SessionCard(
        id=SessionId(row.pk),
        browser=row.browser,
        system=row.system,
        place=unseal_spot(row.place).name,
        first_seen=row.begun_at,
        last_seen=row.seen_at,
        is_current=row.pk == current,
        is_doubted=row.is_doubted,
    )
