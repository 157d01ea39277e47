"""The description of the interface in the form that tools understand which know only one place for shared schemas."""

import json
from typing import Any, Final

PREFIX: Final = "#/$defs/"


def flattened(document: dict[str, Any]) -> dict[str, Any]:
    """Carry the ``$defs`` of each schema resource to ``components``, each under a name of its own.

    Our bodies are resources with an ``$id``, whose references are meant from there (JSON Schema 2020-12). Schemathesis
    reads every reference from the top of the document and leaves out what it does not find.
    """
    whole: dict[str, Any] = json.loads(json.dumps(document))
    shared: dict[str, Any] = whole["components"]["schemas"]
    for resource in _resources(whole["paths"]):
        name = str(resource.pop("$id")).strip("/").replace("/", ".")
        for own, schema in resource.pop("$defs").items():
            shared[f"{name}.{own}"] = _pointing(schema, name)
        resource.update(_pointing(dict(resource), name))
    return whole


def _resources(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        inner = [found for each in value.values() for found in _resources(each)]
        return [value, *inner] if {"$id", "$defs"} <= value.keys() else inner
    return [found for each in value for found in _resources(each)] if isinstance(value, list) else []


def _pointing(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _pointing(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_pointing(inner, name) for inner in value]
    if isinstance(value, str) and value.startswith(PREFIX):
        return f"#/components/schemas/{name}.{value.removeprefix(PREFIX)}"
    return value
