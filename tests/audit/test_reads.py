"""Who reads data of others leaves one entry in ten minutes for each thing read, where those it is about can see it."""

from datetime import timedelta

import pytest

from assay.kernel import clock, context, tenancy
from assay.kernel.ids import new_id
from assay.modules.audit.api import note_people_read, note_read
from tests.audit.make import entries
from tests.faults.world import share_it
from tests.identity.make import Cast, cast, client_for, person

pytestmark = pytest.mark.django_db
READ, ONE_READ = "audit.people_read.v1", "audit.person_read.v1"


@pytest.fixture
def people() -> Cast:
    made = cast()
    with tenancy.scope(made.workspace_id):
        share_it(made.workspace_id)
    return made


def test_the_list_of_members_shows_addresses_and_so_leaves_an_entry_in_that_workspace(people: Cast) -> None:
    assert 200 == people.as_bob.get("/app/workspace/").status_code

    (entry,) = entries(name=READ)
    expected = (people.bob.pk, people.workspace_id, {"kind": "the members of the workspace"})
    assert expected == (entry.actor_id, entry.workspace_id, entry.details)


def test_a_workspace_of_ones_own_shows_nobody_and_leaves_none() -> None:
    assert 200 == client_for(person()).get("/app/workspace/").status_code

    assert [] == entries(name=READ)


def test_leafing_through_leaves_one_entry_and_another_reader_or_a_later_hour_another(people: Cast) -> None:
    for _ in range(3):
        people.as_bob.get("/app/workspace/")
    assert [people.bob.pk] == [entry.actor_id for entry in entries(name=READ)]

    people.as_alice.get("/app/workspace/")
    assert {people.bob.pk, people.alice.pk} == {entry.actor_id for entry in entries(name=READ)}

    bob = people.as_bob
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        bob.get("/app/workspace/")
    assert 3 == len(entries(name=READ))


def test_each_person_and_each_kind_counts_by_itself() -> None:
    reader, one, two = new_id(), new_id(), new_id()
    with context.bound(person_id=reader):
        for person_id, kind in ((one, "account"), (one, "account"), (two, "account"), (one, "profile")):
            note_read(kind, person_id=person_id)
        note_people_read("members", workspace_id=one)
        note_people_read("members", workspace_id=two)
        note_people_read("members", workspace_id=two)

    assert [(one, "account"), (two, "account"), (one, "profile")] == [
        (entry.subject_id, entry.details["kind"]) for entry in sorted(entries(name=ONE_READ), key=lambda e: e.id)
    ]
    assert 2 == len(entries(name=READ))


def test_what_nobody_in_particular_reads_is_noted_each_time() -> None:
    note_people_read("members", workspace_id=None)
    note_people_read("members", workspace_id=None)

    assert 2 == len(entries(name=READ))
