"""The JSON Schema (2020-12) of a dataclass, from the same shape the loader enforces."""

from typing import Any

from assay.kernel.wire.shapes import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(cls: type, *, id: str = "", title: str = "") -> dict[str, Any]:  # noqa: A002 — JSON Schema's own word
    """JSON Schema of what ``load(cls, …)`` takes; ``id`` and ``title`` name the document."""
    head = {"$schema": DIALECT, "$id": id, "title": title or cls.__name__}
    body: dict[str, Any] = _without_titles(adapter(cls).json_schema(mode="validation"))
    return {key: value for key, value in head.items() if value} | body


def _without_titles(node: Any) -> Any:
    """Drop the titles pydantic makes out of field names: they say nothing and double the file."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _without_titles(value) for name, value in item.items()}
        if key in ("properties", "$defs")
        else _without_titles(item)
        for key, item in node.items()
        if key != "title"
    }
