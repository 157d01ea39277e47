"""What a workspace writes about an idea is sealed, and reads afterwards as it did before."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from psycopg import sql

from assay.engine import ledger as chain
from assay.kernel import crypto, memory, rotation, tenancy
from assay.kernel.crypto import KeyDestroyed, SealBroken
from assay.kernel.sealed import ERASED
from assay.modules.audit.api import system_change
from assay.modules.ideas import models as ideas
from assay.modules.ideas.api import IdeaId, get, list_page
from assay.modules.ideas.queries.journal import list_actions, list_notes
from assay.modules.ideas.services.actions import add_action
from assay.modules.ideas.services.notes import add_note
from assay.modules.identity.api import Actor
from assay.modules.validation import models
from assay.modules.validation.api import Run, log_evidence
from assay.modules.validation.queries.answers import read_answers
from assay.modules.validation.queries.ledger import list_evidence
from assay.modules.validation.queries.runs import get_result, get_run, list_runs
from assay.modules.validation.services.evidence import sealed
from assay.modules.validation.types import NewEvidence
from tests.identity.make import actor_for, person
from tests.kernel.migrating import as_before
from tests.validation.make import ANSWERS, DAY, INTERVIEWS, answered, judged

pytestmark = pytest.mark.django_db
MIGRATIONS = (("ideas", "0002_sealed_ideas"), ("validation", "0003_sealed_ledger"))
SAID = NewEvidence(record=INTERVIEWS, happened_on=DAY, note="They told me so", money=120.5, minutes=45)


@pytest.fixture
def alice() -> Iterator[Actor]:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        yield who


@pytest.fixture
def idea(alice: Actor) -> IdeaId:
    made = answered(alice)
    add_note(alice, made, body="Met three owners", tags=("owners", "first"))
    add_action(alice, made, text="Call the vet")
    log_evidence(alice, made, new=SAID)
    log_evidence(alice, made, new=replace(SAID, note="", money=None, minutes=None))
    return made


@pytest.fixture
def run(alice: Actor, idea: IdeaId) -> Run:
    return judged(alice, idea)


def told(alice: Actor, idea: IdeaId, run: Run) -> tuple[object, ...]:
    """All that the product says of the idea, read anew."""
    memory.forget_all()
    rows = list_evidence(idea, workspace_id=alice.workspace_id)
    return (
        get(alice, idea), list_page(alice).items, list_notes(alice, idea).items, list_actions(alice, idea),
        rows, get_run(alice, run.id), get_result(alice, run.id), list_runs(alice, idea).items,
    )  # fmt: skip


def column(table: str, name: str) -> list[str | None]:
    """What stands in a column, as text."""
    with connection.cursor() as cursor:
        chosen = sql.SQL("SELECT {}::text FROM {} ORDER BY id")
        cursor.execute(chosen.format(sql.Identifier(name), sql.Identifier(table)))
        return [value for (value,) in cursor.fetchall()]


def chained(idea: IdeaId) -> list[chain.Row]:
    rows = models.Evidence.objects.filter(idea_id=idea).order_by("position")
    return [chain.Row(body=sealed(row), prev_hash=row.prev_hash, hash=row.hash) for row in rows]


def test_rows_are_sealed_by_the_migration_and_opened_on_the_way_back(alice: Actor, idea: IdeaId, run: Run) -> None:
    """The ledger among them, though it takes no change: its hashes agree before and after, and the fence stands."""
    before, heads = told(alice, idea, run), chained(idea)

    with as_before(*MIGRATIONS):
        assert [ANSWERS.name] == column("ideas_idea", "name")
        assert ['["owners", "first"]'] == column("ideas_note", "tags")
        assert ["They told me so", ""] == column("validation_evidence", "note")
        assert [("120.5", "45"), (None, None)] == list(
            zip(column("validation_evidence", "money"), column("validation_evidence", "minutes"), strict=True)
        )
        assert [row.hash for row in heads] == column("validation_evidence", "hash")
        assert [str(get_run_seed(before))] == column("validation_run", "seed")

    assert before == told(alice, idea, run)
    assert heads == chained(idea)
    assert chain.verify(heads) is None
    assert all(str(value).startswith("s1.") for value in column("validation_evidence", "record"))
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        models.Evidence.objects.update(position=9)


def get_run_seed(said: tuple[object, ...]) -> int | None:
    """The seed of the run among all that was said."""
    return next(part.seed for part in said if isinstance(part, Run))


def test_a_fresh_data_key_seals_the_ledger_anew_and_changes_nothing_else(alice: Actor, idea: IdeaId, run: Run) -> None:
    before, written = told(alice, idea, run), column("validation_evidence", "hash")

    with system_change(reason="a test changes a key"):
        done = rotation.seal_anew(alice.workspace_id)

    assert 20 < done
    assert not set(written) & set(column("validation_evidence", "hash"))
    assert before == told(alice, idea, run)
    assert chain.verify(chained(idea)) is None


def test_under_a_fresh_key_the_ledger_takes_what_is_sealed_with_it_and_nothing_else(alice: Actor, idea: IdeaId) -> None:
    """Not even then can a text of another workspace, of the former key or of another row's columns be put in."""
    (first, *_), stranger = column("validation_evidence", "note"), actor_for(person())
    with system_change(reason="a test changes a key"):
        rotation.seal_anew(alice.workspace_id)
    elsewhere = crypto.seal(b"x", subject=stranger.workspace_id, context="validation_evidence.note")

    for change in (
        "UPDATE validation_evidence SET note = %s",
        "UPDATE validation_evidence SET note = %s, money = NULL",
        "UPDATE validation_evidence SET note = %s, position = position + 1",
    ):
        for text in (first, elsewhere, "x", ""):
            with (
                pytest.raises((IntegrityError, InternalError), match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change, [text])

    assert chain.verify(chained(idea)) is None


PLACES = [
    ("ideas_idea", "name"), ("ideas_idea", "sentence"), ("ideas_idea", "draft"), ("ideas_version", "snapshot"),
    ("ideas_note", "body"), ("ideas_note", "tags"), ("ideas_action", "text"), ("validation_run", "result"),
    ("validation_run", "seed"), ("validation_run", "ledger_head"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "name"), PLACES)
def test_a_row_copied_into_another_workspace_does_not_open(
    alice: Actor, idea: IdeaId, run: Run, table: str, name: str
) -> None:
    """Somebody who can write to the database, and works elsewhere, moves a row to where they may read it."""
    del idea, run
    charlie = actor_for(person())
    with tenancy.system(), system_change(reason="a test moves a row"), connection.cursor() as cursor:
        move = sql.SQL("UPDATE {} SET workspace_id = %s").format(sql.Identifier(table))
        cursor.execute(move, [charlie.workspace_id])
    model = next(m for m in (*MODELS, models.Run) if m._meta.db_table == table)
    with tenancy.scope(charlie.workspace_id):
        row = model.objects.get()
        with pytest.raises(SealBroken):
            getattr(row, name)
    assert alice.workspace_id != charlie.workspace_id


MODELS = (ideas.Idea, ideas.IdeaVersion, ideas.Note, ideas.ActionItem)


def test_a_workspace_whose_key_is_destroyed_has_lists_and_nothing_in_them(alice: Actor, idea: IdeaId, run: Run) -> None:
    told(alice, idea, run)  # this process has read everything a moment ago

    crypto.destroy_key(alice.workspace_id)

    assert [(ERASED, ERASED)] == [(row.name, row.sentence) for row in list_page(alice).items]
    assert [(ERASED, ())] == [(note.body, note.tags) for note in list_notes(alice, idea).items]
    assert [ERASED] == [action.text for action in list_actions(alice, idea)]
    assert [(None, ERASED)] == [(each.seed, each.ledger_head) for each in list_runs(alice, idea).items]
    with pytest.raises(KeyDestroyed):
        read_answers(get(alice, idea).draft)
    with pytest.raises(KeyDestroyed):
        list_evidence(idea, workspace_id=alice.workspace_id)
    with pytest.raises(KeyDestroyed):
        get_result(alice, run.id)


def test_a_search_reads_names_and_sentences_in_any_case(alice: Actor, idea: IdeaId) -> None:
    answered(alice, name="Straßenbahn")

    assert [idea] == [row.id for row in list_page(alice, search="SHIFT sw").items]
    assert ["Straßenbahn"] == [row.name for row in list_page(alice, search="STRASSEN").items]
    assert [] == list(list_page(alice, search="submarine").items)
    assert 2 == len(list_page(alice, search="café").items)
    assert [] == list(list_page(alice, search="café", archived=True).items)
    first = list_page(alice, search="café", limit=1)
    last = list_page(alice, search="café", limit=1, cursor=first.next_cursor)
    assert (["Straßenbahn"], [idea], None) == (
        [row.name for row in first.items],
        [row.id for row in last.items],
        last.next_cursor,
    )
