"""Conditional requests (RFC 9110, 8.8 and 13): 304 for what the caller has, 412 for what has changed under them."""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag

from assay.kernel.errors import DomainError

type View = Callable[..., HttpResponse]


class Stale(DomainError):
    """The thing was changed since the caller read it (If-Match)."""

    status = 412
    title = "Changed in the meantime"
    advice = "Read the thing again, put your change onto what stands there now and send it with the new ETag."


def strong(body: bytes) -> str:
    """Return the strong tag of these bytes."""
    return quote_etag(blake2b(body, digest_size=16).hexdigest())


def weak(*parts: object) -> str:
    """Return a weak tag made of what a representation depends on: ids, versions, moments."""
    text = "\x1f".join(str(part) for part in parts)
    return f"W/{quote_etag(blake2b(text.encode(), digest_size=16).hexdigest())}"


def is_fresh(request: HttpRequest, tag: str) -> bool:
    """Tell whether If-None-Match names this tag (weak comparison)."""
    given = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in given or _opaque(tag) in {_opaque(one) for one in given}


def require_match(request: HttpRequest, tag: str) -> None:
    """Raise Stale when If-Match is given and does not name this tag. Compared weakly: our tags name versions."""
    header = request.headers.get("If-Match")
    if header is None:
        return
    given = parse_etags(header)
    if "*" not in given and _opaque(tag) not in {_opaque(one) for one in given}:
        raise Stale("Read it again and repeat the change on what is there now.")


def not_modified(tag: str) -> HttpResponse:
    """Make the 304 for this tag."""
    response = HttpResponseNotModified()
    _mark(response, tag)
    return response


def conditional(view: View) -> View:
    """Give each successful answer to GET a strong tag of its bytes, and answer 304 when the caller has them."""

    @wraps(view)
    def tagged(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.streaming:
            return response
        tag = response.get("ETag") or strong(response.content)
        if is_fresh(request, tag):
            return not_modified(tag)
        _mark(response, tag)
        return response

    return tagged


def _mark(response: HttpResponse, tag: str) -> None:
    response["ETag"] = tag


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/")
