"""Taking over what somebody else holds: cookies, links in letters, forms that another site posts."""

import re
from typing import Final

import requests

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import PASSWORD, SAFARI, Browser, newcomer

AREA: Final = "session"
FORGED: Final = "forgery"
CHANGES: Final = [
    "/app/profile/", "/app/discover/", "/app/ideas/new/", "/app/settings/", "/accounts/logout/", "/accounts/email/",
    "/accounts/password/change/", "/app/settings/keys/",
]  # fmt: skip
SITES: Final = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


def cookies(answer: requests.Response) -> list[str]:
    """The cookies an answer sets, each with its attributes."""
    return [value for name, value in answer.raw.headers.items() if name.lower() == "set-cookie"]


@attack(AREA, "read the session's cookie from a script")
def _script(scene: Scene) -> None:
    someone = newcomer(scene.target, "cookie", network="127.8.1.1")
    someone.browser.post("/accounts/logout/", form="/accounts/logout/")
    answer = carried_out(someone.browser.sign_in(someone.address), 302)
    loose = [cookie.partition("=")[0] for cookie in cookies(answer) if "httponly" not in cookie.lower()]
    lax = [cookie.partition("=")[0] for cookie in cookies(answer) if "samesite" not in cookie.lower()]
    refused(when=bool(cookies(answer)) and not loose and not lax, otherwise=f"open: {loose} {lax}")


@attack(AREA, "fix a session before the victim signs in, and share it afterwards")
def _fixation(scene: Scene) -> None:
    someone = newcomer(scene.target, "fixed", network="127.8.1.2")
    victim = Browser(scene.target, network="127.8.1.2")
    victim.get("/accounts/login/")
    victim.session.cookies.set("sessionid", "a" * 32, domain="localhost.local", path="/")
    before = dict(victim.session.cookies)
    carried_out(victim.sign_in(someone.address), 302)
    attacker = Browser(scene.target, network="127.8.1.3")
    attacker.session.cookies.update(before)
    carried_out(victim.get("/api/v1/me"), 200)
    refused(when=not attacker.is_in, otherwise="the session from before is signed in")


@attack(AREA, "go on with a session after its owner signed out")
def _after(scene: Scene) -> None:
    someone = newcomer(scene.target, "gone", network="127.8.1.4")
    thief = Browser(scene.target, network="127.8.1.4", agent=someone.browser.agent)
    thief.session.cookies.update(someone.browser.session.cookies)
    someone.browser.post("/accounts/logout/", form="/accounts/logout/")
    refused(when=not thief.is_in, otherwise="the stolen session lives on")


@attack(AREA, "go on with a session after its owner changed the password elsewhere")
def _changed(scene: Scene) -> None:
    someone = newcomer(scene.target, "changer", network="127.8.1.5")
    other = Browser(scene.target, network="127.8.1.5", agent=SAFARI)
    carried_out(other.sign_in(someone.address), 302)
    carried_out(other.get("/api/v1/me"), 200)
    carried_out(
        someone.browser.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "quiet marble owls learn to whistle"}
        ),
        302,
    )
    refused(when=not other.is_in, otherwise="the other session survived the change")


@attack(AREA, "make up a session")
def _made_up(scene: Scene) -> None:
    for value in ("1", "a" * 32, "../../etc/passwd", "' OR 1=1 --", "eyJhbGciOiJub25lIn0.e30.", "%00"):
        browser = Browser(scene.target)
        browser.session.cookies.set("sessionid", value)
        answer = browser.get("/api/v1/me")
        refused(when=answer.status_code == 401, otherwise=f"{value!r} was answered {answer.status_code}")


@attack(AREA, "send the session in the address instead of a cookie")
def _in_the_address(scene: Scene) -> None:
    session = scene.mallory.browser.session.cookies.get("sessionid", "x")
    answer = Browser(scene.target).get("/api/v1/me", params={"sessionid": session, "token": session})
    refused(when=answer.status_code == 401, otherwise="an address is enough")


@attack(AREA, "use a link from a letter a second time")
def _twice(scene: Scene) -> None:
    someone = newcomer(scene.target, "reset", network="127.8.1.6")
    browser = Browser(scene.target, network="127.8.1.7")
    browser.post("/accounts/password/reset/", {"email": someone.address})
    link = scene.target.link(someone.address, about="password")
    page = browser.get(link, allow_redirects=True)
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', page.text)
    sent = {"password1": "green paper boats sail at midnight", "csrfmiddlewaretoken": token[1] if token else ""}
    carried_out(browser.send("POST", page.url, data=sent), 302)
    again = Browser(scene.target, network="127.8.1.8").get(link, allow_redirects=True)
    refused(when='name="password1"' not in again.text, otherwise="the link works again")


@attack(AREA, "send a victim a reset link that leads to our own host")
def _poisoned(scene: Scene) -> None:
    someone = newcomer(scene.target, "poison", network="127.8.2.1")
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        browser = Browser(scene.target, network="127.8.2.2")
        token = browser.token("/accounts/password/reset/")
        browser.send("POST", "/accounts/password/reset/", headers=headers,
                     data={"email": someone.address, "csrfmiddlewaretoken": token})  # fmt: skip
    letters = [
        letter for letter in scene.target.letters(someone.address) if "evil" in f"{letter['text']}{letter['html']}"
    ]
    refused(when=not letters, otherwise="a letter names our host")


@attack(AREA, "take somebody's address by changing ours to it")
def _address(scene: Scene) -> None:
    scene.mallory.browser.post("/accounts/email/", {"email": scene.alice.address, "action_add": ""})
    me = scene.mallory.browser.get("/api/v1/me").json()
    refused(when=me["email"] == scene.mallory.address, otherwise="Mallory has Alice's address now")


@each(FORGED, "post a form without its token: {}", CHANGES)
def _tokenless(scene: Scene, place: str) -> None:
    for token in ("", "x" * 64, scene.alice.browser.token("/app/settings/")):
        answer = scene.mallory.browser.send("POST", place, data={"csrfmiddlewaretoken": token} if token else {})
        refused(when=answer.status_code in {403, 404}, otherwise=f"answered {answer.status_code}")


@each(FORGED, "have another site post for somebody: {}", SITES)
def _elsewhere(scene: Scene, headers: dict[str, str]) -> None:
    browser = scene.mallory.browser
    token = browser.token("/app/ideas/new/")
    sent = {"name": "Forged", "archetype": "subscription", "stage": "raw", "csrfmiddlewaretoken": token}
    answer = browser.send("POST", "/app/ideas/new/", data=sent, headers=headers)
    refused(when=answer.status_code == 403, otherwise=f"answered {answer.status_code}")


@each(
    FORGED,
    "call the interface with the session alone, as {}",
    ["application/json", "text/plain", "multipart/form-data"],
)
def _interface(scene: Scene, kind: str) -> None:
    answer = scene.mallory.browser.send("POST", "/api/v1/ideas", data=b"{}", headers={"Content-Type": kind})
    refused(when=answer.status_code in {400, 403}, otherwise=f"answered {answer.status_code}")


@each(FORGED, "change something by GET or by another word for POST: {}", ["GET", "HEAD", "POSTX", "TRACE", "PROPFIND"])
def _methods(scene: Scene, method: str) -> None:
    for place in ("/accounts/logout/", "/app/workspace/switch/", "/app/discover/"):
        answer = scene.mallory.browser.send(method, place, headers={"X-HTTP-Method-Override": "POST"})
        refused(when=answer.status_code < 500, otherwise=f"{place} broke: {answer.status_code}")
    refused(when=scene.mallory.browser.is_in, otherwise="it signed Mallory out")
