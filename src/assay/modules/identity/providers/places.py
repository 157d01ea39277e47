"""Where a network address is, by a file the operator supplies (MaxMind's format); without one nobody knows."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import maxminddb
from django.conf import settings

from assay.kernel.logging import get_logger

log = get_logger(__name__)


def place_of(address: str) -> str:
    """Return city and country of an address, as far as the file knows them; empty where it does not."""
    path = str(settings.GEOIP_DATABASE)
    if not path:
        return ""
    try:
        found = _reader(path).get(address)
    except (ValueError, OSError, maxminddb.InvalidDatabaseError) as error:  # no address at all, or a damaged file
        log.warning("place unknown", reason=type(error).__name__)
        return ""
    return _words(found) if isinstance(found, Mapping) else ""


def _words(found: Mapping[str, Any]) -> str:
    names = (found.get(part, {}).get("names", {}).get("en", "") for part in ("city", "country"))
    return ", ".join(name for name in names if name)[:120]


@cache
def _reader(path: str) -> maxminddb.Reader:
    return maxminddb.open_database(path)
