"""Coming near the pages of staff from outside: becoming one of them, acting as one, seeing what another sees."""

import uuid
from typing import Any, Final

from tests.attack.book import Scene, attack, each, refused
from tests.attack.outsider import Browser

AREA: Final = "staff"
REASON: Final = {"category": "asked", "ticket": "T-1", "reason": "She wrote to us about it."}
PAGES: Final = [
    "", "log/", "people/", "people/{alice}/", "people/{alice}/address/", "people/{alice}/look/",
    "people/{alice}/acts/off/", "workspaces/", "workspaces/{home}/", "workspaces/{home}/log/", "incidents/",
]  # fmt: skip
ACTS: Final = ["sessions", "lockout", "off", "on", "verification", "recovery"]
SLIPPED: Final = [{"duty": "staff"}, {"is_staff": "true"}, {"role": "staff"}, {"invites_support_until": "2099-01-01"}]
DISGUISES: Final[list[dict[str, str]]] = [
    {"X-Impersonate": "{alice}"}, {"X-User-Id": "{alice}"}, {"X-Original-URL": "/staff/"}, {"X-Rewrite-URL": "/staff/"},
    {"X-Forwarded-User": "staff"}, {"Cookie": "impersonation={alice}"},
]  # fmt: skip


def named(scene: Scene) -> dict[str, str]:
    """Alice and her workspace, by id."""
    me = scene.alice.browser.get("/api/v1/me").json()
    return {"alice": me["person_id"], "home": me["workspace_id"]}


def is_closed(answer: Any) -> bool:
    return answer.status_code in {403, 404, 405} or "/login/" in answer.headers.get("Location", "")


@each(AREA, "open a page of staff: /staff/{}", PAGES)
def _pages(scene: Scene, page: str) -> None:
    place = f"/staff/{page.format(**named(scene))}"
    for browser in (scene.mallory.browser, Browser(scene.target)):
        answer = browser.get(place)
        refused(when=is_closed(answer), otherwise=f"answered {answer.status_code}")
    refused(when=scene.mallory.browser.get(place).status_code == 404, otherwise="an account learns that there is one")


@each(AREA, "act on Alice's account as if one were staff: {}", ACTS)
def _acts(scene: Scene, act: str) -> None:
    place = f"/staff/people/{named(scene)['alice']}/acts/{act}/"
    answer = scene.mallory.browser.post(place, REASON, form="/app/settings/")
    refused(when=is_closed(answer), otherwise=f"answered {answer.status_code}")
    refused(when=scene.alice.browser.is_in, otherwise="Alice is out")


@attack(AREA, "see what Alice sees")
def _look(scene: Scene) -> None:
    ids = named(scene)
    place = f"/staff/people/{ids['alice']}/look/"
    answer = scene.mallory.browser.post(place, {**REASON, "workspace": ids["home"]}, form="/app/settings/")
    refused(when=is_closed(answer), otherwise=f"answered {answer.status_code}")
    me = scene.mallory.browser.get("/api/v1/me").json()
    refused(when=me["person_id"] != ids["alice"], otherwise="Mallory is taken for Alice")


@each(AREA, "be taken for Alice or for staff by a header: {}", DISGUISES)
def _disguised(scene: Scene, headers: dict[str, str]) -> None:
    ids = named(scene)
    worn = {name: value.format(**ids) for name, value in headers.items() if name != "Cookie"}
    browser = scene.mallory.browser
    if "Cookie" in headers:
        browser.session.cookies.set("impersonation", ids["alice"])
    answer = browser.get("/staff/", headers=worn)
    refused(when=is_closed(answer), otherwise=f"answered {answer.status_code}")
    me = browser.get("/api/v1/me", headers=worn).json()
    refused(when=me["person_id"] != ids["alice"], otherwise="Mallory is taken for Alice")


@each(AREA, "become staff by a field that no form has: {}", SLIPPED)
def _slipped(scene: Scene, fields: dict[str, str]) -> None:
    browser = scene.mallory.browser
    browser.post("/app/settings/", {"name": "Mallory", **fields})
    browser.post("/app/settings/support/end/", fields, form="/app/settings/support/")
    browser.call("POST", "ideas", {"name": "Slip", **fields})
    refused(when=browser.get("/staff/").status_code == 404, otherwise="Mallory is staff")


@attack(AREA, "invite support to look at Alice's account")
def _invited(scene: Scene) -> None:
    ids = named(scene)
    sent = {"person_id": ids["alice"], "person": ids["alice"]}
    scene.mallory.browser.post("/app/settings/support/invite/", sent, form="/app/settings/support/")
    shown = scene.alice.browser.get("/app/settings/support/").text
    refused(when="Let support look for 24 hours" in shown, otherwise="support may look at Alice's account now")


@attack(AREA, "tell accounts apart by asking staff's pages for their ids")
def _told_apart(scene: Scene) -> None:
    found = {
        scene.mallory.browser.get(f"/staff/people/{each}/").status_code
        for each in (named(scene)["alice"], str(uuid.uuid4()), "7")
    }
    refused(when=found == {404}, otherwise=f"answered {found}")


@attack(AREA, "stop what is not one's own to stop")
def _stopped(scene: Scene) -> None:
    answer = scene.mallory.browser.post("/staff/look/end/", {}, form="/app/settings/")
    refused(when=answer.status_code == 404, otherwise=f"answered {answer.status_code}")
