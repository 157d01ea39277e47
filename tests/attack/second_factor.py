"""Passing off as a second factor what is none: a word that is unsigned, low, old, of another company or of before.

A company asks its people for a second factor and takes its provider's word for it. They try to get round that, by a
provider that says what it should not and by what they bring from elsewhere.
"""

import base64
import hashlib
import hmac
import html
import re
import struct
import time
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import requests

from tests.attack import directory
from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.federation import elsewhere, sent
from tests.attack.outsider import PASSWORD, Browser, Target

AREA: Final = "second word"
SIGN_IN: Final = "/app/settings/workspace/sign-in/"
ASKING, APP, INSIDE = "/app/settings/workspace/security/", "/app/settings/security/app/", "/app/ideas/"
CONFIRM: Final = "/app/settings/accounts/confirm/"
UNTRUE: Final = ["text_amr", "nested_amr", "huge_amr", "silent", "future", "wordy_time"]
WAVED: Final = ["stale", "silent", "future"]


@dataclass(frozen=True, slots=True)
class Strict:
    """A company that asks for a second factor, and its provider."""

    owner: Browser
    domain: str
    key: str
    tenant: str

    def out(self, browser: Browser, query: str = "") -> str:
        """Go to the provider; return where the product sends the browser."""
        answer = carried_out(browser.get(f"/accounts/with/{self.key}/{query}"), 302)
        return answer.headers["Location"]

    def chosen(self, where: str, *, name: str = "dana", several: bool = False) -> str:
        """Be somebody there, with a second factor or without; return the way back."""
        said = {"email": f"{name}@{self.domain}", "email_verified": "yes", "several": "yes" if several else "no"}
        return requests.post(where, data=said, timeout=10, allow_redirects=False).headers["Location"]

    def come(self, target: Target, *, name: str = "dana", several: bool = False) -> Browser:
        """Come in as somebody, the first time by opening an account."""
        browser = elsewhere(target)
        answer = browser.get(self.chosen(self.out(browser), name=name, several=several))
        if answer.headers.get("Location") == "/accounts/with/open/":
            browser.post("/accounts/with/open/")
        return browser

    def cheat(self, *faults: str) -> None:
        """Tell the provider to say what it should not."""
        carried_out(requests.post(f"{self.tenant}/cheat", json=list(faults), timeout=10), 200)


@cache
def strict(target: Target) -> Strict:
    """Set a company up, whose owner has an app of their own; see that its people get in as they should."""
    settled = directory.settled(target, "127.80.0.3")
    owner, tenant = settled.owner.browser, _tenant(target)
    _set_up_app(owner)
    secret = re.search(rf"{re.escape(tenant)}<br>assay / ([^<]+)<", requests.get(_origin(tenant), timeout=10).text)
    said = {"issuer": tenant, "client_id": "assay", "secret": secret[1] if secret else "", "role": "member"}
    carried_out(owner.post(SIGN_IN, said), 302)
    page = owner.get(SIGN_IN).text
    key, ticket = re.findall(r"/accounts/with/([0-9a-f-]{36})/\?try=([^\"]+)", page)[0]
    made = Strict(owner=owner, domain=settled.domain, key=key, tenant=tenant)
    carried_out(owner.get(made.chosen(made.out(owner, f"?try={ticket}"))), 302)
    carried_out(owner.post(f"{SIGN_IN}switch/", {"wanted": "on"}, form=SIGN_IN), 302)
    carried_out(owner.post(f"{SIGN_IN}factor/", {"is_trusted": "on"}, form=SIGN_IN), 302)
    carried_out(owner.post(ASKING, {"is_required": "on"}), 302)
    if not _is_inside(made.come(target, several=True)):
        raise RuntimeError("the ordinary way does not work")
    return made


@attack(AREA, "be inside without a second factor, by the company's sign-in alone")
def _without(scene: Scene) -> None:
    refused(when=not _is_inside(strict(scene.target).come(scene.target)), otherwise="Dana is inside")


@each(AREA, "pass off as a second factor what a provider says so: {}", UNTRUE)
def _untrue(scene: Scene, fault: str) -> None:
    company = strict(scene.target)
    company.cheat(fault)
    try:
        browser = company.come(scene.target, several=True)
    finally:
        company.cheat()
    refused(when=not _is_inside(browser), otherwise="Dana is inside")


@attack(AREA, "take a second factor along from a session that is over")
def _from_before(scene: Scene) -> None:
    company = strict(scene.target)
    browser = company.come(scene.target, several=True)
    browser.post("/accounts/logout/", form="/app/settings/accounts/")
    browser.get(company.chosen(company.out(browser)))
    carried_out(browser.get("/app/settings/"), 200)
    refused(when=not _is_inside(browser), otherwise="Dana is inside")


@attack(AREA, "have the decision come back that was taken back, and with it the word")
def _taken_back(scene: Scene) -> None:
    company = strict(scene.target)
    browser = company.come(scene.target, several=True)
    for said in ({}, {"is_trusted": "on"}):
        carried_out(company.owner.post(f"{SIGN_IN}factor/", said, form=SIGN_IN), 302)
        refused(when=not _is_inside(browser), otherwise=f"Dana is inside after {said}")


@each(AREA, "be let through by the provider where a proof of now is asked for: {}", WAVED)
def _waved_through(scene: Scene, fault: str) -> None:
    company = strict(scene.target)
    browser = company.come(scene.target, name="wim", several=True)
    page = browser.get(f"{CONFIRM}?next={APP}").text
    query = html.unescape(re.findall(r"/accounts/with/[0-9a-f-]{36}/(\?confirm=[^\"]+)", page)[0])
    where = company.out(browser, query)
    company.cheat(fault)
    try:
        answer = browser.get(company.chosen(where, name="wim", several=True))
    finally:
        company.cheat()
    refused(when=answer.status_code == 403, otherwise=f"got {answer.status_code}")


@attack(AREA, "confirm as somebody else of the same company, and from a page elsewhere")
def _somebody_else(scene: Scene) -> None:
    company = strict(scene.target)
    browser = company.come(scene.target, name="eve", several=True)
    guessed = browser.get(f"/accounts/with/{company.key}/?confirm=guessed").status_code
    refused(when=guessed == 403, otherwise=f"the trip began: {guessed}")
    query = html.unescape(re.findall(r"/accounts/with/[0-9a-f-]{36}/(\?confirm=[^\"]+)", browser.get(CONFIRM).text)[0])
    answer = browser.get(company.chosen(company.out(browser, query), several=True))
    refused(when=answer.status_code == 403, otherwise=f"got {answer.status_code}")


@attack(AREA, "decide it for a company that is not one's own, and as one of its members")
def _decided(scene: Scene) -> None:
    company = strict(scene.target)
    for browser, form in ((scene.mallory.browser, APP), (company.come(scene.target, several=True), "/app/settings/")):
        answer = browser.post(f"{SIGN_IN}factor/", {"is_trusted": "on"}, form=form)
        refused(when=answer.status_code in {302, 403, 404}, otherwise=f"got {answer.status_code}")
    page = company.owner.get(SIGN_IN).text
    refused(
        when=page.count("The provider&#x27;s word counts") + page.count("The provider's word counts") == 1,
        otherwise="it changed",
    )


def _is_inside(browser: Browser) -> bool:
    return 200 in {browser.get(INSIDE).status_code, browser.get("/api/v1/ideas").status_code}


def _tenant(target: Target) -> str:
    """Find the stand-in where the product sends browsers; the company's tenant stands beside Google's."""
    return f"{_origin(sent(elsewhere(target)))}company"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _set_up_app(owner: Browser) -> None:
    carried_out(owner.post("/accounts/reauthenticate/", {"password": PASSWORD}), 302)
    shown = re.search(r'class="key"[^>]*>([^<]+)<', owner.get(APP).text)
    key = base64.b32decode(shown[1].replace(" ", "")) if shown else b""
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    number = struct.unpack(">I", digest[(at := digest[-1] & 15) : at + 4])[0] & 0x7FFFFFFF
    carried_out(owner.post(APP, {"code": f"{number % 1_000_000:06}"}), 302, 200)
