"""The document that describes the interface: whole, in the form of OpenAPI 3.1, and true."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
METHODS = {"get", "put", "post", "delete", "patch"}
WRITES = METHODS - {"get"}
PLAIN_SCHEMA = {"null", "boolean", "object", "array", "number", "string", "integer"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every schema of the document, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("schema"), dict):
            yield from parts(value["schema"])
        for inner in value.values():
            yield from schemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas(inner)


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for word in ("properties", "$defs"):
        for inner in schema.get(word, {}).values():
            yield from parts(inner)
    for word in ("anyOf", "allOf", "oneOf", "prefixItems"):
        for inner in schema.get(word, []):
            yield from parts(inner)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from parts(schema[word])


def test_it_is_openapi_3_1_with_title_and_version(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version"} <= document["info"].keys()
    assert {"openapi", "info", "paths", "components"} <= document.keys()


def test_paths_hold_only_methods_that_openapi_knows(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        assert methods.keys() <= METHODS


def test_every_operation_says_what_it_does_and_what_it_answers(document: dict[str, Any]) -> None:
    wanting = [
        name
        for name, operation in operations(document)
        if not operation.get("summary")
        or not operation.get("description")
        or not operation.get("tags")
        or not any(code.startswith("2") for code in map(str, operation["responses"]))
    ]

    assert [] == wanting


def test_every_operation_describes_its_errors_as_problem_documents(document: dict[str, Any]) -> None:
    wanting = [
        name
        for name, operation in operations(document)
        if "application/problem+json" not in operation["responses"].get("default", {}).get("content", {})
    ]

    assert [] == wanting


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _name, operation in operations(document)]

    assert len(set(ids)) == len(ids)


def test_every_placeholder_of_a_path_is_a_required_parameter(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        asked = {part.split("}")[0].removeprefix("path:") for part in path.split("{")[1:]}
        for operation in methods.values():
            told = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path" and p["required"]}
            assert asked == told, path


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for resource in schemas(document["paths"]):
        reference = resource.get("$ref", "#/components/schemas/")
        if reference.startswith("#/components/schemas/") and "$ref" in resource:
            assert reference.rsplit("/", 1)[-1] in document["components"]["schemas"]


def test_every_type_is_one_of_json_schema(document: dict[str, Any]) -> None:
    said = [part.get("type", "null") for part in schemas(document["paths"])]
    said += [
        part.get("type", "null") for schema in document["components"]["schemas"].values() for part in parts(schema)
    ]

    assert PLAIN_SCHEMA >= {kind for kinds in said for kind in (kinds if isinstance(kinds, list) else [kinds])}


def test_whatever_takes_a_body_describes_it(document: dict[str, Any]) -> None:
    described = {name for name, operation in operations(document) if "requestBody" in operation}

    assert {
        "post /api/v1/ideas",
        "put /api/v1/profile",
        "put /api/v1/ideas/{idea_id}/answers",
        "post /api/v1/ideas/{idea_id}/evidence",
        "post /api/v1/ideas/{idea_id}/evidence/{evidence_id}/corrections",
        "post /api/v1/ideas/{idea_id}/notes",
        "put /api/v1/ideas/{idea_id}/notes/{note_id}",
        "post /api/v1/ideas/{idea_id}/actions",
        "patch /api/v1/ideas/{idea_id}/actions/{action_id}",
        "patch /api/v1/workspace",
        "patch /api/v1/members/{person_id}",
        "post /api/v1/invitations",
        "post /api/v1/keys",
        "post /api/v1/keys/{key_id}/rotation",
        "post /api/v1/secret-scanning/reports",
    } == described


def test_only_the_versions_and_signed_reports_are_for_everybody(document: dict[str, Any]) -> None:
    open_ones = {name for name, operation in operations(document) if not operation.get("security")}

    assert {"get /api/v1/engine", "post /api/v1/secret-scanning/reports"} == open_ones


def test_every_operation_names_its_doors_and_the_scope_a_key_needs(document: dict[str, Any]) -> None:
    schemes, wrong = document["components"]["securitySchemes"], []
    assert {"session", "key", "signature"} == set(schemes)
    for name, operation in operations(document):
        doors = operation.get("security", [])
        known = all(set(door) <= set(schemes) for door in doors)
        verb = "read" if name.startswith("get") else "write"
        scoped = all(scope.endswith(f":{verb}") for door in doors for scope in door.get("key", []))
        if doors and not (known and scoped and {"session": []} in doors):  # some take no keys: tests/identity/test_keys
            wrong.append(name)

    assert [] == wrong
    assert [{"session": []}, {"key": ["keys:write"], "signature": []}] == document["paths"]["/api/v1/keys"]["post"][
        "security"
    ]


def test_every_parameter_has_a_name_and_stands_once(document: dict[str, Any]) -> None:
    wrong = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            said = [(one["name"], one["in"]) for one in operation.get("parameters", [])]
            if len(said) != len(set(said)) or not all(name for name, _place in said):
                wrong[f"{method} {path}"] = said

    assert {} == wrong


def test_nothing_is_defined_where_generators_of_clients_do_not_look(document: dict[str, Any]) -> None:
    text = json.dumps(document)

    assert [] == [word for word in ('"$defs"', '"$id"', "#/$defs/") if word in text]
