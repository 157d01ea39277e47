"""Somebody else's id in an address is answered exactly as one that does not exist, and changes nothing (IDOR)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from tests.faults.addresses import EVERY, Case, placeholders
from tests.faults.asking import furnished, print_of, tried
from tests.faults.table import TABLE, Ground
from tests.faults.world import World, nobody
from tests.identity.make import client_for

pytestmark = pytest.mark.django_db
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CHANGING = re.compile(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"')
# In a workspace these are one person's; all else there is everybody's, by role.
OF_ONE = frozenset({"session_id", "factor_id", "key_id", "offer_id", "closing_id", "search_id"})
OF_ONE |= {"export_id", "visit_id"}


@pytest.fixture
def there() -> World:
    return furnished()


def named(case: Case) -> Iterator[tuple[str, str]]:
    """The placeholders of an address that are ids, each with what it is called in the world.

    Not where a token of its own is asked for: without one nobody learns more than that (tests/directory).
    """
    if TABLE[case.name].ground is Ground.PROOF:
        return
    for name in placeholders(case.route):
        kind = case.ids.get(name, name)
        if kind.endswith("_id") and kind not in {"entry_id", "type_id", "quantity_id"}:
            yield name, kind


def with_id(case: Case, name: str, value: str) -> Case:
    filled = {**case.ids, name: value}
    return Case(method=case.method, route=case.route, sent=case.sent, ids=filled, wants_more=case.wants_more)


def said(answer: Any) -> tuple[int, str, str, str]:
    """What an answer says, without what is different in any two."""
    body = CHANGING.sub("", ID.sub("<id>", answer.content.decode()))
    return answer.status_code, answer["Content-Type"], ID.sub("<id>", answer.get("Location", "")), body


def told_apart(case: Case, client: Client, ids: Mapping[str, str], *, name: str, theirs: str) -> str:
    """Say in what the answer to somebody's id and to nobody's differ; nothing where they do not."""
    with tried(client):
        real = said(with_id(case, name, theirs).send(client, ids))
    with tried(client):
        none = said(with_id(case, name, nobody()).send(client, ids))
    if real[0] not in {404, 409} or real != none:
        return f"{real[0]} {none[0]} {real[3][:200] if real[3] != none[3] else ''}"
    return ""


def test_every_kind_of_id_is_tried() -> None:
    kinds = {kind for case in EVERY for _name, kind in named(case)}

    assert OF_ONE <= kinds
    assert kinds <= set(furnished().ids)


@pytest.mark.slow(reason="every id of every address is asked for twice")
def test_an_id_of_another_workspace_is_answered_as_one_that_does_not_exist(there: World) -> None:
    """Whoever asks owns a workspace with one of everything, and puts one id of the other's among their own."""
    mine, wrong = furnished(), {}
    client, stood = mine.cast.as_alice, print_of(there.cast.workspace_id)
    for case in EVERY:
        for name, kind in named(case):
            difference = told_apart(case, client, mine.ids, name=name, theirs=there.ids[kind])
            if difference:
                wrong[f"{case.name} {kind}"] = difference

    assert ({}, stood) == (wrong, print_of(there.cast.workspace_id))


def test_what_is_one_persons_is_nothing_to_others_in_the_same_workspace(there: World) -> None:
    bob, wrong, tries = client_for(there.cast.bob, workspace_id=there.cast.workspace_id, is_fresh=True), {}, 0
    stood = print_of(there.cast.workspace_id)
    for case in EVERY:
        for name, kind in named(case):
            if kind not in OF_ONE:
                continue
            tries += 1
            difference = told_apart(case, bob, there.ids, name=name, theirs=there.ids[kind])
            if difference:
                wrong[f"{case.name} {kind}"] = difference

    assert ({}, stood) == (wrong, print_of(there.cast.workspace_id))
    assert tries >= sum(TABLE[case.name].is_private for case in EVERY)


def test_an_id_in_what_is_sent_opens_nothing_either(there: World) -> None:
    mine = furnished()
    client = mine.cast.as_alice
    for value in (str(there.cast.workspace_id), nobody()):
        with tried(client):
            assert 404 == client.post("/app/workspace/switch/", {"workspace": value}).status_code
            assert str(mine.cast.workspace_id) == client.get("/api/v1/me").json()["workspace_id"]
