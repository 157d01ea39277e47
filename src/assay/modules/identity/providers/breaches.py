"""Asking a list of leaked passwords without telling it the password (range queries of Have I Been Pwned).

The list is sent five of the forty digits of the password's SHA-1 and answers with every ending it knows for them, some
hundreds, padded so that the length says nothing. Which one was meant, if any, stays here. SHA-1 is the list's format,
not our protection.
"""

import hashlib
import threading
import time
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare

from assay.kernel import http
from assay.kernel.logging import get_logger
from assay.kernel.privacy import Secret
from assay.modules.identity.errors import BreachListLost
from assay.modules.identity.ports import BreachList

log = get_logger(__name__)

PREFIX: Final = 5
PATIENCE: Final = (0.5, 1.0)  # seconds to connect, and between two pieces of the answer
PAUSE: Final = 30.0  # seconds in which a lost list is not asked again
_AT_ONCE: Final = 2  # threads that may wait for the list


class RangeList:
    """A list that answers `<address><five digits>` with lines of `ENDING:COUNT`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._asleep_until = 0.0

    def holds(self, digest: Secret) -> bool:
        """Tell whether the password with this digest was seen in a leak. Raises BreachListLost."""
        if time.monotonic() < self._asleep_until or not self._places.acquire(blocking=False):
            raise BreachListLost
        try:
            return self._asked(digest.reveal())
        except http.Failure as error:
            self._asleep_until = time.monotonic() + PAUSE
            log.warning("breach list lost", reason=type(error).__name__)
            raise BreachListLost from None
        finally:
            self._places.release()

    def _asked(self, digest: str) -> bool:
        with http.configured_session(self._address) as session:
            answer = session.get(
                self._address + digest[:PREFIX],
                headers={"Add-Padding": "true"},
                timeout=PATIENCE,
            )
        answer.raise_for_status()
        if answer.status_code != 200:
            raise http.Failure("not an answer")
        found = False
        for line in answer.text.splitlines():
            ending, _, count = line.strip().partition(":")
            is_it = constant_time_compare(ending.upper(), digest[PREFIX:])
            found |= is_it and count.strip().isdecimal() and int(count) > 0  # padding counts nothing
        return found


def digest(password: Secret) -> Secret:
    """Return what the list knows a password by."""
    return Secret(hashlib.sha1(password.reveal().encode(), usedforsecurity=False).hexdigest().upper())


_lists: Final[dict[str, RangeList]] = {}


def current() -> BreachList | None:
    """Return the list the settings name; None where none is asked."""
    address = settings.BREACH_LIST_URL
    if not address:
        return None
    return _lists.setdefault(address, RangeList(address))
