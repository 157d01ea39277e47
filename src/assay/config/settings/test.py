"""The tests: real servers, cheap password hashing, mail kept in memory."""

import os
from typing import Any

from assay.config.settings.base import *  # noqa: F403 -- a settings page is its base with differences
from assay.config.settings.base import CACHES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; one test asserts what people get
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# A loaded machine is no lost cache: a limit that falls back to its local count in the middle of a test proves nothing.
PATIENCE: dict[str, Any] = {"socket_connect_timeout": 10, "socket_timeout": 10}


def _own(address: str, *, worker: str) -> str:
    """Give each of the parallel test processes its own numbered database; emptying one empties no other."""
    return f"{address.rpartition('/')[0]}/{1 + int(worker.removeprefix('gw')) % 15}" if worker else address


CACHES = {
    "default": CACHES["default"]
    | {
        "LOCATION": _own(str(CACHES["default"]["LOCATION"]), worker=os.environ.get("PYTEST_XDIST_WORKER", "")),
        "OPTIONS": {**CACHES["default"]["OPTIONS"], **PATIENCE},
    }
}
