"""The register of fields is true: answers carry its fields and no other, pages show and take no other (ASVS V8.2.3)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import resolve

from assay.config.api import api
from assay.modules.identity.queries.doors import offered as offered_scopes
from tests.faults.addresses import EVERY, Case, _braced
from tests.faults.asking import DEAR, browser, furnished, people, tried
from tests.faults.scanning import Page
from tests.faults.table import Who
from tests.faults.world import World
from tests.identity.programs import program
from tools import fields
from tools.form_fields import names_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow(reason="every address is asked")]
OF_API: Final = [case for case in EVERY if case.is_api]
FORMS: Final = [case for case in EVERY if case.method == "POST" and not case.is_api]
# Of every form: its token, the button that was pressed, how many rows there are, and the work that slows guessers.
EVERY_FORMS: Final = re.compile(r"csrfmiddlewaretoken|next|save|action_add|\w+-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS")
type Schema = Mapping[str, Any]


@pytest.fixture
def there() -> World:
    return furnished()


@pytest.fixture(scope="module")
def document() -> Schema:
    found: Schema = json.loads(json.dumps(api.get_openapi_schema()))
    return found


@pytest.mark.parametrize("who", [Who.OWNER, Who.ADMIN, Who.MEMBER, Who.VIEWER])
def test_an_answer_carries_the_fields_of_its_shape_and_no_other(there: World, document: Schema, who: Who) -> None:
    client, wrong, seen = browser(there, who, people(there)), dict[str, list[str]](), 0
    for case in OF_API:
        with tried(client):
            answer = case.send(client, there.ids)
        found = list(strange(document, case, answer))
        seen += answer.status_code < 300
        if found:
            wrong[case.name] = found

    assert {} == wrong
    assert seen > 20


def test_a_program_with_every_scope_gets_the_same_fields(there: World, document: Schema) -> None:
    scopes = tuple(offered_scopes())
    holder = program(there.cast.alice, scopes=scopes, workspace_id=there.cast.workspace_id, signs=True)
    wrong = {}
    for case in (case for case in OF_API if case.sent is None):
        with tried(holder.client):
            answer = holder.ask_signed(case.method, case.path(there.ids), None)
        if found := list(strange(document, case, answer)):
            wrong[case.name] = found

    assert {} == wrong


def test_what_is_strange_is_found(document: Schema) -> None:
    shape = {
        "properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "integer"}}},
        "required": ["a"],
    }

    assert [] == list(strays(document, shape, {"a": "x", "b": [1]}))
    assert ["/c is not listed", "/a is missing"] == list(strays(document, shape, {"c": 1}))
    assert ["/b/0 is a dict"] == list(strays(document, shape, {"a": "x", "b": [{}]}))


def test_every_field_that_a_page_shows_or_a_case_sends_is_listed_where_it_is_sent(there: World) -> None:
    client, wrong = there.cast.as_alice, dict[str, set[str]]()
    for route, names in [*shown(client, there), *((case.route, set(case.sent or ())) for case in FORMS)]:
        plain = {
            re.sub(r"-(\d+|__prefix__)-", "-N-", name) for name in names if name and not EVERY_FORMS.fullmatch(name)
        }
        if plain - names_of(route):
            wrong[route] = wrong.get(route, set()) | (plain - names_of(route))

    assert {} == wrong


def shown(client: Client, there: World) -> Iterator[tuple[str, set[str]]]:
    """Every form that posts, of every page: where to, and the names of its fields."""
    for case in (case for case in EVERY if case.method == "GET" and not case.is_api and case.route not in DEAR):
        with tried(client):
            answer = case.send(client, there.ids)
        page = Page()
        if answer.get("Content-Type", "").startswith("text/html"):
            page.feed(answer.content.decode())
        for form, boxes in page.forms:
            if form.get("method", "").lower() == "post":
                address = (form.get("action") or case.path(there.ids)).partition("?")[0]
                yield _braced(resolve(address).route), {box.get("name", "") for box in boxes}


def strange(document: Schema, case: Case, answer: Any) -> Iterator[str]:
    """What a good answer carries and its description does not have, or the other way round."""
    described = fields.operation(document, case)
    if described is None or answer.status_code >= 300 or answer.get("Content-Type") != "application/json":
        return
    schema = fields.given(described, str(answer.status_code))
    if schema is None:
        yield f"{answer.status_code} is not described"
    else:
        yield from strays(document, schema, json.loads(answer.content))


def strays(document: Schema, schema: Schema, value: Any, at: str = "") -> Iterator[str]:
    """Hold a value against a schema, as one that takes nothing that is not listed."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if options := [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        found = [list(strays(document, option, value, at)) for option in options]
        yield from min(found, key=len)
    elif isinstance(value, dict):
        yield from _of_object(document, schema, value, at)
    elif isinstance(value, list):
        if "type" in schema and schema["type"] != "array":
            yield f"{at} is a list"
        for number, item in enumerate(value):
            yield from strays(document, schema.get("items", {}), item, f"{at}/{number}")
    elif (value is None) is not (schema.get("type") == "null") and schema:
        yield f"{at} is {value!r}"


def _of_object(document: Schema, schema: Schema, value: Mapping[str, Any], at: str) -> Iterator[str]:
    known, more = schema.get("properties", {}), schema.get("additionalProperties")
    if schema and schema.get("type", "object") != "object":
        yield f"{at} is a dict"
        return
    for name, inner in value.items():
        if name in known:
            yield from strays(document, known[name], inner, f"{at}/{name}")
        elif isinstance(more, dict):
            yield from strays(document, more, inner, f"{at}/{name}")
        elif known:
            yield f"{at}/{name} is not listed"
    yield from (f"{at}/{name} is missing" for name in schema.get("required", ()) if name not in value)
