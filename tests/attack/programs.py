"""Keys, signatures and second factors: what a program shows, and what a person shows after the password."""

import base64
import binascii
import json
import uuid
from typing import Any, Final

import requests

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import FIELD, PASSWORD, Browser, at_once, newcomer

KEYS: Final = "keys"
FACTORS: Final = "factors"
BEARERS: Final = [
    "Bearer", "Bearer ", "Bearer x", "bearer assay_live_0_0", "Basic YWRtaW46YWRtaW4=", "Bearer assay_live_" + "a" * 64,
    "Bearer null", "Bearer ' OR 1=1 --", "Bearer " + "x" * 6_000, "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
]  # fmt: skip
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CODES: Final = ["000000", "123456", "111111", "999999", "0000-0000", "DEV_MFA_CODE", "' OR 1=1 --", "", "٠٠٠٠٠٠"]
PASSKEYS: Final = [
    "", "{}", "[]", "null", '{"id": "x", "type": "public-key", "response": {}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "e30", "signature": "AAAA"}}',
]  # fmt: skip


def _sum(text: str) -> str:
    number, digits = binascii.crc32(text.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
    return digits.rjust(6, "0")


@each(KEYS, "enter as a program with {}", BEARERS)
def _bearer(scene: Scene, header: str) -> None:
    for browser in (Browser(scene.target, network="127.70.1.1"), scene.mallory.browser):
        try:
            answer = browser.get("/api/v1/me", headers={"Authorization": header})
        except requests.exceptions.InvalidHeader:
            return
        refused(when=answer.status_code in {401, 403, 431}, otherwise=f"answered {answer.status_code}")


@attack(KEYS, "enter with a well-formed key that nobody made")
def _well_formed(scene: Scene) -> None:
    for body in (f"assay_live_{uuid.uuid4().hex}_{'a' * 32}", f"assay_live_{'0' * 22}_{'B' * 43}"):
        answer = Browser(scene.target, network="127.70.1.2").get(
            "/api/v1/me", headers={"Authorization": f"Bearer {body}{_sum(body)}"}
        )
        refused(when=answer.status_code == 401, otherwise=f"answered {answer.status_code}")


@attack(KEYS, "find out from the answer what is wrong with a key")
def _oracle(scene: Scene) -> None:
    tries = ["Bearer x", f"Bearer assay_live_{uuid.uuid4().hex}_{'a' * 32}000000", "Bearer assay_live_x_y"]
    browser = Browser(scene.target, network="127.70.1.3")
    told = set()
    for header in tries:
        body = browser.get("/api/v1/ideas", headers={"Authorization": header}).json()
        told.add(json.dumps({name: value for name, value in body.items() if name != "instance"}, sort_keys=True))
    refused(when=len(told) == 1, otherwise=f"{len(told)} different answers")


@attack(KEYS, "send a key in the address, where logs keep it")
def _address(scene: Scene) -> None:
    for name in ("key", "api_key", "access_token", "token", "authorization"):
        answer = Browser(scene.target, network="127.70.1.4").get("/api/v1/me", params={name: "assay_live_x_y"})
        refused(when=answer.status_code in {400, 401}, otherwise=f"?{name}= answered {answer.status_code}")


@attack(KEYS, "make a key with a session whose last proof is a forgery")
def _made_by_form(scene: Scene) -> None:
    answer = scene.mallory.browser.call("POST", "keys", {"name": "x", "scopes": ["ideas:read", "*", "admin:write"]})
    refused(when=answer.status_code in {401, 403, 422}, otherwise=f"answered {answer.status_code}")


@attack(KEYS, "revoke other people's keys through the address for code hosts")
def _reports(scene: Scene) -> None:
    sent = [{"token": "assay_live_x_y", "type": "assay", "url": "https://example.org"}]
    for headers in ({}, {"X-Signature": "x"}, {"Github-Public-Key-Signature": base64.b64encode(b"x" * 70).decode()}):
        answer = Browser(scene.target, network="127.70.1.5").send(
            "POST", "/api/v1/secret-scanning/reports", json=sent, headers=headers
        )
        refused(when=400 <= answer.status_code < 500, otherwise=f"answered {answer.status_code}: {answer.text[:80]}")


@attack(KEYS, "read, replace or revoke a key of Alice's workspace")
def _others(scene: Scene) -> None:
    for place in ("replace", "revoke"):
        answer = scene.mallory.browser.get(f"/app/settings/keys/{uuid.uuid4()}/{place}/")
        refused(when=answer.status_code in {302, 404}, otherwise=f"{place} answered {answer.status_code}")


@each(FACTORS, "take the second step without the first, with {}", CODES)
def _no_first(scene: Scene, code: str) -> None:
    browser = Browser(scene.target, network="127.71.1.1")
    token = browser.token("/accounts/login/")
    answer = browser.send("POST", "/accounts/second-step/", data={"code": code, "csrfmiddlewaretoken": token})
    refused(when=answer.status_code in {302, 403} and not browser.is_in, otherwise=f"answered {answer.status_code}")


@each(FACTORS, "enter with a passkey's answer made up: {}", PASSKEYS)
def _passkey(scene: Scene, made_up: str) -> None:
    browser = Browser(scene.target, network="127.71.1.2")
    token = browser.token("/accounts/login/")
    browser.send("POST", "/accounts/passkey/options/", data={"csrfmiddlewaretoken": token})
    sent = {"credential": made_up, "answer": made_up, "passkey": made_up, "csrfmiddlewaretoken": token}
    answer = browser.send("POST", "/accounts/passkey/", data=sent)
    refused(when=answer.status_code < 500 and not browser.is_in, otherwise=f"answered {answer.status_code}")


@each(FACTORS, "open a letter's link that was never sent: {}", [
    "lost-factor/x/", "lost-factor/x/cancel/", "not-me/x/", "confirm-email/x/", "password/reset/key/1-x/"])  # fmt: skip
def _links(scene: Scene, place: str) -> None:
    browser = Browser(scene.target, network="127.71.1.3")
    page = browser.get(f"/accounts/{place}", allow_redirects=True)
    token = FIELD.search(page.text)
    answer = browser.send("POST", page.url, data={"csrfmiddlewaretoken": token[1] if token else ""})
    refused(when=answer.status_code < 500 and not browser.is_in, otherwise=f"answered {answer.status_code}")


@each(FACTORS, "set up a factor in somebody's name without being them: {}", ["app", "passkeys/add", "codes"])
def _set_up(scene: Scene, place: str) -> None:
    answer = Browser(scene.target, network="127.71.1.4").get(f"/app/settings/security/{place}/")
    led = answer.headers.get("Location", "")
    refused(when=answer.status_code == 302 and "/accounts/login/" in led, otherwise=f"answered {answer.status_code}")


@each("workspaces", "act in a workspace of Alice's: {}", [
    ("GET", "members/{person}/"), ("POST", "members/{person}/remove/"), ("POST", "members/{person}/owner/"),
    ("POST", "invitations/{any}/revoke/"), ("POST", "invitations/{any}/accept/"), ("POST", "{any}/keep/")])  # fmt: skip
def _workspace(scene: Scene, act: tuple[str, str]) -> None:
    method, path = act
    person = scene.alice.browser.get("/api/v1/me").json()["person_id"]
    place = f"/app/workspace/{path.format(person=person, any=uuid.uuid4())}"
    sent: dict[str, Any] = {"csrfmiddlewaretoken": scene.mallory.browser.token("/app/settings/")}
    answer = scene.mallory.browser.send(method, place, data=sent if method == "POST" else None)
    is_led_away = "/accounts/" in answer.headers.get("Location", "")  # a proof of identity is asked for first
    refused(when=answer.status_code in {403, 404} or is_led_away, otherwise=f"answered {answer.status_code}")


@attack("workspaces", "accept an invitation with a token made up")
def _invitation(scene: Scene) -> None:
    for token in ("x", "a" * 43, "../../app", "%00"):
        answer = scene.mallory.browser.get(f"/invitations/{token}/", allow_redirects=True)
        offers = "accept/" in answer.text or "Alice" in answer.text
        refused(when=answer.status_code < 500 and not offers, otherwise=f"answered {answer.status_code}")


@attack("session", "end somebody else's session, or keep more than five")
def _sessions(scene: Scene) -> None:
    theirs = scene.alice.browser.get("/api/v1/sessions").json()[0]["id"]
    answer = scene.mallory.browser.call("DELETE", f"sessions/{theirs}")
    refused(when=answer.status_code == 404 and scene.alice.browser.is_in, otherwise=f"answered {answer.status_code}")
    someone = newcomer(scene.target, "many", network="127.72.1.1")
    browsers = [Browser(scene.target, network="127.72.1.1") for _ in range(8)]
    for browser in browsers:
        browser.session.cookies.update({"device": someone.browser.session.cookies.get("device") or ""})
        browser.sign_in(someone.address, PASSWORD)
    held = sum(at_once(8, lambda n: browsers[n].is_in))
    refused(when=held <= 5, otherwise=f"{held} sessions are open")


@attack("session", "replay a stolen cookie from another browser in another network")
def _stolen(scene: Scene) -> None:
    someone = newcomer(scene.target, "robbed", network="127.72.2.1")
    thief = Browser(
        scene.target, network="127.99.5.5", agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130 Edg/130"
    )
    cookie = someone.browser.session.cookies.get("sessionid") or ""
    thief.session.cookies.set("sessionid", cookie, domain="localhost.local", path="/")
    carried_out(someone.browser.get("/api/v1/me"), 200)
    answer = thief.get("/api/v1/me")
    refused(when=answer.status_code == 401, otherwise=f"answered {answer.status_code}")
