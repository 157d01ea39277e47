"""Getting in without belonging: guesses, words that are not words, and what the answers give away."""

import re
import statistics
import time
from typing import Final

import requests

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import PASSWORD, SAFARI, Browser, at_once, invented, newcomer

AREA: Final = "sign-in"
ODD: Final = [
    "' OR 1=1 --", "admin'--", '" OR ""="', "'; DROP TABLE identity_person; --", "*", "%", "(|(uid=*))", "\x00",
    "{{7*7}}", "alice@example.org\r\nBcc: mallory@example.org", "alice@example.org,mallory@example.org",
    "<script>alert(1)</script>",
]  # fmt: skip
USUAL: Final = [
    ("admin@example.org", "admin"), ("admin@localhost", "password"), ("root@localhost", "root"),
    ("demo@example.org", "demo"), ("test@example.org", "test"), ("support@example.org", "Support123!"),
]  # fmt: skip
AWAY: Final = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)",
    "/app/\r\nX-Injected: 1", "https://evil.example@localhost/", "///evil.example",
]  # fmt: skip


def stranger(scene: Scene, number: int = 0, *, agent: str = SAFARI) -> Browser:
    """A fresh browser in a network of its own."""
    return Browser(scene.target, network=f"127.{20 + number // 200}.{1 + number % 200}.9", agent=agent)


def said(answer: requests.Response) -> str:
    """What a page says, without what differs in every answer."""
    text = re.sub(r'(csrfmiddlewaretoken|csrf-token)"[^>]*>', "", answer.text)
    text = re.sub(r'value="[^"]*"|nonce="[^"]*"|content="[A-Za-z0-9]{32,}"|[0-9a-f-]{36}|[\w.-]+@[\w.-]+', "", text)
    return f"{answer.status_code} {answer.headers.get('Location', '')} {text}"


@attack(AREA, "learn from the words whether an address has an account, when signing in")
def _words(scene: Scene) -> None:
    known = said(stranger(scene, 1).sign_in(scene.alice.address, "wrong wrong wrong"))
    unknown = said(stranger(scene, 2).sign_in(invented("nobody"), "wrong wrong wrong"))
    refused(when=known == unknown, otherwise="the two answers differ")


@attack(AREA, "learn from the words whether an address has an account, when asking for a reset")
def _reset_words(scene: Scene) -> None:
    asked = [stranger(scene, n).post("/accounts/password/reset/", {"email": address})
             for n, address in ((3, scene.alice.address), (4, invented("nobody")))]  # fmt: skip
    refused(when=said(asked[0]) == said(asked[1]), otherwise="the two answers differ")


@attack(AREA, "learn from the words whether an address has an account, when signing up")
def _signup_words(scene: Scene) -> None:
    asked = [stranger(scene, n).post("/accounts/signup/", {"email": address, "password1": PASSWORD})
             for n, address in ((5, scene.alice.address), (6, invented("nobody")))]  # fmt: skip
    refused(when=said(asked[0]) == said(asked[1]), otherwise="the two answers differ")


def _median(scene: Scene, address: str, first: int) -> float:
    took = []
    for number in range(first, first + 24, 2):
        browser = stranger(scene, number)
        token = browser.token("/accounts/login/")
        began = time.perf_counter()
        browser.send(
            "POST",
            "/accounts/login/",
            data={"login": address, "password": "wrong wrong wrong", "csrfmiddlewaretoken": token},
        )
        took.append(time.perf_counter() - began)
    return statistics.median(took)


@attack(AREA, "learn from the time an answer takes whether an address has an account")
def _clock(scene: Scene) -> None:
    known, unknown = _median(scene, scene.mallory.address, 400), _median(scene, invented("nobody"), 401)
    ratio = max(known, unknown) / min(known, unknown)
    refused(when=ratio < 1.6, otherwise=f"one answer takes {ratio:.2f} times as long as the other")


@each(AREA, "enter with words that mean something to a machine: {}", ODD)
def _odd(scene: Scene, word: str) -> None:
    for login, password in ((word, PASSWORD), (scene.alice.address, word)):
        browser = stranger(scene, 30)
        answer = browser.sign_in(login, password)
        refused(when=answer.status_code < 500, otherwise=f"the server broke ({answer.status_code})")
        refused(when=not browser.is_in, otherwise="it let us in")


@each(AREA, "enter with what others ship: {}", USUAL)
def _usual(scene: Scene, pair: tuple[str, str]) -> None:
    browser = stranger(scene, 31)
    browser.sign_in(*pair)
    refused(when=not browser.is_in, otherwise="it let us in")


@attack(AREA, "guess one account's password from one network, forty times")
def _guess(scene: Scene) -> None:
    victim, browser = invented("victim"), stranger(scene, 32)
    answers = [browser.sign_in(victim, f"guess number {n} of many") for n in range(40)]
    is_slowed = any(a.status_code == 429 or "Retry-After" in a.headers or "data-proof" in a.text for a in answers)
    refused(when=is_slowed, otherwise="nobody slowed us down")


@attack(AREA, "guess one account's password fifty times at once")
def _guess_at_once(scene: Scene) -> None:
    victim = invented("victim")
    browsers = [stranger(scene, 600 + n) for n in range(50)]
    tokens = at_once(50, lambda n: browsers[n].token("/accounts/login/"))
    answers = at_once(50, lambda n: browsers[n].send("POST", "/accounts/login/", data={
        "login": victim, "password": f"guess {n} and more words", "csrfmiddlewaretoken": tokens[n]}))  # fmt: skip
    judged = sum(1 for a in answers if a.status_code in {200, 422} and "data-proof" not in a.text)
    refused(when=judged <= 25, otherwise=f"{judged} of 50 guesses were judged")


@attack(AREA, "lock Alice out of her account by guessing wrongly in her name")
def _lock_out(scene: Scene) -> None:
    for n in range(30):
        stranger(scene, 700 + n).sign_in(scene.alice.address, f"wrong words {n} wrong words")
    again = Browser(scene.target, network=scene.alice.browser.network, agent=scene.alice.browser.agent)
    again.session.cookies.update(scene.alice.browser.session.cookies)
    again.post("/accounts/logout/", form="/accounts/logout/")
    again.sign_in(scene.alice.address)
    refused(when=again.is_in, otherwise="Alice's own browser cannot sign in any more")
    scene.alice.browser.session.cookies.update(again.session.cookies)


@attack(AREA, "escape the count of a network by writing other addresses into forwarding headers")
def _forwarded(scene: Scene) -> None:
    browser, limited = stranger(scene, 33), False
    for n in range(60):
        headers = {
            "X-Forwarded-For": f"203.0.113.{n}",
            "X-Real-IP": f"203.0.113.{n}",
            "Forwarded": f"for=203.0.113.{n}",
        }
        answer = browser.post(
            "/accounts/login/", {"login": invented("x"), "password": "no no no no no"}, headers=headers
        )
        limited = limited or answer.status_code == 429 or "data-proof" in answer.text
    refused(when=limited, otherwise="sixty attempts from one network were all taken for others'")


@attack(AREA, "make the server hash a megabyte")
def _long(scene: Scene) -> None:
    began = time.monotonic()
    answer = stranger(scene, 34).sign_in(scene.alice.address, "x" * 900_000)
    refused(when=answer.status_code < 500 and time.monotonic() - began < 5, otherwise="it took the bait")


@attack(AREA, "sign up with a password everybody uses")
def _common(scene: Scene) -> None:
    for word in ("password1234", "123456789012", "qwertyuiopas", "assayassayassay"):
        answer = stranger(scene, 35).post("/accounts/signup/", {"email": invented("weak"), "password1": word})
        refused(when=answer.status_code in {200, 422}, otherwise=f"{word!r} was taken")


@attack(AREA, "enter an account whose address nobody proved")
def _unproven(scene: Scene) -> None:
    address, browser = invented("unproven"), stranger(scene, 36)
    browser.post("/accounts/signup/", {"email": address, "password1": PASSWORD})
    browser.sign_in(address)
    refused(when=not browser.is_in, otherwise="an unproven address is enough")


@attack(AREA, "put a password into an address, where logs and histories keep it")
def _query(scene: Scene) -> None:
    browser = stranger(scene, 37)
    browser.get("/accounts/login/", params={"login": scene.mallory.address, "password": PASSWORD})
    refused(when=not browser.is_in, otherwise="a GET signed us in")


@each(AREA, "be sent elsewhere after signing in: {}", AWAY)
def _away(scene: Scene, place: str) -> None:
    traveller = newcomer(scene.target, "traveller", network=f"127.8.3.{1 + AWAY.index(place)}")
    browser = traveller.browser
    browser.post("/accounts/logout/", form="/accounts/logout/")
    answer = browser.post(
        "/accounts/login/", {"login": traveller.address, "password": PASSWORD, "next": place}, params={"next": place}
    )
    carried_out(answer, 302)
    location = answer.headers.get("Location", "")
    refused(
        when="evil" not in location.partition("?")[0] and "script" not in location.partition("?")[0], otherwise=location
    )
    refused(when="X-Injected" not in answer.headers, otherwise="a header was injected")
