"""Every refusal in one shape: RFC 9457 for programs, a page for people, both with the request's id.

``answer`` decides by the address and the Accept header which of the two it makes. The pages for 500 and 503 use no
template, session or database, because those may be what failed.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from assay.kernel import context, pages
from assay.kernel.db import is_outage, reason
from assay.kernel.errors import (
    DomainError,
    FieldError,
    FormExpired,
    Invalid,
    Malformed,
    TooLarge,
    Unauthorized,
    Unavailable,
    Unforeseen,
    WrongFormat,
)
from assay.kernel.logging import get_logger
from assay.kernel.wire import WireInvalid

log = get_logger(__name__)

JSON_PATHS = ("/api/", "/scim/", "/webhooks/", "/livez", "/readyz", "/healthz")
CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: "The request could not be understood",
    401: Unauthorized.title,
    403: "Not allowed",
    404: "Not found",
    405: "This address does not accept that method",
    409: "Conflict",
    413: TooLarge.title,
    415: WrongFormat.title,
    422: Invalid.title,
    429: "Too many requests",
    500: Unforeseen.title,
    503: Unavailable.title,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is said about an error; the members of RFC 9457, and how long to wait where that is known."""

    status: int
    code: str = ""
    title: str = ""
    detail: str = ""
    retry_after: int | None = None
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The title, or the one its status has."""
        return self.title or _TITLES.get(self.status) or HTTPStatus(self.status).phrase


def answer(request: HttpRequest, said: Problem, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Make the answer for an error: a problem document under /api/ or when JSON is asked for, a page otherwise."""
    if wants_json(request):
        response = _document(said)
    else:
        response = pages.error_page(request, status=said.status, title=said.headline, detail=said.detail)
    if said.retry_after is not None:
        response["Retry-After"] = str(said.retry_after)
    for name, value in (headers or {}).items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    response.assay_problem = said.code  # type: ignore[attr-defined]  # what `refusals` writes down
    return response


def problem(
    request: HttpRequest, *, status: int, detail: str = "", headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Make the answer for an error that is known by its status alone."""
    return answer(request, Problem(status=status, detail=detail), headers=headers)


def from_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Make the answer for a refusal of ours."""
    said = Problem(
        status=error.status,
        code=error.code,
        title=str(error.title),
        detail=error.detail,
        retry_after=error.retry_after,
        extra=error.extra,
    )
    return answer(request, said, headers=error.headers)


def from_outage(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Make the 503 for a database that cannot be had just now."""
    log.warning("database unavailable", reason=reason(error))
    return from_error(request, Unavailable("The database is busy or away. Nothing was changed. Try again in a moment."))


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller reads JSON rather than pages."""
    if request.path.startswith(JSON_PATHS):
        return True
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "html" not in accepted


def _document(said: Problem) -> HttpResponse:
    body = {
        "type": f"/problems/{said.code}" if said.code else "about:blank",
        "title": said.headline,
        "status": said.status,
        "detail": said.detail,
        "instance": f"urn:request:{context.current().request_id or 'unknown'}",
        **{name: value for name, value in said.extra.items() if value not in (None, "", [])},
    }
    return HttpResponse(json.dumps(body, default=str), status=said.status, content_type=CONTENT_TYPE)


# --- the API's errors ------------------------------------------------------------------------------------------------


def install(api: NinjaAPI) -> None:
    """Give the API our answers for every error it can meet."""
    handlers: dict[type[Exception], Callable[..., HttpResponse]] = {
        DomainError: from_error,
        WireInvalid: from_wire,
        ValidationError: _invalid,
        AuthenticationError: _signed_out,
        HttpError: _http_error,
        Http404: lambda request, _error: problem(request, status=404),
        PermissionDenied: lambda request, _error: problem(request, status=403),
        Exception: _unforeseen,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return from_error(request, Invalid(errors=[_fault(item) for item in error.errors]))


def _fault(item: Mapping[str, Any]) -> FieldError:
    """Turn pydantic's location into a JSON pointer; what it quotes of the input stays out."""
    where: Sequence[Any] = item.get("loc", ())
    place = str(where[0]) if where else "body"
    path = where[2:] if place == "body" and len(where) > 1 else where[1:]
    found: FieldError = {"pointer": "".join(f"/{_escaped(step)}" for step in path), "detail": str(item.get("msg", ""))}
    if place != "body":
        found["in"] = place
    return found


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def from_wire(request: HttpRequest, error: WireInvalid) -> HttpResponse:
    """Answer a document of another shape than asked: 400 where it is no JSON at all, else 422 with every fault."""
    if any(fault.detail.startswith("is not JSON") for fault in error.errors):
        return from_error(request, Malformed("The body is not valid JSON."))
    faults: list[FieldError] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in error.errors]
    return from_error(request, Invalid(errors=faults))


def body_of(request: HttpRequest) -> bytes:
    """Return the JSON body for ``wire.loads``. Raises WrongFormat for another media type, Malformed for none at all."""
    if not request.body:
        raise Malformed("The body is empty.")
    if request.content_type not in {"application/json", "application/merge-patch+json"}:
        raise WrongFormat("Send application/json.")
    return request.body


def _signed_out(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return from_error(request, Unauthorized())


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, status=error.status_code, detail=str(error))


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    if is_outage(error):
        return from_outage(request, error)
    raise error


# --- the web's errors (config.urls names them as handlers) -----------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django takes for malformed or suspicious."""
    if isinstance(exception, RequestDataTooBig):
        return from_error(request, TooLarge())
    if isinstance(exception, SuspiciousOperation):
        log.warning("suspicious request", kind=type(exception).__name__)
    return problem(request, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer PermissionDenied; its words stay inside."""
    del exception
    return problem(request, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    del exception
    return problem(request, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw; an outage that surfaced outside of a view is told apart and becomes 503."""
    error = sys.exc_info()[1]
    if error is not None and is_outage(error):
        return from_outage(request, error)
    log.error("unhandled error", exc_info=error)
    return from_error(request, Unforeseen())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose proof of origin is missing or old."""
    log.warning("csrf refused", reason=reason)
    detail = "The form was open for too long or came from elsewhere. Go back, reload the page and send it again."
    return from_error(request, FormExpired(detail))
