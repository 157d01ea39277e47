from collections.abc import Iterator
from uuid import uuid4

import pytest

from assay.kernel import clock, tenancy
from assay.kernel.testing import published
from assay.modules.ideas import models
from assay.modules.ideas.api import (
    Draft,
    IdeaNotFound,
    Snapshot,
    Standing,
    freeze,
    get,
    list_page,
    record_standing,
    save_draft,
)
from assay.modules.ideas.errors import AlreadyArchived, DraftMoved, IdeaArchivedReadOnly, NotArchived
from assay.modules.ideas.events import IdeaArchived, IdeaCreated, IdeaRestored
from assay.modules.ideas.services.lifecycle import archive, restore
from assay.modules.identity.api import Actor, Role, RoleTooLow
from tests.ideas.make import idea
from tests.identity.make import actor_for, cast, person
from tests.kernel.fences import is_fenced, without_row_security

pytestmark = pytest.mark.django_db
TABLES = (models.Idea, models.IdeaVersion, models.Standing, models.Note, models.ActionItem)


@pytest.fixture
def alice() -> Iterator[Actor]:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        yield who


def test_making_archiving_and_restoring_an_idea_is_announced_once_each(alice: Actor) -> None:
    made = idea(alice)

    archive(alice, made)
    restore(alice, made)

    for fact in (IdeaCreated, IdeaArchived, IdeaRestored):
        assert [made] == [getattr(event, "idea_id", None) for event in published(fact)]


def test_an_archived_idea_is_read_only_until_it_is_restored(alice: Actor) -> None:
    made = idea(alice)
    archive(alice, made)

    with pytest.raises(AlreadyArchived):
        archive(alice, made)
    with pytest.raises(IdeaArchivedReadOnly):
        save_draft(alice, made, draft=Draft(name="Other", sentence="", answers=Snapshot("{}")))
    restore(alice, made)
    with pytest.raises(NotArchived):
        restore(alice, made)


def test_a_draft_that_moved_on_is_not_overwritten(alice: Actor) -> None:
    made = idea(alice)
    read = get(alice, made).revision
    save_draft(alice, made, draft=Draft(name="Mine", sentence="", answers=Snapshot('{"name":"Mine"}')), revision=read)

    with pytest.raises(DraftMoved):
        save_draft(
            alice, made, draft=Draft(name="Theirs", sentence="", answers=Snapshot('{"name":"Theirs"}')), revision=read
        )

    assert "Mine" == get(alice, made).name


def test_saving_what_is_there_already_changes_nothing(alice: Actor) -> None:
    made = idea(alice)
    stands = get(alice, made)

    again = save_draft(
        alice, made, draft=Draft(name=stands.name, sentence=stands.sentence, answers=stands.draft), revision=1
    )

    assert stands.revision == again


def test_an_unchanged_draft_freezes_to_the_same_version(alice: Actor) -> None:
    made = idea(alice)

    first, second = freeze(alice, made), freeze(alice, made)
    save_draft(alice, made, draft=Draft(name="New", sentence="", answers=Snapshot('{"name":"New"}')))
    third = freeze(alice, made)

    assert first == second
    assert (1, 2) == (first.number, third.number)


def test_the_list_shows_how_an_idea_stands_and_how_it_got_there(alice: Actor) -> None:
    made = idea(alice)
    for p_goal in (0.2, 0.35):
        standing = Standing(run_id=uuid4(), verdict="test", p_goal=p_goal, p_low=0.1, p_high=0.5, at=clock.now())
        record_standing(standing, idea_id=made, workspace_id=alice.workspace_id)
        record_standing(standing, idea_id=made, workspace_id=alice.workspace_id)  # a repeated delivery

    (row,) = list_page(alice).items

    assert (0.2, 0.35) == row.trend
    assert row.standing is not None
    assert 0.35 == row.standing.p_goal


def test_pages_follow_each_other_without_gap_or_double(alice: Actor) -> None:
    made = {idea(alice, name=f"Idea {i}") for i in range(7)}

    seen, cursor = [], None
    while True:
        page = list_page(alice, limit=3, cursor=cursor)
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert made == set(seen)
    assert 7 == len(seen)


def test_a_viewer_reads_and_changes_nothing() -> None:
    crew = cast(bobs_role=Role.VIEWER)
    alice = actor_for(crew.alice)
    bob = actor_for(crew.bob, workspace_id=crew.workspace_id)
    with tenancy.scope(crew.workspace_id):
        made = idea(alice)

        assert made == get(bob, made).id
        with pytest.raises(RoleTooLow):
            archive(bob, made)


def test_the_query_alone_keeps_charlie_out() -> None:
    alice, charlie = actor_for(person()), actor_for(person())
    with tenancy.scope(alice.workspace_id):
        made = idea(alice)

    with without_row_security(*TABLES), tenancy.scope(alice.workspace_id), pytest.raises(IdeaNotFound):
        get(charlie, made)


def test_row_level_security_alone_keeps_charlie_out() -> None:
    alice, charlie = actor_for(person()), actor_for(person())
    with tenancy.scope(alice.workspace_id):
        made = idea(alice)

    with tenancy.scope(charlie.workspace_id):
        assert not models.Idea.objects.filter(pk=made).exists()  # a query that forgot its workspace


@pytest.mark.parametrize("table", [table._meta.db_table for table in TABLES])
def test_every_table_of_ideas_is_fenced(table: str) -> None:
    assert is_fenced(table)
