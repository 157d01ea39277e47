"""Two fences stand around a workspace: the application's own check, and row-level security. Each holds alone."""

import pytest

from assay.kernel.tenancy import scope
from assay.modules.ideas.models import Idea, Note
from tests.ideas.make import idea
from tests.identity.make import Cast, actor_for, cast
from tests.kernel.fences import without_row_security

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def notes(people: Cast) -> str:
    """The page with the notes of an idea of Alice's."""
    with scope(people.workspace_id):
        made = idea(actor_for(people.alice))
    return f"/app/ideas/{made}/notes/"


def test_who_shares_the_workspace_gets_in_and_everybody_else_finds_nothing(people: Cast, notes: str) -> None:
    answers = [client.get(notes).status_code for client in (people.as_alice, people.as_bob, people.as_charlie)]
    assert [200, 200, 404] == answers


def test_with_row_security_off_the_applications_own_check_still_refuses(people: Cast, notes: str) -> None:
    with without_row_security(Idea, Note):
        with scope(actor_for(people.charlie).workspace_id):
            assert 1 == Idea.objects.count(), "the fence is really down: the row can be seen"
        charlie = people.as_charlie
        assert 404 == charlie.get(notes).status_code
        assert 404 == charlie.post(notes, {"body": "planted"}).status_code
        assert 0 == Note.objects.count()
        assert 200 == people.as_bob.get(notes).status_code


def test_with_the_applications_check_left_out_row_security_still_refuses(people: Cast, notes: str) -> None:
    with scope(actor_for(people.charlie).workspace_id):
        assert not Idea.objects.filter(pk=notes.split("/")[3]).exists()
        assert 0 == Idea.objects.update(revision=99)
        assert 0 == Idea.objects.all().delete()[0]
    with scope(people.workspace_id):
        assert 99 != Idea.objects.get(pk=notes.split("/")[3]).revision


def test_a_request_sees_its_own_workspace_only_even_for_a_query_without_a_filter(people: Cast, notes: str) -> None:
    assert notes
    assert 0 == Idea.objects.count(), "outside of every request and scope"
    with scope(people.workspace_id):
        assert 1 == Idea.objects.count()
