"""Owners and admins read, narrow and take away their workspace's log; everybody reads their own."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from assay.kernel import clock, tenancy
from assay.kernel.ids import new_id
from assay.modules.audit import api as audit
from assay.modules.identity.api import Role
from tests.faults.world import World, world
from tests.identity.make import client_for, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> World:
    return world()


def page(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/app/audit/{query}")
    assert 200 == answer.status_code
    return str(answer.content.decode())


def items(browser: Client, query: str = "") -> list[dict[str, object]]:
    answer = browser.get(f"/api/v1/audit{query}")
    assert 200 == answer.status_code, answer.content
    return list(answer.json()["items"])


def whole(answer: object) -> str:
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a streamed answer has it


def test_the_owner_reads_in_plain_words_who_did_what(there: World) -> None:
    there.cast.as_alice.post(f"/app/ideas/{there.ids['idea_id']}/archive/")

    shown = page(there.cast.as_alice)

    assert "<strong>Alice</strong> archived an idea" in shown
    assert there.ids["idea_id"] in shown


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.MEMBER, 403), (Role.VIEWER, 403)])
def test_below_admin_it_is_refused_by_page_interface_and_export(role: Role, status: int) -> None:
    there = world(bobs_role=role)
    bob = there.cast.as_bob

    assert status == bob.get("/app/audit/").status_code
    assert status == bob.get("/api/v1/audit").status_code
    assert status == bob.post("/app/audit/export/").status_code
    assert status == bob.post("/app/audit/table/").status_code


def test_another_workspaces_log_is_not_to_be_seen_even_below_the_pages(there: World) -> None:
    charlie = there.cast.as_charlie

    assert there.ids["idea_id"] not in page(charlie) + json.dumps(items(charlie))
    with tenancy.scope(new_id()):
        assert () == tuple(audit.list_entries(there.cast.workspace_id, wanted=audit.Wanted()).items)


def test_the_list_is_narrowed_by_kind_person_object_and_day(there: World) -> None:
    alice = there.cast.as_alice
    kinds = {item["fact"] for item in items(alice, "?kind=ideas.note_written.v1")}

    assert {"ideas.note_written.v1"} == kinds
    assert all(
        there.ids["note_id"] in str(item["objects"]) for item in items(alice, f"?object_id={there.ids['note_id']}")
    )
    assert items(alice, f"?object_id={there.ids['note_id']}")
    assert [] == items(alice, f"?actor_id={there.cast.charlie.pk}")
    assert [] == items(alice, "?until=2020-01-01T00:00:00Z")
    assert items(alice, "?since=2020-01-01T00:00:00Z")
    assert "wrote a note on an idea" in page(alice, f"?kind=ideas.note_written.v1&object={there.ids['note_id']}")
    assert "Nothing fits" in page(alice, "?until=2020-01-01")


@pytest.mark.parametrize("query", ["?object=7", "?since=tomorrow", "?actor=nobody", "?kind=x"])
def test_a_wrong_filter_is_said_in_the_form(there: World, query: str) -> None:
    answer = there.cast.as_alice.get(f"/app/audit/{query}")

    assert (422, True) == (answer.status_code, 'aria-invalid="true"' in answer.content.decode())


@pytest.mark.parametrize("query", ["?object_id=7", "?since=2020-01-01", "?kind=' OR 1", "?cursor=x", "?limit=1000"])
def test_a_wrong_filter_of_the_interface_is_a_problem(there: World, query: str) -> None:
    assert 422 == there.cast.as_alice.get(f"/api/v1/audit{query}").status_code


def test_pages_follow_each_other_without_gap_or_double(there: World) -> None:
    alice = there.cast.as_alice
    until = f"until={clock.now():%FT%TZ}"  # each look at the log is an entry too
    every = [item["id"] for item in items(alice, f"?limit=100&{until}")]
    answer = alice.get(f"/api/v1/audit?limit=3&{until}").json()
    walked = [item["id"] for item in answer["items"]]
    while answer["next_cursor"]:
        answer = alice.get(f"/api/v1/audit?limit=3&{until}&cursor={answer['next_cursor']}").json()
        walked += [item["id"] for item in answer["items"]]

    assert every == walked
    assert sorted(every, key=str, reverse=True) == every


def test_the_sealed_export_is_one_that_an_outsider_can_check(there: World, tmp_path: Path) -> None:
    alice = there.cast.as_alice
    (tmp_path / "verify_audit.py").write_bytes(alice.get("/app/audit/verify_audit.py").content)
    (tmp_path / "log.jsonl").write_text(whole(alice.post("/app/audit/export/")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "verify_audit.py", tmp_path / "log.jsonl"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, True) == (done.returncode, done.stdout.startswith("OK"))
    assert "watch.log_exported.v1" in {item["fact"] for item in items(alice)}


def test_the_table_holds_every_line_and_nothing_a_spreadsheet_would_run(there: World) -> None:
    there.cast.alice.name = "=HYPERLINK(1)"
    there.cast.as_alice.post("/app/settings/", {"name": "=HYPERLINK(1)"})
    rows = list(csv.reader(io.StringIO(whole(there.cast.as_alice.post("/app/audit/table/?show=all")))))

    assert ["time", "who", "what", "kind", "via", "objects", "id"] == rows[0]
    assert "'=HYPERLINK(1)" in {row[1] for row in rows[1:]}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert len(items(there.cast.as_alice, "?limit=100")) == len(rows) - 1


def test_everybody_reads_what_they_did_and_what_concerns_them_and_nothing_else(there: World) -> None:
    there.cast.as_bob.post("/app/settings/", {"name": "Robert"})

    bobs = there.cast.as_bob.get("/app/settings/activity/").content.decode()

    assert "changed the name others see" in bobs
    assert "let Robert in as member" in bobs
    assert "wrote a note" not in bobs
    assert 302 == Client().get("/app/settings/activity/").status_code


def test_one_who_has_done_nothing_yet_sees_their_sign_up(there: World) -> None:
    shown = client_for(person()).get("/app/settings/activity/").content.decode()

    assert ("signed up" in shown, there.ids["idea_id"] in shown) == (True, False)


def test_every_entry_of_the_world_has_its_words(there: World) -> None:
    lines = items(there.cast.as_alice, "?limit=100")

    assert lines
    assert [] == [line for line in lines if not line["said"] or line["said"] == line["fact"]]
    assert UUID(str(lines[0]["id"]))
