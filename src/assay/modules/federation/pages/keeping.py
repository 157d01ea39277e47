"""What this browser's session remembers: trips that are under way, and an assertion that waits for its person.

The session's content is sealed and lives in the database; the browser holds nothing but its key. What waits here is
used at most once and forgotten after ten minutes.
"""

import secrets
import time
from dataclasses import asdict, replace
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from assay.kernel.ids import new_id
from assay.kernel.privacy import Email
from assay.modules.federation.conf import LASTS
from assay.modules.federation.errors import FlowOver
from assay.modules.federation.services import trips
from assay.modules.federation.types import Assertion, Flow, Provider, Purpose

_FLOWS: Final = "federation_flows"
_WAITING: Final = "federation_waiting"
_TICKET: Final = "federation_ticket"
_MOST: Final = 5  # trips under way in one browser


def begin(request: HttpRequest, provider: Provider, *, purpose: Purpose, back_to: str) -> tuple[str, Flow]:
    """Begin a trip and return its state, by which it is known again."""
    flow = Flow(
        provider=provider.key,
        purpose=purpose,
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        back_to=back_to,
        begun_at=time.time(),
        person_id=str(request.user.pk) if request.user.is_authenticated else "",
        trust=provider.trust,
    )
    state = secrets.token_urlsafe(32)
    newest = list(_flows(request).items())[-(_MOST - 1) :]
    request.session[_FLOWS] = {**dict(newest), state: asdict(flow)}
    return state, flow


def finish(request: HttpRequest, provider: Provider, *, state: str) -> Flow:
    """Return the trip that comes back; it is over with that. Raises FlowOver."""
    flows = _flows(request)
    kept = flows.pop(state, None)
    if kept is None:
        raise FlowOver
    request.session[_FLOWS] = flows
    flow = Flow(**{**kept, "purpose": Purpose(kept["purpose"])})
    is_in_time = time.time() - flow.begun_at < LASTS
    if not trips.spend(state) or not is_in_time or flow.provider != provider.key:
        raise FlowOver
    return flow


def keep(request: HttpRequest, assertion: Assertion, *, back_to: str) -> None:
    """Let an assertion wait for what its person says on the next pages."""
    said = {**asdict(assertion), "email": assertion.email.reveal() if assertion.email else ""}
    request.session[_WAITING] = {"id": str(new_id()), "at": time.time(), "back_to": back_to, "said": said}


def waiting(request: HttpRequest) -> Assertion | None:
    """Return the assertion that waits in this browser; None when there is none, or not any more."""
    kept = _kept(request)
    if kept is None:
        return None
    said = kept["said"]
    return Assertion(**{**said, "email": Email(said["email"]) if said["email"] else None})


def waiting_id(request: HttpRequest) -> UUID | None:
    """Return what tells this waiting from every other."""
    kept = _kept(request)
    return UUID(kept["id"]) if kept else None


def prove(request: HttpRequest) -> None:
    """Take the address of what waits as proven."""
    found = waiting(request)
    if found is not None:
        keep(request, replace(found, is_proven=True), back_to=way_back(request))


def way_back(request: HttpRequest) -> str:
    """Return where whoever waits wanted to go."""
    kept = _kept(request)
    return str(kept["back_to"]) if kept else ""


def forget(request: HttpRequest) -> None:
    """Let nothing wait any more."""
    request.session.pop(_WAITING, None)


def give_ticket(request: HttpRequest) -> str:
    """Return what a link must carry to begin a trip that changes an account: a page of another site cannot know it."""
    request.session[_TICKET] = secrets.token_urlsafe(24)
    return str(request.session[_TICKET])


def take_ticket(request: HttpRequest, shown: str) -> bool:
    """Use a ticket up; False when it is another one."""
    held = request.session.pop(_TICKET, "")
    return bool(held) and secrets.compare_digest(str(held).encode(), shown.encode())


def safe_next(request: HttpRequest) -> str:
    """Return where the request wants to go afterwards, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") else ""


def _flows(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(_FLOWS)
    return dict(found) if isinstance(found, dict) else {}


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(_WAITING)
    is_here = kept is not None and "said" in kept and time.time() - kept["at"] < LASTS
    return kept if is_here else None
