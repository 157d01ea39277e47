"""Remembering the browsers people sign in with."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.identity import models
from assay.modules.identity.events import DeviceSeen
from assay.modules.identity.providers.browsers import browser_of
from assay.modules.identity.queries.devices import device_token, digest, is_ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """The value for the device cookie, and whether the person came with this browser for the first time."""

    token: str
    is_new: bool


@transaction.atomic
def remember(request: HttpRequest, *, person_id: UUID) -> Remembered:
    """Take the browser of a request for one of this person's, because they have just proved who they are.

    A cookie we did not issue is replaced: whoever planted it would otherwise know the value.
    """
    token = device_token(request)
    if not (token and is_ours(token)):
        token = secrets.token_urlsafe(32)
    browser = browser_of(request.headers.get("User-Agent", ""))
    seen = {"browser": browser.name, "system": browser.system, "seen_at": clock.now()}
    is_first = not models.Device.objects.filter(person_id=person_id).exists()
    found, is_new = models.Device.objects.update_or_create(person_id=person_id, token_hash=digest(token), defaults=seen)
    if is_new:
        publish(DeviceSeen(person_id=person_id, device_id=found.pk, is_first=is_first))
    return Remembered(token=token, is_new=is_new)
