"""Coming in by the word of somebody else: forged, carried over, used twice, or given by a provider that cheats.

The provider is the stand-in that `make up` starts; the attacker finds it where the product sends browsers, and may be
whoever they like there.
"""

import secrets
from typing import Final
from urllib.parse import parse_qs, urlsplit

import requests

from tests.attack.book import Scene, attack, each, refused
from tests.attack.outsider import Browser, Target

AREA: Final = "others"
GO, BACK, OPEN = "/accounts/with/google/", "/accounts/with/google/callback/", "/accounts/with/open/"
LINKS: Final = "/app/settings/accounts/"
AWAY: Final = ["https://evil.example/", "//evil.example", "/\\\\evil.example", "javascript:alert(1)"]
CHEATS: Final = [
    "unsigned", "hashed_with_key", "hashed_own", "broken_signature", "own_key", "unknown_key", "wrong_issuer",
    "wrong_audience", "expired", "wrong_nonce", "no_nonce", "wrong_at_hash", "mixed_up", "unnamed",
]  # fmt: skip


def sent(browser: Browser, query: str = "") -> str:
    """Press the button; return where the product sends the browser."""
    answer = browser.get(f"{GO}{query}")
    if answer.status_code != 302:
        raise RuntimeError(f"no provider is there to be attacked: {answer.status_code}")
    return answer.headers["Location"]


def chosen(where: str, *, email: str) -> str:
    """Be somebody at the stand-in; return the way back."""
    said = {"email": email, "email_verified": "yes", "hd": "yes"}
    answer = requests.post(where, data=said, timeout=10, allow_redirects=False)
    return answer.headers["Location"]


def whole(browser: Browser, *, email: str, query: str = "") -> requests.Response:
    """There and back."""
    return browser.get(chosen(sent(browser, query), email=email))


def elsewhere(target: Target) -> Browser:
    """A browser at a network of its own, so that no attack runs into the limit of the one before."""
    return Browser(target, network=f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250)}.7")


def an_account(target: Target, name: str) -> tuple[Browser, str]:
    """Open an account by the provider; return the browser that is in, and the address."""
    browser, email = elsewhere(target), f"{name}-{secrets.token_hex(4)}@gmail.com"
    whole(browser, email=email)
    browser.post(OPEN)
    if not browser.is_in:
        raise RuntimeError("the ordinary way in does not work")
    return browser, email


@each(AREA, "come back without having gone: {}", ["", "state=", "state=guessed", "state=guessed&iss=x"])
def _forged(scene: Scene, query: str) -> None:
    browser = elsewhere(scene.target)
    answer = browser.get(f"{BACK}?code=stolen&{query}")
    refused(when=answer.status_code == 403 and not browser.is_in, otherwise=f"got {answer.status_code}")


@attack(AREA, "make somebody's browser come in as Mallory (login CSRF)")
def _carried_over(scene: Scene) -> None:
    back = chosen(sent(elsewhere(scene.target)), email="mallory-over@gmail.com")
    victim = elsewhere(scene.target)
    sent(victim)
    answer = victim.get(back)
    refused(when=answer.status_code == 403 and not victim.is_in, otherwise="the victim's browser took the answer")


@attack(AREA, "use an answer twice")
def _twice(scene: Scene) -> None:
    _, email = an_account(scene.target, "twice")
    browser = elsewhere(scene.target)
    back = chosen(sent(browser), email=email)
    browser.get(back)
    refused(when=browser.is_in, otherwise="the first time did not work either")
    browser.post("/accounts/logout/", form=LINKS)
    refused(when=browser.get(back).status_code == 403 and not browser.is_in, otherwise="it opened a second time")
    again = parse_qs(urlsplit(sent(browser)).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    answer = browser.get(f"{BACK}?code={code}&state={again}")
    refused(when=answer.status_code == 403 and not browser.is_in, otherwise="the code opened a second time")


@each(AREA, "be led away after signing in: {}", AWAY)
def _led_away(scene: Scene, place: str) -> None:
    _, email = an_account(scene.target, f"away-{AWAY.index(place)}")
    answer = whole(elsewhere(scene.target), email=email, query=f"?next={place}")
    refused(when=answer.headers.get("Location") == "/app/", otherwise=f"led to {answer.headers.get('Location')}")


@attack(AREA, "come in as Alice by naming her address at the provider")
def _her_address(scene: Scene) -> None:
    browser = elsewhere(scene.target)
    whole(browser, email=scene.alice.address)
    browser.post(OPEN, form="/accounts/login/")
    refused(when=not browser.is_in, otherwise="Mallory is in as Alice")
    refused(when="<li><div" not in scene.alice.browser.get(LINKS).text, otherwise="something was linked to Alice")


@each(AREA, "add a way in to Alice's account from another page: {}", ["?add=guessed", "?add=", "?try=guessed"])
def _linked_from_elsewhere(scene: Scene, query: str) -> None:
    answer = scene.alice.browser.get(f"{GO}{query}")
    refused(when=answer.status_code == 403, otherwise=f"the trip began: {answer.status_code}")


@attack(AREA, "send a visitor to the provider from another site without a question")
def _sent_unasked(scene: Scene) -> None:
    manners = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    answer = elsewhere(scene.target).get(GO, headers=manners)
    refused(when=answer.status_code == 200 and "A page elsewhere" in answer.text, otherwise="they were sent at once")


@each(AREA, "come in by a provider that cheats: {}", CHEATS)
def _cheating(scene: Scene, cheat: str) -> None:
    _, email = an_account(scene.target, f"cheat-{cheat.replace('_', '-')}")
    browser = elsewhere(scene.target)
    where = sent(browser)
    parts = urlsplit(where)
    tenant = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/authorize')}"
    requests.post(f"{tenant}/cheat", json=[cheat], timeout=10)
    try:
        answer = browser.get(chosen(where, email=email))
    finally:
        requests.post(f"{tenant}/cheat", json=[], timeout=10)
    refused(when=answer.status_code == 403 and not browser.is_in, otherwise=f"got {answer.status_code}")
