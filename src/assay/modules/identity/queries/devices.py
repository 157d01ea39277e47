"""Which browser a request comes from, and whether a person has used it before."""

import hashlib
import re
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from assay.modules.identity import models

_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what stands in the database for a random token. It has 256 bits, so nothing has to slow a guesser."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_token(request: HttpRequest) -> str:
    """Return the device cookie's value; empty where there is none of our form."""
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return token if _FORM.fullmatch(token) else ""


def is_known(request: HttpRequest, person_id: UUID) -> bool:
    """Tell whether the request comes from a browser in which this person has been signed in before.

    The cookie alone says it: it is random, unreadable for scripts, and issued only after a sign-in that succeeded.
    """
    token = device_token(request)
    return bool(token) and models.Device.objects.filter(person_id=person_id, token_hash=digest(token)).exists()


def is_ours(token: str) -> bool:
    """Tell whether this value was issued by us to anybody."""
    return models.Device.objects.filter(token_hash=digest(token)).exists()
