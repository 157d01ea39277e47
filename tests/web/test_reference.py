"""The pages for programmers: what can be asked for, and what each refusal means."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from assay.config.api import api
from assay.kernel.errors import DomainError
from assay.kernel.problem_types import ProblemType, list_types
from assay.web.reference import groups_of
from tests.identity.make import client_for, person

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2] / "src" / "assay"
RAISED = re.compile(r"^class (\w+)\((?!Exception\b)\w+\):$", re.MULTILINE)  # a bare exception is never an answer


def test_the_page_of_the_interface_names_every_operation_and_the_document(client: Client) -> None:
    page, paths = client.get("/api/docs").text, api.get_openapi_schema()["paths"]

    assert [] == [path for path in paths if path not in page]
    assert sum(len(methods) for methods in paths.values()) == page.count("<dt>")
    assert 'href="/api/v1/openapi.json"' in page
    assert 'href="/problems/"' in page


def test_the_heavy_part_of_that_page_is_named_for_a_press_and_loaded_by_nothing_else(client: Client) -> None:
    page = client.get("/api/docs").text
    offered = re.findall(r'data-(?:script|style|own-style)="/static/([^"]+)"', page)

    assert 3 == len(offered)
    assert all(finders.find(name) for name in offered)
    assert [] == [name for name in offered if re.search(rf'(?:src|href)="/static/{re.escape(name)}"', page)]


def test_operations_stand_under_the_noun_they_are_about() -> None:
    said = {"summary": "Do it"}
    document = {"paths": {"/api/v1/b/{id}": {"delete": said, "get": said}, "/api/v1/a": {"post": said}}}

    found = [(group.noun, [one.method for one in group.operations]) for group in groups_of(document)]

    assert [("a", ["POST"]), ("b", ["GET", "DELETE"])] == found


@pytest.mark.parametrize("kind", list_types(), ids=lambda kind: kind.code)
def test_every_problem_type_leads_to_a_page_that_explains_it(client: Client, kind: ProblemType) -> None:
    answer = client.get(f"/problems/{kind.code}")

    assert 200 == answer.status_code
    assert len(kind.meaning) > 20
    assert len(kind.advice) > 20
    for words in (kind.title, kind.meaning, kind.advice, f"HTTP status {kind.status}"):
        assert words in answer.text.replace("&#x27;", "'").replace("&quot;", '"')


def test_the_index_lists_every_error_class_of_the_product(client: Client) -> None:
    """Read off the source, so that a class which nothing imports is missed here and not by a reader."""
    index = client.get("/problems/").text
    homes = {path.parent.name: RAISED.findall(path.read_text()) for path in SOURCE.rglob("errors.py")}
    known = {one.code for one in list_types()}
    errors = {f"{home}.{name}" for home, names in homes.items() for name in names}

    assert set() == errors - known
    assert [] == [code for code in known if f'href="/problems/{code}"' not in index]


def test_a_type_that_nothing_raises_is_not_found(client: Client) -> None:
    class Invented(DomainError):
        """A test's own."""

    assert 404 == client.get("/problems/kernel.Nothing").status_code
    assert 404 == client.get(f"/problems/{Invented.type_code()}").status_code
    assert 404 == client.get("/problems/..%2f..%2fetc").status_code


@pytest.mark.parametrize(
    ("method", "address", "code"),
    [
        ("GET", "/api/v1/ideas/01a2071d-bbca-747a-a6c6-e14f5b4c54d5", "ideas.IdeaNotFound"),
        ("POST", "/api/v1/ideas", "kernel.Malformed"),
    ],
)
def test_the_type_that_the_interface_answers_is_an_address_of_ours(method: str, address: str, code: str) -> None:
    asking: Any = client_for(person())

    said = asking.generic(method, address).json()

    assert f"/problems/{code}" == said["type"]
    assert said["title"] in asking.get(said["type"]).text
