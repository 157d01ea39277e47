"""Request bodies that are frozen dataclasses: read strictly, every fault at once, and described in OpenAPI."""

import json
from typing import Any

from django.http import HttpRequest

from assay.kernel import wire
from assay.kernel.errors import DomainError, Invalid


class NotJson(DomainError):
    """The body is no JSON text at all."""

    status = 400
    title = "The body is not valid JSON"


def read_body[T](request: HttpRequest, cls: type[T]) -> T:
    """The request's body as ``cls``. Raises NotJson (400), and Invalid (422) with a JSON pointer for each fault."""
    try:
        return wire.loads(cls, request.body)
    except wire.WireInvalid as error:
        _refuse_what_is_no_json(request.body)
        raise Invalid(errors=[{"pointer": e.pointer, "detail": e.detail} for e in error.errors]) from None


def read_part[T](raw: object, cls: type[T], *, pointer: str) -> T:
    """One member of a body as ``cls``; the pointers of its faults begin with ``pointer``. Raises Invalid."""
    try:
        return wire.load(cls, raw)
    except wire.WireInvalid as error:
        raise Invalid(errors=[{"pointer": f"{pointer}{e.pointer}", "detail": e.detail} for e in error.errors]) from None


def takes(cls: type) -> dict[str, Any]:
    """What a route's ``openapi_extra`` says of a body of this shape."""
    content = {"application/json": {"schema": _resource(cls)}}
    return {"requestBody": {"required": True, "content": content}}


def gives(cls: type, *, status: int = 200) -> dict[str, Any]:
    """What a route's ``openapi_extra`` says of an answer of this shape."""
    content = {"application/json": {"schema": _resource(cls)}}
    return {"responses": {status: {"description": cls.__name__, "content": content}}}


def _resource(cls: type) -> dict[str, Any]:
    """A schema resource of its own (its ``$id`` makes its ``$defs`` its own too, JSON Schema 2020-12)."""
    return wire.schema(cls, id=f"/schemas/{cls.__name__}", title=cls.__name__)


def _refuse_what_is_no_json(body: bytes) -> None:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        raise NotJson("Send one JSON document in UTF-8.") from None
