"""Where a network address is, by a file the operator supplies (MaxMind's format); without one nobody knows."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import maxminddb
from django.conf import settings

from assay.kernel.logging import get_logger
from assay.modules.identity.types.sessions import NOWHERE, Spot

log = get_logger(__name__)


def spot_of(address: str) -> Spot:
    """Return city, country and degrees of an address, as far as the file knows them; `NOWHERE` where it does not."""
    path = str(settings.GEOIP_DATABASE)
    if not path:
        return NOWHERE
    try:
        found = _reader(path).get(address)
    except (ValueError, OSError, maxminddb.InvalidDatabaseError) as error:  # no address at all, or a damaged file
        log.warning("place unknown", reason=type(error).__name__)
        return NOWHERE
    return Spot(_words(found), _degrees(found)) if isinstance(found, Mapping) else NOWHERE


def _words(found: Mapping[str, Any]) -> str:
    names = (found.get(part, {}).get("names", {}).get("en", "") for part in ("city", "country"))
    return ", ".join(" ".join(name.split()) for name in names if name)[:120]


def _degrees(found: Mapping[str, Any]) -> tuple[float, float] | None:
    location = found.get("location", {})
    try:
        return float(location["latitude"]), float(location["longitude"])
    except (KeyError, TypeError, ValueError):  # the file knows the country, or nothing but the name
        return None


@cache
def _reader(path: str) -> maxminddb.Reader:
    return maxminddb.open_database(path)
