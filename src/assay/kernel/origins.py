"""From which site a browser was sent here, as the browser itself says (Fetch Metadata).

A page of somebody else's may lead a person to us by a link; it may not post a form, fetch, or embed anything of ours.
The CSRF token refuses the same posts; this refuses them before any view, token or session is looked at, and covers
what a token cannot: reading through timing, and addresses that forgot to ask for one.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from assay.kernel import problems
from assay.kernel.errors import Forbidden
from assay.kernel.logging import get_logger

log = get_logger(__name__)

type Next = Callable[[HttpRequest], HttpResponseBase]

OWN: Final = frozenset({"same-origin", "none"})  # none: typed, a bookmark, a link in a mail program
UNSPOKEN: Final = frozenset({"TRACE", "TRACK", "CONNECT"})  # words that would echo, or reach through
SAFE: Final = frozenset({"GET", "HEAD"})
FRAMED: Final = frozenset({"iframe", "frame", "object", "embed", "fencedframe"})


class FromElsewhere(Forbidden):
    """A page of another site made the browser send this."""

    title = "This came from another site"


class OriginMiddleware:
    """Refuses what another site made a browser send, except a person following a link."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in UNSPOKEN:
            return problems.problem(
                request, status=405, headers={"Allow": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}
            )
        if is_welcome(request):
            return self.get_response(request)
        log.warning("request from another site refused", mode=request.headers.get("Sec-Fetch-Mode", "")[:20])
        said = "Open the page here and do it from there. Nothing was changed."
        return problems.from_error(request, FromElsewhere(said))


def is_welcome(request: HttpRequest) -> bool:
    """Tell whether a request may come from where the browser says that it does; silence is a program."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None or site in OWN:
        return True
    if _is_link(request):
        return True
    return request.path.startswith("/api/") and request.headers.get("Origin", "") in settings.CORS_ALLOWED_ORIGINS


def _is_link(request: HttpRequest) -> bool:
    asked = request.headers
    is_followed = asked.get("Sec-Fetch-Mode") == "navigate" and asked.get("Sec-Fetch-Dest", "document") not in FRAMED
    return request.method in SAFE and is_followed
