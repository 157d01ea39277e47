"""Which browser a request comes from, and whether a person has used it before."""

import hashlib
import re
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from assay.kernel import crypto
from assay.kernel.throttle import address
from assay.modules.identity import models
from assay.modules.identity.policy import sessions as policy
from assay.modules.identity.providers.browsers import browser_of
from assay.modules.identity.types.sessions import Visit

_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what stands in the database for a random token. It has 256 bits, so nothing has to slow a guesser."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Tell whether a text has the form of a token of ours."""
    return _FORM.fullmatch(text) is not None


def device_token(request: HttpRequest) -> str:
    """Return the device cookie's value; empty where there is none of our form."""
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return token if is_token(token) else ""


def visit_of(request: HttpRequest) -> Visit:
    """Say where a request comes from, without asking the database."""
    token, agent = device_token(request), request.headers.get("User-Agent", "")
    languages = request.headers.get("Accept-Language", "")
    browser, near = browser_of(agent), policy.network(address(request))
    return Visit(
        device=digest(token) if token else "",
        agent=digest(f"{agent}\n{languages}"),
        browser=browser.name,
        system=browser.system,
        network=crypto.blind(near, purpose="network") if near else "",
    )


def is_known(request: HttpRequest, person_id: UUID) -> bool:
    """Tell whether the request comes from a browser in which this person has been signed in before.

    The cookie alone says it: it is random, unreadable for scripts, and issued only after a sign-in that succeeded.
    """
    token = device_token(request)
    return bool(token) and models.Device.objects.filter(person_id=person_id, token_hash=digest(token)).exists()


def is_ours(token: str) -> bool:
    """Tell whether this value was issued by us to anybody."""
    return models.Device.objects.filter(token_hash=digest(token)).exists()
