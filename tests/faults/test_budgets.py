"""A page asks the database as often for twenty rows as for two."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.kernel import clock, tenancy
from assay.kernel.ids import new_id
from assay.modules.ideas.api import IdeaId, Standing, record_standing
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.notes import add_note
from assay.modules.identity.api import Actor
from tests.faults.world import World, world
from tests.identity.make import actor_for, client_for, person
from tests.validation.make import answered, judged, logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> World:
    return world()


def asked(client: Client, address: str) -> int:
    """How many statements an address needs, once the process is warm."""
    assert 200 == client.get(address).status_code
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


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


@pytest.mark.parametrize(("address", "most"), [("/app/ideas/", 14), ("/api/v1/ideas", 10)])
def test_the_list_of_ideas_asks_as_often_for_twenty_as_for_two(address: str, most: int) -> None:
    two, twenty = (asked(filled(count), address) for count in (2, 20))

    assert two == twenty
    assert most >= twenty


@pytest.mark.parametrize(
    ("rest", "most"),
    [("", 20), ("plan/", 16), ("evidence/", 12), ("history/", 14), ("report/", 16), ("report.json", 16)],
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
    assert 10 >= many
