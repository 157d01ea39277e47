"""Bodies that are frozen dataclasses: read strictly, every fault at once, and described in OpenAPI."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from assay.kernel import wire
from assay.kernel.problems import body_of

_BODIES: Final = "/schemas/"
_DEFS: Final = "#/$defs/"
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
    "title": "ProblemDetails",
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
    document["components"].setdefault("schemas", {})["ProblemDetails"] = _PROBLEM  # a founder's problem is a Problem
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["responses"]["default"] = {"description": "Any error", "content": content}


def share_schemas(document: dict[str, Any]) -> None:
    """Carry the ``$defs`` of every body to ``components``, where generators of clients look for them.

    A body is described as a schema resource of its own, whose references are meant from there (JSON Schema 2020-12);
    most tools read every reference from the top of the document. Two that share a name and differ keep both.
    """
    shared: dict[str, Any] = document["components"].setdefault("schemas", {})
    for resource in _resources(document["paths"]):
        owner = str(resource.pop("$id")).rpartition("/")[2]
        resource.pop("$schema", None)
        own = resource.pop("$defs", {})
        names = {name: _free(name, schema, owner=owner, taken=shared) for name, schema in own.items()}
        shared.update({names[name]: _pointing(schema, names) for name, schema in own.items()})
        resource.update(_pointing(dict(resource), names))


def _resources(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        inner = [found for each in value.values() for found in _resources(each)]
        return [value, *inner] if str(value.get("$id", "")).startswith(_BODIES) else inner
    return [found for each in value for found in _resources(each)] if isinstance(value, list) else []


def _free(name: str, schema: Any, *, owner: str, taken: Mapping[str, Any]) -> str:
    """A definition's name in ``components``: its own, unless another one has it already."""
    is_same = name not in taken or taken[name] == _pointing(schema, _Same())
    return name if is_same else f"{owner}.{name}"


class _Same(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def _pointing(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _pointing(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_pointing(inner, names) for inner in value]
    if isinstance(value, str) and value.startswith(_DEFS):
        return f"#/components/schemas/{names[value.removeprefix(_DEFS)]}"
    return value


def _content(cls: type) -> dict[str, Any]:
    """A schema resource of its own, until `share_schemas` has put the document together."""
    return {"application/json": {"schema": wire.schema(cls, id=f"{_BODIES}{cls.__name__}", title=cls.__name__)}}
