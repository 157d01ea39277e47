"""Where one is signed in, for programs. A person sees and ends their own sessions; no role in a workspace matters."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from ninja.decorators import decorate_view

from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.queries import sessions as read
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.doors import session_auth
from assay.modules.identity.queries.fresh import require_fresh
from assay.modules.identity.schemas import SessionOut
from assay.modules.identity.services import sessions
from assay.modules.identity.types.sessions import Ending, SessionId

router = Router(tags=["identity"], auth=session_auth)
READS, WRITES = throttle("600/m", name="api.reads"), throttle("120/m", name="api.writes")


@router.get("/sessions", response=list[SessionOut], summary="List your sessions")
@decorate_view(READS)
@decorate_view(conditional, shows(ACCOUNT))
def list_sessions(request: HttpRequest) -> list[SessionOut]:
    """Every browser in which you are signed in (at most SESSION_MOST): this one first, then the one used last."""
    cards = read.list_sessions(actor(request).person_id, current=read.current(request))
    return [SessionOut.model_validate(card, from_attributes=True) for card in cards]


@router.delete("/sessions/{session_id}", response={204: None}, summary="End a session")
@decorate_view(WRITES)
@decorate_view(idempotent)
def end_session(request: HttpRequest, session_id: UUID) -> Status[None]:
    """End one of your sessions; one that is over already stays so. Any but this one wants a proof of identity not older
    than ten minutes."""
    if session_id != read.current(request):
        require_fresh(request)
    sessions.revoke(actor(request).person_id, SessionId(session_id))
    return Status(204, None)


@router.delete("/sessions", response={204: None}, summary="End all other sessions")
@decorate_view(WRITES)
@decorate_view(idempotent)
def end_other_sessions(request: HttpRequest) -> Status[None]:
    """End every session but this one. Wants a proof of identity not older than ten minutes."""
    require_fresh(request)
    sessions.end_all(actor(request).person_id, reason=Ending.REVOKED, keep=read.current(request))
    return Status(204, None)
