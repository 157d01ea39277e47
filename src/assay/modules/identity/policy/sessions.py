"""Pure rules of sessions (ADR 0016): how long one lives, and what a request that comes from elsewhere calls for."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import asin, cos, radians, sin, sqrt
from typing import Final

from assay.modules.identity.types import Role, WorkspaceCard
from assay.modules.identity.types.sessions import Difference, Ending, Grade, Leap, Lifetime, Sighting, Visit

type Degrees = tuple[float, float]  # latitude and longitude

TOUCH: Final = timedelta(minutes=5)  # how exactly a session's last use is known
NEAR: Final = 500  # kilometres: what files of places may err by, and what one drives in a day
FASTEST: Final = 1_000  # kilometres an hour
_EARTH: Final = 6_371  # kilometres, its mean radius
_LEADS: Final = frozenset({Role.OWNER, Role.ADMIN})


def grade(*, is_staff: bool, workspaces: Collection[WorkspaceCard]) -> Grade:
    """Tell how much harm a person's session can do."""
    if is_staff:
        return Grade.STAFF
    leads = any(card.role in _LEADS and not card.is_personal for card in workspaces)
    return Grade.LEAD if leads else Grade.MEMBER


def ending(lifetime: Lifetime, *, begun_at: datetime, seen_at: datetime, now: datetime) -> Ending | None:
    """Tell whether a session's time is over. What it was last used at is known to within `TOUCH`, in its favour."""
    if now - begun_at >= lifetime.absolute:
        return Ending.TOO_OLD
    if now - seen_at >= lifetime.idle:
        return Ending.IDLE
    return None


def difference(known: Visit, now: Visit) -> Difference:
    """Compare where a session was begun with where a request comes from.

    A browser's update changes neither family, so it changes nothing. A phone changes its network all day: that is told
    and no more. The same browser that calls itself another is asked to sign in again and not cut, because phones do so
    when somebody asks for the desktop's page. Without our device cookie a session is on its way in a copied cookie:
    whatever else differs as well ends it.
    """
    if not known.device:
        return Difference.SAME
    is_moved = known.network != now.network
    is_other = (known.browser, known.system) != (now.browser, now.system)
    if known.device != now.device:
        return Difference.CUT if is_moved or is_other else Difference.STEP_UP
    if known.agent == now.agent or not is_other:
        return Difference.NOTIFY if is_moved else Difference.SAME
    return Difference.STEP_UP


def leap(degrees: Degrees, *, before: Sequence[Sighting], now: datetime) -> Leap | None:
    """Tell whether nobody can have got here since they were last seen, faster than an airliner; None: they can.

    ``before``: where they were seen, the latest first. Somebody who was here or near before may be in two places:
    at home and, by their company's network, elsewhere. When a session was last used is known to within `TOUCH`, and
    the time since is taken to be the longer one.
    """
    if not before or any(kilometres(degrees, seen.degrees) < NEAR for seen in before):
        return None
    last = before[0]
    far, since = kilometres(degrees, last.degrees), max(now - last.seen_at, timedelta(0))
    if far <= FASTEST * (since / timedelta(hours=1)):
        return None
    return Leap(kilometres=round(far), minutes=round(since / timedelta(minutes=1)))


def kilometres(one: Degrees, other: Degrees) -> float:
    """Return the way between two places along the earth (haversine; Sinnott 1984)."""
    (north, east), (north_too, east_too) = (tuple(map(radians, degrees)) for degrees in (one, other))
    half = sin((north_too - north) / 2) ** 2 + cos(north) * cos(north_too) * sin((east_too - east) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def network(address: str) -> str:
    """Return the coarse network of an address, 203.0.113.0/24 or 2001:db8:7::/48; empty for what is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
