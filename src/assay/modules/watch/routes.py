"""The audit log for programs. Who may: owners and admins, and signed requests with a key of theirs."""

from django.http import HttpRequest
from ninja import Query, Router
from ninja.decorators import decorate_view

from assay.kernel.pagination import Limit
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.api import actor, signed
from assay.modules.watch.events import LOG
from assay.modules.watch.queries import lines
from assay.modules.watch.schemas import Asked, LinePage

router = Router(tags=["audit"], auth=signed("audit"))


@router.get("/audit", response=LinePage, summary="Read the audit log")
@decorate_view(throttle("120/m", name="api.audit"), shows(LOG))
def list_entries(request: HttpRequest, asked: Query[Asked], cursor: str | None = None, limit: Limit = 50) -> LinePage:
    """What happened in the workspace, newest first; for owners and admins."""
    return LinePage.of(lines.list_lines(actor(request), asked.wanted(), cursor=cursor, limit=limit))
