"""What a request may ask of the database and the cache: as much for twenty rows as for two, and little for who asks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryFile
from uuid import UUID

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.kernel import clock, tenancy
from assay.kernel.ids import new_id
from assay.modules.audit.types import LOOK
from assay.modules.ideas.api import IdeaId, Standing, record_standing
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.notes import add_note
from assay.modules.identity.api import Actor
from tests.faults.world import World, world
from tests.identity.make import actor_for, client_for, person
from tests.identity.programs import program
from tests.validation.make import answered, judged, logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> World:
    return world()


def asked(client: Client, address: str) -> int:
    """How many statements an address needs, once the process is warm.

    Without the note of who looked: it is due every ten minutes, in the middle of a test as well.
    """
    assert 200 == client.get(address).status_code
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return sum(LOOK not in query["sql"] for query in caught)


def test_who_asks_and_what_they_may_costs_two_statements_and_one_trip_to_the_cache() -> None:
    client = client_for(person())
    assert 2 == asked(client, "/api/v1/evidence-types"), "session and person in one, workspaces in the other"
    with sent_to_the_cache() as commands:
        client.get("/api/v1/evidence-types")
    assert 1 >= len(commands), commands


def test_one_idea_and_the_list_cost_three_statements_and_twice_telling_where(there: World) -> None:
    """Who asks, what they may, and what they asked for; PostgreSQL is told that it is nobody's turn, and whose then."""
    alice, key = there.cast.as_alice, program(there.cast.alice, workspace_id=there.cast.workspace_id)
    for address in (f"/api/v1/ideas/{there.ids['idea_id']}", "/api/v1/ideas"):
        assert 3 == asked(alice, address), address
        for ask in (alice.get, partial(key.ask, "GET")):
            assert 200 == ask(address).status_code
            with sent_to_postgres() as statements:
                ask(address)
            assert 5 == len(statements), statements


@contextmanager
def sent_to_postgres() -> Iterator[list[str]]:
    """What the driver sends within the block, as it writes it down itself: all that Django knows of, and the rest."""
    statements, driver = list[str](), connection.connection.pgconn
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as written:
        driver.trace(written.fileno())
        try:
            yield statements
        finally:
            driver.untrace()
        written.seek(0)
        statements += [line for line in written if "\tF\t" in line and {"Execute", "Query"} & set(line.split("\t"))]


def test_who_is_nobody_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as caught:
        Client().get("/")
    assert 0 == len(caught)


@contextmanager
def sent_to_the_cache() -> Iterator[list[str]]:
    """What reaches our numbered database of the cache server within the block, as the server itself sees it."""
    commands = list[str]()
    with redis.Redis.from_url(os.environ["VALKEY_URL"]) as client, client.monitor() as monitor:
        yield commands
        client.ping()
        for seen in monitor.listen():
            is_ours = seen["db"] == client.connection_pool.connection_kwargs["db"] and seen["client_type"] != "lua"
            if is_ours and seen["command"].upper() == "PING":
                return
            if is_ours and not seen["command"].startswith(HELLO):
                commands.append(seen["command"])


HELLO = ("HELLO", "CLIENT SETINFO", "AUTH", "SELECT")  # how a connection introduces itself, once


def filled(count: int) -> Client:
    """A workspace with so many ideas, each with standings, notes and actions."""
    who = person()
    actor = actor_for(who)
    with tenancy.scope(actor.workspace_id):
        for number in range(count):
            _an_idea(actor, number)
    return client_for(who)


def _an_idea(actor: Actor, number: int) -> None:
    idea = answered(actor, name=f"Idea {number}")
    add_note(actor, idea, body="A note")
    add_action(actor, idea, text="Call")
    for _ in range(2):
        standing = Standing(run_id=new_id(), verdict="TEST", p_goal=0.2, p_low=0.1, p_high=0.3, at=clock.now())
        record_standing(standing, workspace_id=actor.workspace_id, idea_id=idea)


@pytest.mark.parametrize(("address", "most"), [("/app/ideas/", 6), ("/api/v1/ideas", 3)])
def test_the_list_of_ideas_asks_as_often_for_twenty_as_for_two(address: str, most: int) -> None:
    two, twenty = (asked(filled(count), address) for count in (2, 20))

    assert two == twenty
    assert most >= twenty


@pytest.mark.parametrize(
    ("rest", "most"),
    [("", 10), ("plan/", 8), ("evidence/", 5), ("history/", 6), ("report/", 10), ("report.json", 9)],
)
def test_the_pages_of_an_idea_ask_as_often_for_fifty_rows_as_for_two(there: World, rest: str, most: int) -> None:
    idea, browser = IdeaId(UUID(there.ids["idea_id"])), there.cast.as_alice
    few = asked(browser, f"/app/ideas/{idea}/{rest}")
    with there.inside() as alice:
        for _ in range(49):
            logged(alice, idea)
        judged(alice, idea)
    many = asked(browser, f"/app/ideas/{idea}/{rest}")

    assert few == many
    assert most >= many


@pytest.mark.parametrize("rest", ["notes", "actions", "evidence", "runs"])
def test_the_lists_of_the_interface_ask_as_often_for_twenty_as_for_one(there: World, rest: str) -> None:
    idea, browser = IdeaId(UUID(there.ids["idea_id"])), there.cast.as_alice
    few = asked(browser, f"/api/v1/ideas/{idea}/{rest}")
    with there.inside() as alice:
        for number in range(19):
            add_note(alice, idea, body=f"Note {number}")
            add_action(alice, idea, text=f"Call {number}")
            logged(alice, idea)
        judged(alice, idea)
    many = asked(browser, f"/api/v1/ideas/{idea}/{rest}")

    assert few == many
    assert 5 >= many


def test_a_program_asks_the_database_no_more_often_than_a_browser() -> None:
    who = person()
    with tenancy.scope(actor_for(who).workspace_id):
        for number in range(3):
            _an_idea(actor_for(who), number)
    holder = program(who)
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code  # which notes the use

    with CaptureQueriesContext(connection) as caught:
        assert 200 == holder.ask("GET", "/api/v1/ideas").status_code

    assert asked(client_for(who), "/api/v1/ideas") >= len(caught), [query["sql"][:80] for query in caught]
    assert 8 >= len(caught)
