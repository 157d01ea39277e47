"""What is written down about a look: by whom, at what, how, once in a window, and never too late."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from assay.kernel import clock, context, memory, reading, tenancy
from assay.kernel.ids import new_id
from assay.modules.audit import api, models
from assay.modules.audit.services import noting
from assay.modules.directory.services.tokens import make_token
from assay.modules.directory.types import Group
from tests.audit.make import entries
from tests.faults.world import world
from tests.identity.make import actor_for, client_for, person
from tests.identity.programs import program
from tests.owner import as_owner
from tests.validation.make import answered

LOOK = api.LOOK
once = pytest.mark.django_db


def looked(**wanted: object) -> list[models.Entry]:
    return entries(name=LOOK, **wanted)


def begin() -> datetime:
    """The beginning of a window that is going on, so that no test crosses its end."""
    now = clock.now()
    return now - timedelta(seconds=now.timestamp() % noting.WINDOW)


@once
def test_an_entry_says_who_saw_what_where_and_how_and_nothing_of_what_it_said() -> None:
    there = world()
    idea, note = there.ids["idea_id"], there.ids["note_id"]

    there.cast.as_bob.get(f"/app/ideas/{idea}/notes/{note}/")

    (entry,) = looked()
    assert {"idea_id": idea, "note_id": note} == entry.objects_named
    assert {"kind": "ideas.notes", "way": "page"} == entry.details
    assert (there.cast.bob.pk, there.cast.workspace_id, "", "") == (
        entry.actor_id,
        entry.workspace_id,
        entry.sealed,
        entry.commitment,
    )
    assert entry.request_id


@once
def test_the_same_thing_is_noted_once_for_each_reader_way_and_window() -> None:
    there, idea = world(), "/app/ideas/{idea_id}/"
    bob, alice, address = there.cast.as_bob, there.cast.as_alice, idea.format(**there.ids)
    with clock.frozen(begin() + timedelta(seconds=10)):
        for _ in range(3):
            bob.get(address)
            memory.forget_all()  # another process
        alice.get(address)
        bob.get(f"/api/v1/ideas/{there.ids['idea_id']}")
        assert 3 == len(looked())
    with clock.frozen(begin() + timedelta(seconds=noting.WINDOW + 10)):
        bob.get(address)

    assert 4 == len(looked())


@once
def test_a_window_lasts_ten_minutes() -> None:
    reader, start = new_id(), begin()
    for minutes in (1, 9, 11, 19, 21):
        with clock.frozen(start + timedelta(minutes=minutes)):
            noting.note(a_look(by=reader, about={}))

    assert 3 == len(looked(actor_id=reader))


@once
def test_a_second_look_in_the_window_costs_no_statement_and_the_first_costs_one() -> None:
    there = world()
    bob, address = there.cast.as_bob, f"/api/v1/ideas/{there.ids['idea_id']}"
    bob.get(address)
    memory.forget_all()
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as caught:
            bob.get(address)
        counts.append(sum("audit_entry" in query["sql"] for query in caught))

    assert [1, 0, 0] == counts


@once
def test_what_a_process_remembers_is_bounded_whatever_somebody_leafs_through() -> None:
    kept = noting._noted
    size, kept.size = kept.size, 50
    reader = new_id()
    try:
        for number in range(200):
            noting.note(a_look(by=reader, about={"idea_id": UUID(int=number)}))
    finally:
        kept.size = size

    assert (50, 200) == (len(kept), len(looked(actor_id=reader)))


def a_look(*, by: UUID, about: dict[str, UUID], workspace_id: UUID | None = None) -> reading.Reading:
    return reading.Reading(
        kind="ideas.idea",
        of=reading.Of.WORKSPACE,
        way=reading.Way.PAGE,
        person_id=by,
        workspace_id=workspace_id,
        key_id=None,
        about=about,
    )


@once
def test_a_program_is_named_by_its_key_and_a_directory_by_its_token() -> None:
    there = world()
    holder = program(there.cast.alice, scopes=("ideas:read",), workspace_id=there.cast.workspace_id)
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code
    with there.inside() as alice:
        made = make_token(alice, group=Group.MEMBER, token_id=new_id())
    directory = Client(headers={"Authorization": f"Bearer {made.text.reveal()}"})
    assert 200 == directory.get("/scim/v2/Users").status_code

    seen = sorted(looked(), key=lambda entry: entry.created_at)
    assert 2 == len(seen)
    by_key, by_token = seen
    assert (there.cast.alice.pk, "key") == (by_key.actor_id, by_key.details["way"])
    assert {"with_key"} == set(by_key.objects_named)
    assert (None, there.cast.workspace_id, "directory") == (
        by_token.actor_id,
        by_token.workspace_id,
        by_token.details["way"],
    )
    assert {"with_token": str(made.id)} == by_token.objects_named


@once
@pytest.mark.parametrize("rest", ["report.pdf", "report.json"])
def test_what_leaves_as_a_file_is_noted_as_one(rest: str) -> None:
    there = world()
    there.cast.as_bob.get(f"/app/ideas/{there.ids['idea_id']}/{rest}")

    assert [("reports.report", "file")] == [(entry.details["kind"], entry.details["way"]) for entry in looked()]


@once
def test_a_form_that_is_refused_shows_its_page_and_so_counts_as_a_look() -> None:
    there = world()
    answer = there.cast.as_bob.post(f"/app/ideas/{there.ids['idea_id']}/notes/", {"body": ""})

    assert (422, ["ideas.notes"]) == (answer.status_code, [entry.details["kind"] for entry in looked()])


@once
@pytest.mark.parametrize("address", ["/app/ideas/?cursor=nonsense", "/app/ideas/{nobody}/", "/api/v1/ideas/{nobody}"])
def test_a_refusal_shows_nothing(address: str) -> None:
    there = world()
    answer = there.cast.as_bob.get(address.format(nobody=new_id()))

    assert (True, []) == (answer.status_code >= 400, looked())


@once
def test_an_address_that_says_nothing_is_noted_under_its_own_name(rf: RequestFactory) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("somebody's")

    who = person()
    with context.bound(person_id=who.pk, workspace_id=actor_for(who).workspace_id):
        reading.ReadsMiddleware(view)(rf.get("/app/new-and-undeclared/"))

    (entry,) = looked()
    assert (who.pk, "unknown") == (entry.actor_id, entry.details["kind"])


@once
def test_looks_are_sealed_into_the_chain_and_leave_with_the_export() -> None:
    there = world()
    there.cast.as_bob.get(f"/app/ideas/{there.ids['idea_id']}/")
    api.seal_all()

    with tenancy.scope(there.cast.workspace_id):
        sealed = [line for line in api.export(there.cast.workspace_id) if LOOK in str(line)]
    assert ([1], []) == ([len(sealed)], api.verify_live()[1])


@pytest.fixture
def unwritable() -> Iterator[None]:
    """A log that takes everything but looks."""
    with as_owner() as cursor:
        cursor.execute(f"ALTER TABLE audit_entry ADD CONSTRAINT no_looks CHECK (name <> '{LOOK}') NOT VALID")
    yield
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE audit_entry DROP CONSTRAINT no_looks")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unwritable")
@pytest.mark.parametrize("address", ["/app/ideas/", "/api/v1/ideas"])
def test_an_answer_whose_entry_cannot_be_written_does_not_leave(address: str) -> None:
    who = person()
    with tenancy.scope(actor_for(who).workspace_id):
        answered(actor_for(who), name="Nobody may know")
    client = client_for(who)
    client.raise_request_exception = False

    answer = client.get(address)

    assert (500, False) == (answer.status_code, b"Nobody may know" in answer.content)
    assert 200 == client.get("/method/").status_code, "what shows nothing goes on"


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow(reason="fifty looks at once, over real connections")
def test_fifty_who_look_at_once_with_one_session_leave_one_entry() -> None:
    reader, idea, gate, now = new_id(), new_id(), threading.Barrier(10), clock.now()

    def look(_number: int) -> None:
        try:
            gate.wait(30)
            memory.forget_all()
            with clock.frozen(now):  # in one window, whatever the clock says meanwhile
                noting.note(a_look(by=reader, about={"idea_id": idea}))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(look, range(50)))

    assert 1 == len(looked(actor_id=reader))


@once
def test_changes_are_found_by_an_index_of_their_own_however_many_looks_stand_between() -> None:
    workspace_id, names = new_id(), (LOOK, "ideas.created.v1")
    with connection.cursor() as cursor, tenancy.scope(workspace_id):
        cursor.execute(
            "INSERT INTO audit_entry (id, created_at, chain, workspace_id, via, request_id, name, objects_named,"
            " details, commitment, sealed) SELECT gen_random_uuid(), now(), 'c', %s, 'request', '',"
            " CASE WHEN n %% 200 = 0 THEN %s ELSE %s END, '{}', '{}', '', '' FROM generate_series(1, 4000) n",
            [workspace_id, names[1], names[0]],
        )
        with as_owner() as owner:
            owner.execute("ANALYZE audit_entry")
        with CaptureQueriesContext(connection) as caught:
            page = api.list_entries(workspace_id, wanted=api.Wanted(sort=api.Sort.CHANGES), limit=10)
        cursor.execute(f"EXPLAIN {caught[-1]['sql']}")
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert ({names[1]}, True) == ({entry.fact for entry in page.items}, "audit_entry_changes" in plan), plan
