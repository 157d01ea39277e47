"""What HTTP promises programs: a repeated key acts once, a tag saves a transfer, a stale change is refused."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.faults.addresses import CASES, Case, is_problem
from tests.faults.world import World, rest, rows, world

pytestmark = pytest.mark.django_db
# Who has left works elsewhere, where the same key is another one's: tests/identity/test_workspace_programs.py.
REPEATED = [case for case in CASES if case.is_api and case.changes and not case.name.endswith("/leave")]
READ = [case for case in CASES if case.is_api and not case.changes]
# Reading the log is written into the log, so no two readings of it are the same.
UNTAGGED = frozenset({"GET /api/v1/me", "GET /api/v1/engine", "GET /api/v1/audit"})


@pytest.fixture
def there() -> World:
    return world()


def send(client: Client, case: Case, there: World, **headers: str) -> Any:
    body = json.dumps(case.sent) if case.sent is not None else ""
    kind = "application/json" if case.sent is not None else "application/octet-stream"
    return client.generic(case.method, case.path(there.ids), body, content_type=kind, headers=headers)


@pytest.mark.parametrize("case", REPEATED, ids=lambda case: case.name)
def test_a_repeated_key_gives_the_first_answer_and_acts_once(there: World, case: Case) -> None:
    alice, key = there.cast.as_alice, {"Idempotency-Key": "the-same"}
    if case.name.endswith("/restore"):
        alice.post(case.path(there.ids).replace("restore", "archive"))
    first = send(alice, case, there, **key)
    stood = rows()

    again = send(alice, case, there, **key)

    assert 200 <= first.status_code < 300
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "true" == again["Idempotent-Replayed"]
    assert stood == rows()


def test_a_key_is_for_one_body_and_one_person(there: World) -> None:
    notes = Case(method="POST", route="api/v1/ideas/{idea_id}/notes", sent={"body": "once"})
    other = Case(method="POST", route=notes.route, sent={"body": "twice"})
    key = {"Idempotency-Key": "the-same"}
    first = send(there.cast.as_alice, notes, there, **key)

    assert is_problem(send(there.cast.as_alice, other, there, **key), 422)
    assert first.json() != send(there.cast.as_bob, notes, there, **key).json()
    assert is_problem(send(there.cast.as_charlie, notes, there, **key), 404)


@pytest.mark.parametrize("key", ["x" * 256, "caf\u00e9", "\u202e", "\t"])
def test_a_key_that_is_no_key_is_refused(there: World, key: str) -> None:
    alice, before = there.cast.as_alice, rows()
    case = Case(method="POST", route="api/v1/ideas/{idea_id}/notes", sent={"body": "once"})

    answer = alice.generic(
        "POST", case.path(there.ids), json.dumps(case.sent), "application/json", HTTP_IDEMPOTENCY_KEY=key
    )

    assert is_problem(answer, 422)
    assert before == rows()


def test_a_refusal_is_repeated_too_and_the_corrected_request_takes_a_new_key(there: World) -> None:
    wrong = Case(method="POST", route="api/v1/ideas/{idea_id}/notes", sent={"body": ""})
    right, alice = Case(method="POST", route=wrong.route, sent={"body": "now"}), there.cast.as_alice

    answers = [send(alice, wrong, there, **{"Idempotency-Key": "one"}).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert 201 == send(alice, right, there, **{"Idempotency-Key": "two"}).status_code


def test_whoever_has_the_newest_is_told_304_without_a_body(there: World) -> None:
    alice, wrong = there.cast.as_alice, dict[str, Any]()
    for case in READ:
        rest()
        if case.name in UNTAGGED:
            continue
        tag = send(alice, case, there).get("ETag", "")
        fresh, other = (send(alice, case, there, **{"If-None-Match": given}) for given in (tag, '"other"'))
        if not tag or (fresh.status_code, fresh.content, other.status_code) != (304, b"", 200):
            wrong[case.name] = (tag, fresh.status_code, other.status_code)

    assert {} == wrong


@pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
@pytest.mark.parametrize("tag", ['"', 'W/"', "x" * 5_000, "*, *", '"a", W/"b", c', "\u202e"])
def test_a_hostile_tag_is_no_tag(there: World, header: str, tag: str) -> None:
    name = f"HTTP_{header.upper().replace('-', '_')}"
    address = f"/api/v1/ideas/{there.ids['idea_id']}/answers"
    answer = there.cast.as_alice.get(address, **{name: tag})  # type: ignore[arg-type]  # the stubs want known names

    assert answer.status_code in {200, 304}


def test_answers_that_somebody_changed_since_are_not_overwritten(there: World) -> None:
    alice, address = there.cast.as_alice, f"/api/v1/ideas/{there.ids['idea_id']}/answers"
    read = alice.get(address)

    def put(name: str, tag: str) -> Any:
        body = json.dumps({**read.json(), "name": name})
        return alice.put(address, body, content_type="application/json", headers={"If-Match": tag})

    assert 204 == put("Mine", read["ETag"]).status_code
    assert is_problem(put("Theirs", read["ETag"]), 412)
    assert "Mine" == alice.get(address).json()["name"]
    assert 204 == put("Theirs", alice.get(address)["ETag"]).status_code
    assert 204 == put("Anybody's", "*").status_code


def test_a_step_saved_over_an_older_revision_is_refused_and_the_page_says_why(there: World) -> None:
    bob, address = there.cast.as_bob, f"/app/ideas/{there.ids['idea_id']}/edit/customer/"
    there.cast.as_alice.post(address, {"role": "alice's", "revision": "1"})

    answer = bob.post(address, {"role": "bob's", "revision": "1"})

    assert 409 == answer.status_code
    assert "Somebody changed these answers meanwhile" in answer.content.decode()
    assert "alice&#x27;s" in bob.get(address).content.decode()


def test_evidence_is_refused_inside_answers(there: World) -> None:
    answers = there.cast.as_alice.get(f"/api/v1/ideas/{there.ids['idea_id']}/answers").json()
    record = {"id": "e1", "type": "X12", "template": "D6", "k": 1, "n": 2}

    answer = there.cast.as_alice.post(
        "/api/v1/ideas", {**answers, "evidence": [record]}, content_type="application/json"
    )

    assert is_problem(answer, 422)
    assert "/evidence" == answer.json()["errors"][0]["pointer"]


def test_reading_and_making_ideas_share_an_address(there: World) -> None:
    alice = there.cast.as_alice
    made = alice.post("/api/v1/ideas", {"name": "New one"}, content_type="application/json")

    assert 201 == made.status_code
    assert made.json()["id"] in [row["id"] for row in alice.get("/api/v1/ideas").json()["items"]]
