"""Bodies that are frozen dataclasses: read strictly, every fault at once, and described in OpenAPI."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from assay.kernel import wire
from assay.kernel.problems import body_of

_FAULT: Final = {
    "type": "object",
    "title": "Fault",
    "required": ["pointer", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body (RFC 6901)"},
        "detail": {"type": "string"},
        "in": {"type": "string", "description": "where else than in the body: path, query or header"},
    },
}
_PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "the kind of problem, stable; the address explains it"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "the request's id; quote it when you write to us"},
        "errors": {"type": "array", "items": _FAULT, "description": "every fault of the input at once"},
    },
}


class Made(Schema):
    """The id of what was just made."""

    id: UUID


def read_body[T](request: HttpRequest, cls: type[T]) -> T:
    """The request's body as ``cls``. Raises WireInvalid: 400 for what is no JSON, else 422 with all pointers."""
    return wire.loads(cls, body_of(request))


def takes(cls: type) -> dict[str, Any]:
    """What a route's ``openapi_extra`` says of a body of this shape."""
    return {"requestBody": {"required": True, "content": _content(cls)}}


def gives(cls: type, *, status: int = 200) -> dict[str, Any]:
    """What a route's ``openapi_extra`` says of an answer of this shape."""
    return {"responses": {status: {"description": cls.__name__, "content": _content(cls)}}}


def describe_errors(document: dict[str, Any]) -> None:
    """Say of every operation of an OpenAPI document that its errors are problem documents."""
    document["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["responses"]["default"] = {"description": "Any error", "content": content}


def _content(cls: type) -> dict[str, Any]:
    """A schema resource of its own: its ``$id`` makes its ``$defs`` its own too (JSON Schema 2020-12)."""
    return {"application/json": {"schema": wire.schema(cls, id=f"/schemas/{cls.__name__}", title=cls.__name__)}}
