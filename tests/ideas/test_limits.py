"""A workspace and an idea hold so much and no more."""

from collections.abc import Iterator

import pytest

from assay.kernel import clock, tenancy
from assay.kernel.errors import Conflict
from assay.kernel.ids import new_id
from assay.modules.ideas import models, policy
from assay.modules.ideas.api import IdeaId, IdeaNotFound, Standing, record_standing
from assay.modules.ideas.errors import NoteNotFound, TooManyIdeas
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.notes import add_note, delete_note, edit_note
from assay.modules.ideas.types import NoteId
from assay.modules.identity.api import Actor
from tests.ideas.make import idea
from tests.identity.make import actor_for, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Iterator[Actor]:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        yield who


@pytest.fixture
def made(alice: Actor) -> IdeaId:
    return idea(alice)


def test_a_full_workspace_takes_no_more_ideas(alice: Actor, made: IdeaId) -> None:
    row = models.Idea.objects.get(pk=made)
    models.Idea.objects.bulk_create(_copies(row, policy.MAX_IDEAS - 1))

    with pytest.raises(TooManyIdeas):
        idea(alice)


def test_an_idea_takes_so_many_notes(alice: Actor, made: IdeaId) -> None:
    add_note(alice, made, body="first")
    models.Note.objects.bulk_create(_copies(models.Note.objects.get(), policy.MAX_NOTES - 1))

    with pytest.raises(Conflict, match="at most 500 notes"):
        add_note(alice, made, body="one too many")


def test_an_idea_takes_so_many_action_items(alice: Actor, made: IdeaId) -> None:
    add_action(alice, made, text="first")
    models.ActionItem.objects.bulk_create(_copies(models.ActionItem.objects.get(), policy.MAX_ACTIONS - 1))

    with pytest.raises(Conflict, match="at most 200 action items"):
        add_action(alice, made, text="one too many")


def test_a_note_that_is_gone_can_be_neither_changed_nor_deleted(alice: Actor, made: IdeaId) -> None:
    with pytest.raises(NoteNotFound):
        edit_note(alice, made, note_id=NoteId(new_id()), body="other")
    with pytest.raises(NoteNotFound):
        delete_note(alice, made, note_id=NoteId(new_id()))


def test_a_standing_of_an_idea_that_is_gone_is_refused(alice: Actor) -> None:
    standing = Standing(run_id=new_id(), verdict="TEST", p_goal=None, p_low=None, p_high=None, at=clock.now())

    with pytest.raises(IdeaNotFound):
        record_standing(standing, workspace_id=alice.workspace_id, idea_id=IdeaId(new_id()))


def _copies[M: (models.Idea, models.Note, models.ActionItem)](row: M, count: int) -> list[M]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return [type(row)(**fields | {"id": new_id()}) for _ in range(count)]
