"""What every address of SCIM has in common: the token, the limits, bodies, pages of lists, errors in SCIM's words."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, Final, NoReturn

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from assay.kernel import context, crypto, tenancy, throttle
from assay.kernel.errors import DomainError, Malformed, WrongFormat
from assay.kernel.gcra import Rate
from assay.modules.directory import schemas
from assay.modules.directory.errors import NothingProven, TokenRefused, UserRefused
from assay.modules.directory.policy.filters import FilterInvalid, read_filter
from assay.modules.directory.policy.users import UserInvalid
from assay.modules.directory.queries.domains import proven_domains
from assay.modules.directory.schemas.about import MOST_RESULTS
from assay.modules.directory.services import tokens
from assay.modules.directory.types import TokenCard

KIND: Final = "application/scim+json"
_READ: Final = frozenset({KIND, "application/json"})
_LIMIT: Final = throttle.Limit("scim", Rate(600, 60), throttle.By.PERSON)  # by token: it is the request's key
_REFUSED: Final = throttle.Limit("scim-refused", Rate(60, 60), throttle.By.ADDRESS)
_KINDS: Final[Mapping[int, str]] = {409: "uniqueness", 413: "tooMany"}
_USUAL: Final = 100  # results of a page, when nobody said how many


def spoken[**P](
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, TokenCard, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Mark a view as one of SCIM, for these methods: it gets the token, and works inside its workspace."""

    def declare(
        view: Callable[Concatenate[HttpRequest, TokenCard, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @csrf_exempt  # a token is no cookie: no other site can send it
        @wraps(view)
        def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                token = _token(request)
                if request.method not in methods:
                    return _not_here(methods)
                with tenancy.scope(token.workspace_id):
                    return view(request, token, *args, **kwargs)
            except DomainError as refusal:
                return _refusal(refusal)
            except UserInvalid as fault:
                return _refusal(UserRefused(str(fault), kind=fault.kind))

        return answered

    return declare


def _token(request: HttpRequest) -> TokenCard:
    """Return the token a request came with, once it is known to be within its limits. Raises TokenRefused, TooMany."""
    context.bind(person_id=None, workspace_id=None)  # whoever a cookie belongs to has no part in this
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    network = crypto.blind(throttle.address(request), purpose="network")
    try:
        token = tokens.recognise(text if scheme.lower() == "bearer" else "", network=network)
    except TokenRefused:
        throttle.hold(request, [_REFUSED])
        raise
    context.bind(workspace_id=token.workspace_id, key_id=token.id)
    throttle.hold(request, [_LIMIT])
    if not proven_domains(token.workspace_id):
        raise NothingProven("Prove a domain of the workspace first; then its directory is heard.")
    return token


def said(document: Mapping[str, Any], *, status: int = 200, tag: str = "") -> HttpResponse:
    """Answer with a document."""
    response = HttpResponse(json.dumps(document), status=status, content_type=KIND)
    response["Cache-Control"] = "no-store"
    if tag:
        response["ETag"] = tag
    return response


def shown(request: HttpRequest, document: Mapping[str, Any], *, status: int = 200, tag: str = "") -> HttpResponse:
    """Answer with as much of a resource as was asked for."""
    wanted, unwanted = request.GET.get("attributes", ""), request.GET.get("excludedAttributes", "")
    response = said(schemas.shown(document, wanted=wanted, unwanted=unwanted), status=status, tag=tag)
    if status == 201:
        response["Location"] = document["meta"]["location"]
    return response


def listed(request: HttpRequest, documents: Sequence[Mapping[str, Any]], *, known: frozenset[str]) -> HttpResponse:
    """Answer with a page of those that pass the filter. Raises UserRefused."""
    test = _filter(request, known)
    found = [one for one in documents if test(schemas.values(one))]
    start, count = max(1, _number(request, "startIndex", 1)), max(0, _number(request, "count", _USUAL))
    wanted, unwanted = request.GET.get("attributes", ""), request.GET.get("excludedAttributes", "")
    page = [
        schemas.shown(one, wanted=wanted, unwanted=unwanted)
        for one in found[start - 1 : start - 1 + min(count, MOST_RESULTS)]
    ]
    return said(schemas.listed(page, total=len(found), start=start))


def body_of(request: HttpRequest) -> Any:
    """Return the body. Raises WrongFormat, UserRefused."""
    if request.content_type not in _READ:
        raise WrongFormat(f"Send {KIND}.")
    try:
        return json.loads(request.body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UserRefused("The body is not JSON, or too deep.", kind="invalidSyntax") from None


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def _filter(request: HttpRequest, known: frozenset[str]) -> Callable[[Any], bool]:
    text = request.GET.get("filter", "")
    if not text.strip():
        return lambda _values: True
    try:
        return read_filter(text, known=known)
    except FilterInvalid as fault:
        raise UserRefused(f"The filter cannot be used: {fault}.", kind="invalidFilter") from None


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not text.removeprefix("-").isdecimal() or len(text) > 9:
        raise UserRefused(f"{name} is a whole number.")
    return int(text)


def _not_here(methods: Sequence[str]) -> HttpResponse:
    response = said(schemas.error(405, detail="This address does not accept that method."), status=405)
    response["Allow"] = ", ".join(methods)
    return response


def _refusal(refusal: DomainError) -> HttpResponse:
    kind = refusal.kind if isinstance(refusal, UserRefused) else _KINDS.get(refusal.status, "")
    if isinstance(refusal, Malformed):
        kind = "invalidSyntax"
    detail = refusal.detail or str(refusal.title)
    response = said(schemas.error(refusal.status, detail=detail, kind=kind), status=refusal.status)
    for name, value in refusal.headers.items():
        response[name] = value
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="scim"'
    return response
