import json
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from assay.kernel import tenancy
from assay.modules.ideas.api import IdeaId, list_actions, list_notes
from tests.ideas.make import idea
from tests.identity.make import Cast, actor_for, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Cast:
    return cast()


@pytest.fixture
def made(crew: Cast) -> IdeaId:
    with tenancy.scope(crew.workspace_id):
        return idea(actor_for(crew.alice))


def test_the_empty_list_leads_on_to_both_doors(crew: Cast) -> None:
    page = crew.as_alice.get("/app/ideas/").content.decode()

    assert "Enter your idea" in page
    assert "Discover ideas" in page


@pytest.mark.usefixtures("made")
def test_alice_and_bob_see_the_idea_and_charlie_does_not(crew: Cast) -> None:
    assert "Dog-washing van" in crew.as_alice.get("/app/ideas/").content.decode()
    assert "Dog-washing van" in crew.as_bob.get("/app/ideas/").content.decode()
    assert "Dog-washing van" not in crew.as_charlie.get("/app/ideas/").content.decode()


@pytest.mark.parametrize("address", ["notes/", "actions/", "notes/{other}/", "notes/{other}/delete/"])
def test_charlie_gets_404_everywhere(crew: Cast, made: IdeaId, address: str) -> None:
    assert 404 == crew.as_charlie.get(f"/app/ideas/{made}/{address}".replace("{other}", str(uuid4()))).status_code


@pytest.mark.parametrize("verb", ["archive", "restore"])
def test_charlie_can_move_nothing(crew: Cast, made: IdeaId, verb: str) -> None:
    assert 404 == crew.as_charlie.post(f"/app/ideas/{made}/{verb}/").status_code
    assert 404 == crew.as_charlie.post(f"/api/v1/ideas/{made}/{verb}").status_code


def test_a_signed_out_visitor_is_sent_to_sign_in(made: IdeaId) -> None:
    answer = Client().get(f"/app/ideas/{made}/notes/")

    assert 302 == answer.status_code
    assert "login" in answer["Location"]


def test_a_note_is_written_edited_and_deleted(crew: Cast, made: IdeaId) -> None:
    alice, who = crew.as_alice, actor_for(crew.alice)
    alice.post(f"/app/ideas/{made}/notes/", {"body": "Met three owners", "tags": "Owners, owners, price"})
    with tenancy.scope(crew.workspace_id):
        (note,) = list_notes(who, made).items

    assert ("owners", "price") == note.tags
    alice.post(f"/app/ideas/{made}/notes/{note.id}/", {"body": "Met four owners", "tags": ""})
    assert "Met four owners" in alice.get(f"/app/ideas/{made}/notes/").content.decode()
    assert "gone for good" in alice.get(f"/app/ideas/{made}/notes/{note.id}/delete/").content.decode()
    alice.post(f"/app/ideas/{made}/notes/{note.id}/delete/")
    assert "No notes yet" in alice.get(f"/app/ideas/{made}/notes/").content.decode()


def test_an_empty_note_is_refused_and_nothing_is_written(crew: Cast, made: IdeaId) -> None:
    answer = crew.as_alice.post(f"/app/ideas/{made}/notes/", {"body": "   ", "tags": ""})

    assert 422 == answer.status_code
    assert "error-summary" in answer.content.decode()
    with tenancy.scope(crew.workspace_id):
        assert () == tuple(list_notes(actor_for(crew.alice), made).items)


def test_what_a_founder_writes_is_shown_and_never_run(crew: Cast, made: IdeaId) -> None:
    crew.as_alice.post(f"/app/ideas/{made}/notes/", {"body": "<script>alert(1)</script>", "tags": "<b>"})

    page = crew.as_alice.get(f"/app/ideas/{made}/notes/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_action_is_added_moved_and_deleted(crew: Cast, made: IdeaId) -> None:
    alice, who = crew.as_alice, actor_for(crew.alice)
    alice.post(f"/app/ideas/{made}/actions/", {"text": "Call the vet", "due_on": "2026-12-01"})
    with tenancy.scope(crew.workspace_id):
        (item,) = list_actions(who, made)

    assert date(2026, 12, 1) == item.due_on
    alice.post(f"/app/ideas/{made}/actions/{item.id}/status/", {"status": "completed"})
    with tenancy.scope(crew.workspace_id):
        (item,) = list_actions(who, made)
    assert item.completed_at is not None
    alice.post(f"/app/ideas/{made}/actions/{item.id}/status/", {"status": "nonsense"})
    assert "Call the vet" in alice.get(f"/app/ideas/{made}/actions/{item.id}/delete/").content.decode()
    with tenancy.scope(crew.workspace_id):
        assert 1 == len(list_actions(who, made)), "it asks first"
    alice.post(f"/app/ideas/{made}/actions/{item.id}/delete/")
    assert 404 == alice.get(f"/app/ideas/{made}/actions/{item.id}/delete/").status_code
    with tenancy.scope(crew.workspace_id):
        assert () == list_actions(who, made)


def test_archiving_and_restoring_by_page(crew: Cast, made: IdeaId) -> None:
    alice = crew.as_alice
    alice.post(f"/app/ideas/{made}/archive/")

    assert "Dog-washing van" not in alice.get("/app/ideas/").content.decode()
    assert "Dog-washing van" in alice.get("/app/ideas/?archived=1").content.decode()
    assert 409 == alice.post(f"/app/ideas/{made}/archive/").status_code
    assert 409 == alice.post(f"/app/ideas/{made}/notes/", {"body": "late"}).status_code
    alice.post(f"/app/ideas/{made}/restore/")
    assert "Dog-washing van" in alice.get("/app/ideas/").content.decode()


@pytest.mark.usefixtures("made")
def test_search_finds_by_name_and_sentence(crew: Cast) -> None:
    assert "Dog-washing van" in crew.as_alice.get("/app/ideas/?q=WASHES").content.decode()
    assert "Nothing fits that search" in crew.as_alice.get("/app/ideas/?q=submarine").content.decode()


@pytest.mark.usefixtures("made")
def test_a_changed_cursor_is_refused(crew: Cast) -> None:
    assert 422 == crew.as_alice.get("/app/ideas/?cursor=zzz").status_code
    assert 422 == crew.as_alice.get("/api/v1/ideas?cursor=zzz").status_code


def test_the_api_lists_with_an_etag_and_says_304(crew: Cast, made: IdeaId) -> None:
    first = crew.as_alice.get("/api/v1/ideas")
    again = crew.as_alice.get("/api/v1/ideas", headers={"If-None-Match": first["ETag"]})

    assert [str(made)] == [row["id"] for row in first.json()["items"]]
    assert 304 == again.status_code


def test_a_repeated_key_writes_one_note(crew: Cast, made: IdeaId) -> None:
    alice, body = crew.as_alice, json.dumps({"body": "once", "tags": []})
    for _ in range(2):
        answer = alice.post(
            f"/api/v1/ideas/{made}/notes", body, content_type="application/json", headers={"Idempotency-Key": "k-1"}
        )
        assert 201 == answer.status_code

    assert 1 == len(alice.get(f"/api/v1/ideas/{made}/notes").json()["items"])


def test_every_fault_of_a_note_is_named_with_its_pointer(crew: Cast, made: IdeaId) -> None:
    answer = crew.as_alice.post(
        f"/api/v1/ideas/{made}/notes",
        json.dumps({"body": "x" * 10_001, "tags": ["ok"] * 11}),
        content_type="application/json",
    )

    assert 422 == answer.status_code
    assert "application/problem+json" == answer["Content-Type"]
    assert {"/body", "/tags"} == {error["pointer"] for error in answer.json()["errors"]}


def test_a_patch_changes_only_what_it_names(crew: Cast, made: IdeaId) -> None:
    alice, address = crew.as_alice, f"/api/v1/ideas/{made}/actions"
    item = alice.post(
        address, json.dumps({"text": "Call", "due_on": "2026-12-01"}), content_type="application/json"
    ).json()["id"]

    alice.patch(f"{address}/{item}", json.dumps({"status": "in_progress"}), content_type="application/json")
    (kept,) = alice.get(address).json()
    alice.patch(f"{address}/{item}", json.dumps({"due_on": None}), content_type="application/json")
    (cleared,) = alice.get(address).json()

    assert ("2026-12-01", "in_progress") == (kept["due_on"], kept["status"])
    assert (None, "Call") == (cleared["due_on"], cleared["text"])
