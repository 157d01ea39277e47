"""Reaching what is somebody else's: every address that names a thing of Alice's, asked by Mallory and by nobody."""

import uuid
from typing import Any, Final

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import Browser

AREA: Final = "objects"
PAGES: Final = [
    "", "plan/", "history/", "evidence/", "evidence/new/", "notes/", "actions/", "report/", "report.pdf", "report.json",
    "edit/customer/", "notes/{note}/", "runs/{note}/",
]  # fmt: skip
READS: Final = ["", "/notes", "/actions", "/answers", "/evidence", "/runs", "/report", "/report.pdf", "/notes/{note}"]
RECORD: Final = {"id": "", "type": "X12", "template": "D6", "k": 1, "n": 2}
CHANGES: Final = [
    ("POST", "/notes", {"body": "x"}), ("POST", "/actions", {"text": "x"}), ("POST", "/runs", None),
    ("POST", "/archive", None), ("POST", "/restore", None), ("PUT", "/notes/{note}", {"body": "taken"}),
    ("DELETE", "/notes/{note}", None),
    ("POST", "/evidence", {"record": RECORD, "happened_on": "2026-11-20"}),
]  # fmt: skip
SLIPPED: Final = ["workspace_id", "person_id", "created_by", "is_staff", "role", "id", "archived_at", "is_active"]


def things(scene: Scene) -> dict[str, str]:
    """An idea of Alice's with a note, made once."""
    if not scene.alice.ids:
        alice = scene.alice.browser
        name = {"name": "Alice's secret idea", "archetype": "subscription", "stage": "raw"}
        made = carried_out(alice.post("/app/ideas/new/", name), 302)
        idea = made.headers["Location"].split("/ideas/")[1].split("/")[0]
        note = carried_out(alice.call("POST", f"ideas/{idea}/notes", {"body": "Alice's secret note"}), 201).json()["id"]
        scene.alice.ids.update(idea=idea, note=note)
    return scene.alice.ids


def _hidden(answer: Any) -> bool:
    return answer.status_code == 404 and "Alice" not in answer.text


@each(AREA, "read a page of Alice's idea: {}", PAGES)
def _pages(scene: Scene, page: str) -> None:
    ids = things(scene)
    place = f"/app/ideas/{ids['idea']}/{page.format(**ids)}"
    answer = scene.mallory.browser.get(place)
    refused(when=_hidden(answer), otherwise=f"Mallory got {answer.status_code}")
    nobody = Browser(scene.target).get(place)
    refused(when=nobody.status_code == 302 and "/login/" in nobody.headers["Location"], otherwise="nobody got it")


@each(AREA, "read Alice's idea through the interface: {}", READS)
def _reads(scene: Scene, read: str) -> None:
    ids = things(scene)
    place = f"/api/v1/ideas/{ids['idea']}{read.format(**ids)}"
    answer = scene.mallory.browser.get(place)
    refused(when=_hidden(answer), otherwise=f"Mallory got {answer.status_code}")
    refused(when=Browser(scene.target).get(place).status_code == 401, otherwise="nobody got it")


@each(AREA, "change Alice's idea through the interface: {}", CHANGES)
def _changes(scene: Scene, change: tuple[str, str, Any]) -> None:
    ids, (method, path, body) = things(scene), change
    answer = scene.mallory.browser.call(method, f"ideas/{ids['idea']}{path.format(**ids)}", body)
    refused(when=_hidden(answer), otherwise=f"Mallory got {answer.status_code}")
    note = scene.alice.browser.get(f"/api/v1/ideas/{ids['idea']}/notes/{ids['note']}")
    refused(when=note.json()["body"] == "Alice's secret note", otherwise="the note was changed")


@attack(AREA, "put Alice's note under an idea of one's own")
def _crossed(scene: Scene) -> None:
    ids = things(scene)
    name = {"name": "Mallory's", "archetype": "subscription", "stage": "raw"}
    made = carried_out(scene.mallory.browser.post("/app/ideas/new/", name), 302)
    own = made.headers["Location"].split("/ideas/")[1].split("/")[0]
    answer = scene.mallory.browser.get(f"/api/v1/ideas/{own}/notes/{ids['note']}")
    refused(when=_hidden(answer), otherwise=f"answered {answer.status_code}")


@attack(AREA, "find ids by counting from one's own")
def _counting(scene: Scene) -> None:
    idea = uuid.UUID(things(scene)["idea"])
    for step in (-2, -1, 1, 2, 1000):
        near = uuid.UUID(int=idea.int + step)
        answer = scene.mallory.browser.get(f"/api/v1/ideas/{near}")
        refused(when=answer.status_code == 404, otherwise=f"{step} away answered {answer.status_code}")


@attack(AREA, "work in Alice's workspace by naming it")
def _workspace(scene: Scene) -> None:
    theirs = scene.alice.browser.get("/api/v1/me").json()["workspace_id"]
    answer = scene.mallory.browser.post("/app/workspace/switch/", {"workspace": theirs}, form="/app/settings/")
    mine = scene.mallory.browser.get("/api/v1/me").json()["workspace_id"]
    refused(when=answer.status_code == 404 and mine != theirs, otherwise=f"answered {answer.status_code}")
    listed = scene.mallory.browser.get(
        "/api/v1/ideas", headers={"X-Workspace": theirs}, params={"workspace_id": theirs}
    )
    refused(when="Alice" not in listed.text, otherwise="Alice's ideas are listed")


@each(AREA, "slip a field in that no form has: {}", SLIPPED)
def _slipped(scene: Scene, field: str) -> None:
    theirs = scene.alice.browser.get("/api/v1/me").json()
    value: Any = {"workspace_id": theirs["workspace_id"], "person_id": theirs["person_id"]}.get(field, True)
    answer = scene.mallory.browser.call("POST", "ideas", {"name": "Slip", field: value})
    refused(when=answer.status_code == 422, otherwise=f"answered {answer.status_code}: {answer.text[:80]}")
    form = {"name": "Mallory", field: str(value)}
    scene.mallory.browser.post("/app/settings/", form)
    me = scene.mallory.browser.get("/api/v1/me").json()
    refused(
        when=me["role"] == "owner" and me["workspace_id"] != theirs["workspace_id"], otherwise=f"Mallory became {me}"
    )
    refused(when="Slip" not in scene.alice.browser.get("/api/v1/ideas").text, otherwise="it landed at Alice's")


@each(AREA, "open the rooms of staff: {}", ["/healthz", "/staff/", "/admin/", "/metrics", "/staff/identity/person/"])
def _staff(scene: Scene, place: str) -> None:
    for browser in (scene.mallory.browser, Browser(scene.target)):
        answer = browser.get(place)
        is_closed = answer.status_code in {403, 404} or "/login/" in answer.headers.get("Location", "")
        refused(when=is_closed, otherwise=f"answered {answer.status_code}")
