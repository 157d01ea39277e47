"""Whoever is shown what belongs to a workspace or a person leaves an entry: every address, every allowed reader.

Where a test here names an address, say what it shows beside its door, as `assay.kernel.reading` explains:
`@shows(KIND)` with a kind that the module's `events` names, `@shows_nothing("why")`, or `@notes_itself("how")`;
`reading.declare` for pages of other people's making. Nothing is lost meanwhile: it is noted under the address's name.
"""

from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import resolve

from assay.config.api import api
from assay.kernel import memory, reading, tenancy
from assay.kernel.ids import new_id
from assay.modules.audit import models
from assay.modules.directory.services.tokens import make_token
from assay.modules.directory.types import Group
from assay.modules.identity.queries.doors import offered as offered_scopes
from tests.faults.accounts import SCIM
from tests.faults.addresses import API, EVERY, Case, placeholders
from tests.faults.asking import DEAR, browser, furnished, people, tried
from tests.faults.table import Who, asks_signature, scope_of
from tests.faults.world import World
from tests.identity.programs import program

pytestmark = pytest.mark.django_db
SHOWN = "audit.shown.v1"
READERS = (Who.OWNER, Who.VIEWER, Who.OUTSIDER, Who.STAFF)
READ = frozenset({200, 202, 203, 206, 207})
WHAT_TO_DO = "say what it shows with @shows, @shows_nothing or @notes_itself (assay.kernel.reading)"


@pytest.fixture
def there() -> World:
    return furnished()


@cache
def operations() -> dict[str, Any]:
    """Every operation of the interface by its case's name, as it runs."""
    found: dict[str, Any] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            name = f"{API}{prefix.strip('/')}{path.lstrip('/')}".replace("path:", "")
            for operation in view.operations:
                found |= {f"{method} /{name}": operation.run for method in operation.methods}
    return found


@cache
def said_by(name: str) -> reading.Declared | None:
    """What the address of a case says that it shows."""
    case = next(case for case in EVERY if case.name == name)
    address = f"/{case.route}"
    for each in placeholders(case.route):
        address = address.replace(f"{{{each}}}", "abc" if each == "uidb36" else str(uuid4()))
    match = resolve(address)
    return reading.declared(operations().get(case.name, match.func), match.view_name)


def test_every_address_that_can_be_read_says_what_it_shows() -> None:
    silent = [case.name for case in EVERY if case.method == "GET" and said_by(case.name) is None]

    assert [] == silent, WHAT_TO_DO


def noted() -> int:
    """How many entries there are, of looks and of everything that notes itself."""
    with tenancy.system():
        return models.Entry.objects.count()


def unnoted(case: Case, answer: Any, *, before: int) -> str:
    """What is wrong with an answer: data left and no entry was made."""
    said = said_by(case.name)
    is_form = answer.status_code == 422 and answer["Content-Type"].startswith("text/html")
    if isinstance(said, reading.Nothing) or not (answer.status_code in READ or is_form):
        return ""
    return "" if noted() > before else f"{answer.status_code}, {said}"


@pytest.mark.slow(reason="two hundred addresses are asked, some of which draw a report")
@pytest.mark.parametrize("who", READERS)
def test_no_answer_with_data_leaves_without_an_entry(there: World, who: Who) -> None:
    client, wrong, read = browser(there, who, people(there)), {}, 0
    for case in EVERY:
        if case.route in DEAR:
            continue
        memory.forget_all()
        with tried(client):
            before = noted()
            answer = case.send(client, there.ids)
            fault = unnoted(case, answer, before=before)
            read += answer.status_code in READ
        if fault:
            wrong[case.name] = fault

    assert {} == wrong, WHAT_TO_DO
    assert read > 30


def test_no_answer_to_a_key_leaves_without_an_entry(there: World) -> None:
    holder = program(there.cast.alice, scopes=tuple(offered_scopes()), workspace_id=there.cast.workspace_id, signs=True)
    wrong, read = {}, 0
    for case in EVERY:
        if scope_of(case) is None or case.sent is not None:
            continue
        memory.forget_all()
        ask = holder.ask_signed if asks_signature(case) else holder.ask
        with tried(holder.client):
            before = noted()
            answer = ask(case.method, case.path(there.ids))
            fault = unnoted(case, answer, before=before)
            read += answer.status_code in READ
        if fault:
            wrong[case.name] = fault

    assert {} == wrong, WHAT_TO_DO
    assert read > 15


def test_no_answer_to_a_directory_leaves_without_an_entry(there: World) -> None:
    with there.inside() as alice:
        token = make_token(alice, group=Group.MEMBER, token_id=new_id()).text.reveal()
    client, wrong = Client(headers={"Authorization": f"Bearer {token}"}), {}
    ids = {**there.ids, "name": "members"}
    for method, route, _sent in SCIM:
        if method != "GET":
            continue
        memory.forget_all()
        case = next(case for case in EVERY if case.name == f"GET /{route}")
        with tried(client):
            before = noted()
            answer = client.get(case.path(ids | ({"name": "User"} if "Resource" in route else {})))
            fault = unnoted(case, answer, before=before)
        if fault:
            wrong[case.name] = fault

    assert {} == wrong, WHAT_TO_DO
