"""Fifty hands at once: what is right for one request has to be right for many in the same moment."""

import secrets
from typing import Any, Final

from tests.attack.book import Scene, attack, carried_out, refused
from tests.attack.outsider import PASSWORD, Browser, at_once, invented, newcomer
from tests.attack.strangers import things

AREA: Final = "races"
MANY: Final = 50


def _call_at_once(browser: Browser, method: str, path: str, body: Any, **headers: str) -> list[int]:
    token = {"X-CSRFToken": browser.token("/app/settings/"), "Referer": f"{browser.target.web}/app/", **headers}
    answers = at_once(MANY, lambda _: browser.send(method, f"/api/v1/{path}", json=body, headers=token))
    return [answer.status_code for answer in answers]


@attack(AREA, "make fifty things with one idempotency key")
def _one_key(scene: Scene) -> None:
    ids, browser = things(scene), scene.alice.browser
    key, body = secrets.token_hex(12), f"only once {secrets.token_hex(6)}"
    statuses = _call_at_once(browser, "POST", f"ideas/{ids['idea']}/notes", {"body": body}, **{"Idempotency-Key": key})
    made = browser.get(f"/api/v1/ideas/{ids['idea']}/notes", params={"limit": "100"}).text.count(body)
    refused(
        when=made == 1 and set(statuses) <= {201, 409, 429, 503}, otherwise=f"{made} were made, answers {set(statuses)}"
    )


@attack(AREA, "break something by deleting one thing fifty times")
def _delete(scene: Scene) -> None:
    ids, browser = things(scene), scene.alice.browser
    note = carried_out(browser.call("POST", f"ideas/{ids['idea']}/notes", {"body": "short-lived"}), 201).json()["id"]
    statuses = _call_at_once(browser, "DELETE", f"ideas/{ids['idea']}/notes/{note}", None)
    refused(when=set(statuses) <= {204, 404, 429, 503}, otherwise=f"answers {set(statuses)}")
    refused(when=statuses.count(204) <= 1, otherwise=f"{statuses.count(204)} were told that they deleted it")


@attack(AREA, "archive and restore at once until the idea is in no state at all")
def _states(scene: Scene) -> None:
    browser = scene.mallory.browser
    name = {"name": "Torn", "archetype": "subscription", "stage": "raw"}
    idea = carried_out(browser.post("/app/ideas/new/", name), 302).headers["Location"].split("/ideas/")[1].split("/")[0]
    token = {"X-CSRFToken": browser.token("/app/settings/"), "Referer": f"{browser.target.web}/app/"}
    answers = at_once(MANY, lambda n: browser.send(
        "POST", f"/api/v1/ideas/{idea}/{'archive' if n % 2 else 'restore'}", headers=token).status_code)  # fmt: skip
    refused(when=set(answers) <= {200, 204, 409, 429, 503}, otherwise=f"answers {set(answers)}")
    refused(when=browser.get(f"/api/v1/ideas/{idea}").status_code == 200, otherwise="the idea is gone")


@attack(AREA, "open one account fifty times")
def _sign_up(scene: Scene) -> None:
    address = invented("many")
    browsers = [Browser(scene.target, network=f"127.60.{n}.1") for n in range(MANY)]
    tokens = at_once(MANY, lambda n: browsers[n].token("/accounts/signup/"))
    answers = at_once(MANY, lambda n: browsers[n].send("POST", "/accounts/signup/", data={
        "email": address, "password1": PASSWORD, "csrfmiddlewaretoken": tokens[n]}).status_code)  # fmt: skip
    refused(when=set(answers) <= {302, 429, 503}, otherwise=f"answers {set(answers)}")
    confirming = [letter for letter in scene.target.letters(address) if "confirm" in letter["subject"].lower()]
    refused(when=len(confirming) <= 3, otherwise=f"{len(confirming)} letters were sent")


@attack(AREA, "use one verification link in fifty browsers")
def _verify(scene: Scene) -> None:
    address, first = invented("verify"), Browser(scene.target, network="127.61.1.1")
    carried_out(first.post("/accounts/signup/", {"email": address, "password1": PASSWORD}), 302)
    link = scene.target.link(address, about="confirm")
    browsers = [Browser(scene.target, network=f"127.62.{n}.1") for n in range(MANY)]
    tokens = at_once(MANY, lambda n: browsers[n].token(link))
    at_once(MANY, lambda n: browsers[n].send("POST", link, data={"csrfmiddlewaretoken": tokens[n]}))
    entered = sum(at_once(MANY, lambda n: browsers[n].is_in))
    refused(when=entered <= 1, otherwise=f"{entered} browsers were signed in by one link")


@attack(AREA, "ask for fifty reset letters at once")
def _letters(scene: Scene) -> None:
    someone = newcomer(scene.target, "flooded", network="127.63.1.1")
    browsers = [Browser(scene.target, network=f"127.64.{n}.1") for n in range(MANY)]
    tokens = at_once(MANY, lambda n: browsers[n].token("/accounts/password/reset/"))
    at_once(MANY, lambda n: browsers[n].send("POST", "/accounts/password/reset/", data={
        "email": someone.address, "csrfmiddlewaretoken": tokens[n]}))  # fmt: skip
    letters = [letter for letter in scene.target.letters(someone.address) if "password" in letter["subject"].lower()]
    refused(when=len(letters) <= 6, otherwise=f"{len(letters)} letters were sent")


@attack(AREA, "pass a limit by asking fifty times at once")
def _limit(scene: Scene) -> None:
    browser = Browser(scene.target, network="127.65.1.1")
    token = browser.token("/accounts/signup/")
    answers = at_once(MANY, lambda _: browser.send("POST", "/accounts/signup/", data={
        "email": "not an address", "password1": "x", "csrfmiddlewaretoken": token}).status_code)  # fmt: skip
    judged = sum(status != 429 for status in answers)
    refused(when=judged <= 25, otherwise=f"{judged} of 50 were let through")
