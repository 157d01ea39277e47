"""Pure rules of sessions (ADR 0016): how long one lives, and what a request that comes from elsewhere calls for."""

from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from assay.modules.identity.types import Role, WorkspaceCard
from assay.modules.identity.types.sessions import Difference, Ending, Grade, Lifetime, Visit

TOUCH: Final = timedelta(minutes=5)  # how exactly a session's last use is known
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


def network(address: str) -> str:
    """Return the coarse network of an address, 203.0.113.0/24 or 2001:db8:7::/48; empty for what is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
