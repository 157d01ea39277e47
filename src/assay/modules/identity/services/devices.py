"""Remembering the browsers people sign in with."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.identity import models
from assay.modules.identity.events.sessions import DeviceForgotten, DeviceSeen
from assay.modules.identity.queries.devices import device_token, digest, is_ours, visit_of

KEPT: Final = timedelta(days=400)  # as long as browsers keep the cookie
_BATCH: Final = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """The value for the device cookie; whether the person came with this browser, or with any, for the first time."""

    token: str
    is_new: bool
    is_first: bool


@transaction.atomic
def remember(request: HttpRequest, *, person_id: UUID) -> Remembered:
    """Take the browser of a request for one of this person's, because they have just proved who they are.

    A cookie we did not issue is replaced: whoever planted it would otherwise know the value.
    """
    token = device_token(request)
    if not (token and is_ours(token)):
        token = secrets.token_urlsafe(32)
    visit = visit_of(request)
    seen = {"browser": visit.browser, "system": visit.system, "seen_at": clock.now()}
    is_first = not models.Device.objects.filter(person_id=person_id).exists()
    found, is_new = models.Device.objects.update_or_create(person_id=person_id, token_hash=digest(token), defaults=seen)
    if is_new:
        publish(DeviceSeen(person_id=person_id, device_id=found.pk, is_first=is_first))
    return Remembered(token=token, is_new=is_new, is_first=is_first)


@transaction.atomic
def forget(person_id: UUID, *, device: str) -> None:
    """Take a browser, by the digest of its cookie, for a stranger's again."""
    _drop(models.Device.objects.select_for_update().filter(person_id=person_id, token_hash=device))


@transaction.atomic
def purge() -> int:
    """Delete browsers not seen for longer than they keep our cookie; return how many.

    A person's last one stays: with none left the next sign-in would pass for their first, which is not told by mail.
    """
    later = models.Device.objects.filter(person_id=OuterRef("person_id"), seen_at__gt=OuterRef("seen_at"))
    old = models.Device.objects.filter(Exists(later), seen_at__lt=clock.now() - KEPT)
    return _drop(old[:_BATCH])


def _drop(rows: Iterable[models.Device]) -> int:
    count = 0
    for found in rows:
        publish(DeviceForgotten(person_id=found.person_id, device_id=found.pk))
        found.delete()
        count += 1
    return count
