"""What surrounds every request, outermost first as ``settings.base.MIDDLEWARE`` lists it."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from ninja.operation import PathView

from assay.kernel import context, problems, refusals, throttle
from assay.kernel.db import OUTAGES, is_outage
from assay.kernel.errors import DomainError, TooLarge, TooMany
from assay.kernel.ids import new_id
from assay.kernel.logging import get_logger
from assay.kernel.wire import WireInvalid

log = get_logger("assay.request")

type Next = Callable[[HttpRequest], HttpResponseBase]

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PROBES = frozenset({"/livez", "/readyz"})
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "Assay",  # instead of the name and version of what serves it
    "Origin-Agent-Cluster": "?1",  # a process of its own, where the browser can
    "Permissions-Policy": "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), "
    "display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), "
    "xr-spatial-tracking=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "Reporting-Endpoints": 'assay="/reports/browser/"',
    "X-Permitted-Cross-Domain-Policies": "none",
}


class RequestMiddleware:
    """Gives the request its id, binds it for everything below, and writes the one line about it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = _request_id(request)
        started = time.perf_counter()
        with context.bound(request_id=request_id, person_id=None, workspace_id=None, key_id=None, job_id=None):
            response = self.get_response(request)
            response["X-Request-Id"] = request_id
            if request.path not in PROBES or response.status_code >= 400:
                _note(request, response, milliseconds=1000 * (time.perf_counter() - started))
                refusals.note(request, response)
        return response


def _request_id(request: HttpRequest) -> str:
    """Take over the caller's id when it has a harmless form; otherwise make one."""
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID.fullmatch(given) else str(new_id())


def _note(request: HttpRequest, response: HttpResponseBase, *, milliseconds: float) -> None:
    """Write the access line: the route's pattern, not the path, because paths can carry what people typed."""
    match = request.resolver_match
    log.info(
        "request",
        method=request.method
        if request.method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
        else "other",
        route=f"/{match.route}" if match else "unknown",
        status=response.status_code,
        milliseconds=round(milliseconds, 1),
        **getattr(request, "assay_ids", {}),
    )


class HeadersMiddleware:
    """Adds the security headers that Django has no setting for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # What somebody signed in sees is kept by nobody, unless the page says how; for others it is asked about anew.
        is_somebodys = context.current().person_id is not None
        response.headers.setdefault("Cache-Control", "private, no-store" if is_somebodys else "no-cache")
        return response


class BodyLimitMiddleware:
    """Refuses a body over the limit before anything reads it; a body of unknown length is counted while it is read.

    What is refused below for another reason has often not been read. It is read then all the same: the server drops a
    line on which something is left, and the caller's next request, sent on it meanwhile, would have no answer.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.BODY_LIMIT
        if _declared_length(request) > limit:
            return _too_large(request, limit)
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            body = request.META["wsgi.input"].read(limit + 1)
            if len(body) > limit:
                return _too_large(request, limit)
            request._body = body  # noqa: SLF001 -- where Django keeps a body that has been read
        response = self.get_response(request)
        with suppress(UnreadablePostError):  # the caller is gone, and so is the line
            request.read()
        return response


def _declared_length(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdecimal() else 0


def _too_large(request: HttpRequest, limit: int) -> HttpResponse:
    response = problems.from_error(request, TooLarge(f"The limit is {limit // 1000} kB."))
    response["Connection"] = "close"
    return response


class OutageMiddleware:
    """Answers 503 when a layer between here and the view (sessions, accounts) met a lost database.

    Django turns an exception into an answer at each layer, so this sees a response; the handler for 500 has told the
    two apart already. What remains is an exception raised while the layers below were being entered.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        except OUTAGES as error:
            return problems.from_outage(request, error)


class LimitsMiddleware:
    """Holds every form against its limits before its view runs, and says in each answer how much is left.

    Operations of the interface are held at their own door, which knows the operation (``throttle.guarded``).
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in throttle.headers(request).items():
            response.headers.setdefault(name, value)
        return response

    def process_view(self, request: HttpRequest, view: throttle.View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Answer 429 instead of the view when a limit is reached."""
        if view.__module__ == PathView.__module__:
            return None
        try:
            throttle.hold(request, throttle.forms_limits(request, view))
        except TooMany as refusal:
            return problems.from_error(request, refusal)
        return None


class ProblemMiddleware:
    """Turns what views raise into answers, and bare error answers of the API into problem documents."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return _as_problem(request, response) if _is_bare_refusal(request, response) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals of ours and outages; leave the rest to Django's handlers."""
        if isinstance(error, DomainError):
            return problems.from_error(request, error)
        if isinstance(error, WireInvalid):
            return problems.from_wire(request, error)
        if isinstance(error, RequestDataTooBig):
            return problems.from_error(request, TooLarge())
        if is_outage(error):
            return problems.from_outage(request, error)
        return None


def _is_bare_refusal(request: HttpRequest, response: Any) -> bool:
    if response.status_code < 400 or response.get("Content-Type", "").startswith(problems.CONTENT_TYPE):
        return False
    return request.path.startswith("/api/") or (response.status_code == 405 and not response.content)


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    kept = {name: response[name] for name in ("Allow", "WWW-Authenticate", "Retry-After") if name in response}
    return problems.problem(request, status=response.status_code, headers=kept)
