"""Who reads data of others leaves one entry in ten minutes for each thing read, where those it is about can see it."""

from uuid import UUID

import pytest

from assay.kernel import context, tenancy
from assay.kernel.ids import new_id
from assay.modules.audit.api import note_people_read, note_read
from tests.audit.make import entries
from tests.faults.world import share_it
from tests.identity.make import Cast, cast

pytestmark = pytest.mark.django_db
READ, ONE_READ, SHOWN = "audit.people_read.v1", "audit.person_read.v1", "audit.shown.v1"


@pytest.fixture
def people() -> Cast:
    made = cast()
    with tenancy.scope(made.workspace_id):
        share_it(made.workspace_id)
    return made


def looks() -> list[tuple[UUID | None, UUID | None, dict[str, object]]]:
    return [(entry.actor_id, entry.workspace_id, entry.details) for entry in entries(name=SHOWN)]


def test_the_list_of_members_shows_addresses_and_so_leaves_an_entry_in_that_workspace(people: Cast) -> None:
    assert 200 == people.as_bob.get("/app/workspace/").status_code

    assert [(people.bob.pk, people.workspace_id, {"kind": "identity.members", "way": "page"})] == looks()


def test_what_is_ones_own_stands_in_ones_own_log_whatever_workspace_one_works_in(people: Cast) -> None:
    assert 200 == people.as_bob.get("/app/settings/sessions/").status_code

    (entry,) = entries(name=SHOWN)
    assert (None, people.bob.pk, f"person:{people.bob.pk}") == (entry.workspace_id, entry.subject_id, entry.chain)


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
