"""Bodies that are frozen dataclasses: read strictly, every fault at once, and described in OpenAPI."""

from typing import Any

from django.http import HttpRequest

from assay.kernel import wire
from assay.kernel.problems import body_of


def read_body[T](request: HttpRequest, cls: type[T]) -> T:
    """The request's body as ``cls``. Raises WireInvalid: 400 for what is no JSON, else 422 with all pointers."""
    return wire.loads(cls, body_of(request))


def takes(cls: type) -> dict[str, Any]:
    """What a route's ``openapi_extra`` says of a body of this shape."""
    return {"requestBody": {"required": True, "content": _content(cls)}}


def gives(cls: type, *, status: int = 200) -> dict[str, Any]:
    """What a route's ``openapi_extra`` says of an answer of this shape."""
    return {"responses": {status: {"description": cls.__name__, "content": _content(cls)}}}


def _content(cls: type) -> dict[str, Any]:
    """A schema resource of its own: its ``$id`` makes its ``$defs`` its own too (JSON Schema 2020-12)."""
    return {"application/json": {"schema": wire.schema(cls, id=f"/schemas/{cls.__name__}", title=cls.__name__)}}
