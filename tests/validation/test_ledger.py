"""The evidence ledger only grows, its chain shows every change, and corrections leave both rows standing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, connections, transaction

from assay.engine import ledger as chain
from assay.engine.ledger import Fault
from assay.kernel import tenancy
from assay.kernel.testing import published
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.validation import models
from assay.modules.validation.api import EvidenceId, NewEvidence, list_evidence, log_evidence
from assay.modules.validation.errors import AlreadyCorrected, EvidenceNotFound, LedgerFull
from assay.modules.validation.events import EvidenceLogged
from assay.modules.validation.policy import MAX_LEDGER
from assay.modules.validation.queries.ledger import standing_records
from assay.modules.validation.services.evidence import correct_evidence, sealed
from tests.identity.make import actor_for, person
from tests.owner import as_owner
from tests.validation.make import DAY, INTERVIEWS, answered, logged

pytestmark = pytest.mark.django_db
COPIED = "UPDATE validation_evidence SET {0} = (SELECT {0} FROM validation_evidence WHERE position = 1)"
BETTER = NewEvidence(record=replace(INTERVIEWS, k=12), happened_on=DAY)


@pytest.fixture
def alice() -> Iterator[Actor]:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        yield who


@pytest.fixture
def idea(alice: Actor) -> IdeaId:
    return answered(alice)


def chained(idea: IdeaId) -> list[chain.Row]:
    rows = models.Evidence.objects.filter(idea_id=idea).order_by("position")
    return [chain.Row(body=sealed(row), prev_hash=row.prev_hash, hash=row.hash) for row in rows]


def test_rows_are_numbered_from_one_and_chained_from_the_first(alice: Actor, idea: IdeaId) -> None:
    made = [logged(alice, idea, note=f"note {i}") for i in range(4)]

    rows = list_evidence(idea, workspace_id=alice.workspace_id)

    assert [1, 2, 3, 4] == [row.position for row in rows]
    assert made == [row.id for row in rows]
    assert chain.GENESIS == rows[0].prev_hash
    assert chain.verify(chained(idea), expected_head=rows[-1].hash) is None
    assert made == [fact.evidence_id for fact in published(EvidenceLogged)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE validation_evidence SET note = 'x'",
        "UPDATE validation_evidence SET money = 5",
        "UPDATE validation_evidence SET minutes = 5",
        "UPDATE validation_evidence SET happened_on = '2026-01-01'",
        "UPDATE validation_evidence SET record = note",
        "UPDATE validation_evidence SET hash = prev_hash",
        COPIED.format("note"),
        "UPDATE validation_evidence SET note = ''",
        "UPDATE validation_evidence SET note = replace(note, 's1.', 's1.0')",
    ],
)
def test_the_database_refuses_to_change_a_row(alice: Actor, idea: IdeaId, change: str) -> None:
    logged(alice, idea, note="They said so")
    logged(alice, idea, note="They said nothing")

    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        _say(change)
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        models.Evidence.objects.filter(idea_id=idea).update(position=9)

    assert chain.verify(chained(idea)) is None


def test_the_database_refuses_to_take_a_row_out(alice: Actor, idea: IdeaId) -> None:
    logged(alice, idea)

    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        _say("DELETE FROM validation_evidence")

    assert 1 == len(list_evidence(idea, workspace_id=alice.workspace_id))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tables", ["validation_evidence", "validation_evidence CASCADE", "ideas_idea CASCADE"])
def test_the_database_refuses_to_empty_the_ledger(alice: Actor, idea: IdeaId, tables: str) -> None:
    logged(alice, idea)

    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        _say(f"TRUNCATE {tables}")

    assert 1 == len(list_evidence(idea, workspace_id=alice.workspace_id))


@pytest.mark.parametrize(
    ("change", "position"),
    [
        (f"{COPIED.format('note')} WHERE position = 2", 1),
        (f"{COPIED.format('record')} WHERE position = 3", 2),
        ("UPDATE validation_evidence SET happened_on = happened_on - 1 WHERE position = 1", 0),
        ("UPDATE validation_evidence SET corrects_id = NULL WHERE position = 3", 2),
    ],
)
def test_whoever_gets_past_the_fence_is_found_out(alice: Actor, idea: IdeaId, change: str, position: int) -> None:
    first = logged(alice, idea, note="They said so")
    logged(alice, idea, note="They said nothing")
    correct_evidence(alice, idea, evidence_id=first, new=BETTER)

    _past_the_fence(change)
    broken = chain.verify(chained(idea))

    assert broken is not None
    assert (position, Fault.CHANGED) == (broken.position, broken.fault)


def test_a_row_taken_from_the_middle_is_found_out(alice: Actor, idea: IdeaId) -> None:
    for _ in range(3):
        logged(alice, idea)

    _past_the_fence("DELETE FROM validation_evidence WHERE position = 2")
    broken = chain.verify(chained(idea))

    assert broken is not None
    assert (1, Fault.UNLINKED) == (broken.position, broken.fault)


def test_a_correction_keeps_both_rows_and_only_the_later_counts(alice: Actor, idea: IdeaId) -> None:
    first = logged(alice, idea)

    second = correct_evidence(alice, idea, evidence_id=first, new=BETTER)
    rows = list_evidence(idea, workspace_id=alice.workspace_id)

    assert [(first, None, second), (second, first, None)] == [(r.id, r.corrects, r.corrected_by) for r in rows]
    assert [12] == [record.k for record in standing_records(rows, as_of=DAY)]
    assert [19] == [record.k for record in standing_records(rows, as_of=DAY, length=1)]


def test_a_row_is_corrected_once_and_then_the_later_one(alice: Actor, idea: IdeaId) -> None:
    first = logged(alice, idea)
    second = correct_evidence(alice, idea, evidence_id=first, new=BETTER)

    with pytest.raises(AlreadyCorrected):
        correct_evidence(alice, idea, evidence_id=first, new=BETTER)
    third = correct_evidence(alice, idea, evidence_id=second, new=replace(BETTER, record=replace(INTERVIEWS, k=5)))

    rows = list_evidence(idea, workspace_id=alice.workspace_id)
    assert [third] == [EvidenceId(UUID(record.id)) for record in standing_records(rows, as_of=DAY)]
    assert chain.verify(chained(idea)) is None


def test_a_row_of_another_idea_can_not_be_corrected_here(alice: Actor, idea: IdeaId) -> None:
    elsewhere = logged(alice, answered(alice, name="Another"))

    with pytest.raises(EvidenceNotFound):
        correct_evidence(alice, idea, evidence_id=elsewhere, new=BETTER)

    assert () == list_evidence(idea, workspace_id=alice.workspace_id)


def test_evidence_grows_older_and_never_younger_than_new(alice: Actor, idea: IdeaId) -> None:
    logged(alice, idea)
    rows = list_evidence(idea, workspace_id=alice.workspace_id)

    (young,), (old,) = (
        standing_records(rows, as_of=day) for day in (DAY - timedelta(days=3), DAY + timedelta(days=365))
    )

    assert (0.0, 12.0) == (young.age_months, old.age_months)


def test_a_full_ledger_takes_no_more(alice: Actor, idea: IdeaId) -> None:
    assert MAX_LEDGER == 1_000
    first = logged(alice, idea)
    _past_the_fence("UPDATE validation_evidence SET position = 1000")

    with pytest.raises(LedgerFull):
        correct_evidence(alice, idea, evidence_id=first, new=BETTER)


@pytest.mark.django_db(transaction=True)
def test_many_who_log_at_once_get_one_unbroken_chain() -> None:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        idea = answered(who)
    start = Barrier(8)

    def log(number: int) -> None:
        with tenancy.scope(who.workspace_id):
            start.wait(timeout=10)
            log_evidence(who, idea, new=NewEvidence(record=replace(INTERVIEWS, k=number), happened_on=DAY))
        connections.close_all()

    with ThreadPoolExecutor(8) as crew:
        list(crew.map(log, range(8)))
    with tenancy.scope(who.workspace_id):
        rows = list_evidence(idea, workspace_id=who.workspace_id)
        assert list(range(1, 9)) == [row.position for row in rows]
        assert set(range(8)) == {row.record.k for row in rows}
        assert chain.verify(chained(idea), expected_head=rows[-1].hash) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_one_row_at_once_one_is_refused() -> None:
    who = actor_for(person())
    with tenancy.scope(who.workspace_id):
        idea = answered(who)
        first = logged(who, idea)
    start = Barrier(2)

    def correct(_number: int) -> str:
        with tenancy.scope(who.workspace_id):
            start.wait(timeout=10)
            try:
                correct_evidence(who, idea, evidence_id=first, new=BETTER)
            except AlreadyCorrected:
                return "refused"
            finally:
                connections.close_all()
        return "taken"

    with ThreadPoolExecutor(2) as crew:
        assert ["refused", "taken"] == sorted(crew.map(correct, range(2)))
    with tenancy.scope(who.workspace_id):
        assert [1, 2] == [row.position for row in list_evidence(idea, workspace_id=who.workspace_id)]


def _say(statement: str) -> None:
    with as_owner() as cursor:
        cursor.execute(statement)


def _past_the_fence(statement: str) -> None:
    """Do what only the owner of the tables could: put the fence away, change, put it back."""
    table = "ALTER TABLE validation_evidence"
    _say("SET CONSTRAINTS ALL IMMEDIATE")
    _say(f"{table} DISABLE TRIGGER validation_evidence_append_only")
    _say(statement)
    _say(f"{table} ENABLE TRIGGER validation_evidence_append_only")
