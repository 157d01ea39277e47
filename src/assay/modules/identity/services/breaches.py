"""Looking for a password among leaked ones. Never inside a transaction: somebody else's computer is asked.

So a page asks before it opens its transaction, and what the list said stays with the request until it is needed.
"""

from typing import Final

from django.http import HttpRequest

from assay.kernel.logging import get_logger
from assay.kernel.privacy import Secret
from assay.modules.identity.errors import BreachListLost
from assay.modules.identity.providers import breaches
from assay.modules.identity.types import Leak

log = get_logger(__name__)

_SAID: Final = "_assay_leak"


def look(password: Secret) -> Leak:
    """Return what the list says; a list that does not answer keeps nobody from anything, and is asked again later."""
    return look_for(breaches.digest(password))


def look_for(digest: Secret) -> Leak:
    """Return what the list says about the password with this digest."""
    known = breaches.current()
    if known is None:
        return Leak.UNASKED
    try:
        return Leak.FOUND if known.holds(digest) else Leak.NONE
    except BreachListLost:
        log.warning("breach check skipped")
        return Leak.SKIPPED


def look_ahead(request: HttpRequest, password: Secret) -> None:
    """Ask now for what `looked_up` will return in the course of this request."""
    setattr(request, _SAID, look(password))


def looked_up(request: HttpRequest | None) -> Leak:
    """Return what the list said. Where it was not asked the password counts as not looked for: sign-in does it."""
    found: Leak = getattr(request, _SAID, Leak.UNASKED)
    return found
