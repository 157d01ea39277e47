"""A company's domains and its directory: proving what is not one's own, and reaching with a token for what is not."""

import html
import re
import secrets
import time
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import requests

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import PASSWORD, Browser, Person, Target, at_once, newcomer

DIRECTORY: Final = "directory"
DOMAINS: Final = "/app/settings/workspace/domains/"
TOKENS: Final = "/app/settings/workspace/directory/"
USERS: Final = "/scim/v2/Users"
NOBODYS: Final = [
    "gmail.com", "co.uk", "com", "localhost", "192.0.2.1", "[2001:db8::1]", "*.example.com", "_assay.example.com",
    "example.com/../x", "example.com\n.evil.example", "x" * 300,
]  # fmt: skip
FILTERS: Final = [
    "userName eq 'x' OR 1=1 --", "password pr", 'userName eq "x"; DROP TABLE identity_person',
    "(" * 200 + "id pr" + ")" * 200, 'said co "a"', 'userName eq "' + "x" * 5_000 + '"', "person_id pr", "\x00",
]  # fmt: skip
OUTSIDE: Final = [
    "{alice}",
    "x@elsewhere.example",
    "x@{domain}.evil.example",
    "x@sub.{domain}",
    "x@evil.example@{domain}",
    "{domain}",
]
RAISED: Final[dict[str, Any]] = {
    "roles": [{"value": "owner"}], "groups": [{"value": "admin"}], "is_staff": True, "isAdmin": True, "role": "owner",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "owner"}},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """Somebody with a shared workspace, a domain that is really theirs, and the token of their directory."""

    owner: Person
    domain: str
    token: str

    def ask(self, method: str, path: str, document: Any = None, **options: Any) -> requests.Response:
        """Speak as the directory."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json"}
        sender = Browser(self.owner.browser.target, network="127.80.1.1")
        return sender.send(method, path, json=document, headers=headers, **options)


def _claimed(owner: Person, domain: str) -> str:
    answer = carried_out(owner.browser.post(DOMAINS, {"name": domain}), 302)
    return answer.headers["Location"]


def _checked(owner: Person, page: str) -> str:
    """Ask for a check and return what the page says once it is done."""
    carried_out(owner.browser.post(f"{page}check/", form=page), 302)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        text = owner.browser.get(page).text
        if "asking the DNS now" not in text:
            return text
        time.sleep(0.3)
    raise TimeoutError("the check was not carried out")


def _value(owner: Person, page: str) -> str:
    found = re.search(r"assay-domain-verification=[0-9a-f]+", owner.browser.get(page).text)
    assert found
    return found[0]


def _publish(target: Target, domain: str, *values: str) -> None:
    said = {"name": f"_assay.{domain}", "values": list(values)}
    carried_out(requests.put(f"{target.dns}/api/records", json=said, timeout=10), 201)


def _invented() -> str:
    return f"company-{secrets.token_hex(5)}.com"


@cache
def settled(target: Target, network: str) -> Company:
    """Open a company's workspace the ordinary way, once for each network."""
    owner, domain = newcomer(target, "company", network=network), _invented()
    again = {"password": PASSWORD}  # a link from a mail is no proof that is fresh enough for these pages
    carried_out(owner.browser.post("/accounts/reauthenticate/", again), 302)
    carried_out(owner.browser.post("/app/workspace/list/", {"name": "Company"}), 302)
    page = _claimed(owner, domain)
    _publish(target, domain, _value(owner, page))
    if "The record was found" not in _checked(owner, page):
        raise RuntimeError("the domain was not proven")
    once = re.search(r'name="once" value="([^"]+)"', owner.browser.get(TOKENS).text)
    shown = carried_out(owner.browser.post(TOKENS, {"group": "member", "once": once[1] if once else ""}), 201)
    token = re.search(r"assay_scim_\w{12}_\w{38}", html.unescape(shown.text))
    assert token
    return Company(owner=owner, domain=domain, token=token[0])


def company(scene: Scene) -> Company:
    """The company whose directory attacks."""
    return settled(scene.target, "127.80.0.1")


def other(scene: Scene) -> Company:
    """The company that is attacked."""
    return settled(scene.target, "127.80.0.2")


@each(DIRECTORY, "claim {}, which is no company's", NOBODYS)
def _nobodys(scene: Scene, name: str) -> None:
    answer = company(scene).owner.browser.post(DOMAINS, {"name": name})
    refused(when=answer.status_code == 422, otherwise=f"answered {answer.status_code}")


@attack(DIRECTORY, "prove a domain without its record, with somebody else's value and with one that was guessed")
def _unproven(scene: Scene) -> None:
    owner, domain = company(scene).owner, _invented()
    page, elsewhere = _claimed(owner, domain), _claimed(other(scene).owner, domain)
    for values in ((), (_value(other(scene).owner, elsewhere),), ("assay-domain-verification=" + "0" * 40,)):
        _publish(scene.target, domain, *values)
        refused(when="The record was found" not in _checked(owner, page), otherwise=f"proven by {values}")


@attack(DIRECTORY, "prove a domain that another workspace has proven, and find out whose it is")
def _taken(scene: Scene) -> None:
    mine, theirs = company(scene), other(scene)
    page = _claimed(mine.owner, theirs.domain)
    _publish(scene.target, theirs.domain, _value(mine.owner, page))
    text = _checked(mine.owner, page)
    refused(when="already in use with another workspace" in text, otherwise="proven twice")
    refused(when=theirs.owner.address not in text, otherwise="it says whose it is")


@attack(DIRECTORY, "see, check and remove another company's domain")
def _strangers(scene: Scene) -> None:
    page = _claimed(other(scene).owner, _invented())
    browser = company(scene).owner.browser
    answers = [browser.get(page).status_code, browser.get(f"{page}remove/").status_code]
    answers += [browser.post(f"{page}{word}/", form=DOMAINS).status_code for word in ("check", "remove")]
    refused(when=answers == [404] * 4, otherwise=f"answered {answers}")


@each(DIRECTORY, "speak for a company with the token {}", ["", "x", "assay_scim_" + "a" * 51, "null", "assay_live_x_y"])
def _no_token(scene: Scene, token: str) -> None:
    sender = Browser(scene.target, network="127.80.1.2")
    for browser in (sender, company(scene).owner.browser):
        answer = browser.get(USERS, headers={"Authorization": f"Bearer {token}"})
        refused(when=answer.status_code == 401, otherwise=f"answered {answer.status_code}")


@each(DIRECTORY, "name {}, who is not of the company", OUTSIDE)
def _outside(scene: Scene, name: str) -> None:
    there = company(scene)
    address = name.format(alice=scene.alice.address, domain=there.domain)
    answer = there.ask("POST", USERS, {"userName": address})
    refused(when=answer.status_code == 400, otherwise=f"answered {answer.status_code}")


@attack(DIRECTORY, "make an owner, an admin or one of the staff by what is said of them")
def _raised(scene: Scene) -> None:
    there = company(scene)
    made = carried_out(there.ask("POST", USERS, {"userName": f"raised@{there.domain}", **RAISED}), 201).json()
    for method, document in (
        ("PUT", {"userName": made["userName"], **RAISED}),
        ("PATCH", {"Operations": [{"op": "add", "path": name, "value": value} for name, value in RAISED.items()]}),
    ):
        answer = there.ask(method, f"{USERS}/{made['id']}", document)
        groups = [one["value"] for one in answer.json().get("groups", [])]
        refused(when=groups == ["member"], otherwise=f"{method} made {groups}")
    owner = there.ask("PATCH", "/scim/v2/Groups/owner", {"Operations": [{"op": "add", "path": "members"}]})
    refused(when=owner.status_code == 404, otherwise=f"owners are a group: {owner.status_code}")


@attack(DIRECTORY, "read, change and take out somebody of another company")
def _others(scene: Scene) -> None:
    mine, theirs = company(scene), other(scene)
    user = carried_out(theirs.ask("POST", USERS, {"userName": f"theirs@{theirs.domain}"}), 201, 409)
    listed = theirs.ask("GET", USERS).json()["Resources"]
    found = user.json()["id"] if user.status_code == 201 else listed[0]["id"]
    document = {"userName": f"theirs@{theirs.domain}", "Operations": [{"op": "replace", "value": {"active": False}}]}
    answers = {
        mine.ask(method, f"{USERS}/{found}", document).status_code for method in ("GET", "PUT", "PATCH", "DELETE")
    }
    refused(when=answers == {404}, otherwise=f"answered {answers}")
    seen = mine.ask("GET", USERS).text
    refused(when=theirs.domain not in seen, otherwise="the list holds other companies' people")


@attack(DIRECTORY, "enter an account that a directory opened, without its mailbox")
def _opened(scene: Scene) -> None:
    there = company(scene)
    carried_out(
        there.ask("POST", USERS, {"userName": f"opened@{there.domain}", "password": "violet tractor hums"}), 201, 409
    )
    for password in ("", "violet tractor hums", "!", "None"):
        browser = Browser(scene.target, network="127.80.1.3")
        browser.sign_in(f"opened@{there.domain}", password)
        refused(when=not browser.is_in, otherwise=f"entered with {password!r}")


@each(DIRECTORY, "filter by {}", FILTERS)
def _filtered(scene: Scene, text: str) -> None:
    answer = company(scene).ask("GET", USERS, params={"filter": text})
    refused(when=answer.status_code == 400, otherwise=f"answered {answer.status_code}")


@attack(DIRECTORY, "break the reader with bodies that are deep, large or none")
def _bodies(scene: Scene) -> None:
    there = company(scene)
    headers = {"Authorization": f"Bearer {there.token}", "Content-Type": "application/scim+json"}
    sender = Browser(scene.target, network="127.80.1.4")
    for body in ("[" * 200_000, '{"a":' * 100_000, "x" * 2_000_000, "", "null", '{"userName": NaN}'):
        answer = sender.send("POST", USERS, data=body, headers=headers)
        refused(when=answer.status_code in {400, 413}, otherwise=f"answered {answer.status_code}")


@attack(DIRECTORY, "name one person twenty times at the same moment")
def _race(scene: Scene) -> None:
    there, name = company(scene), secrets.token_hex(4)
    answers = at_once(20, lambda _: there.ask("POST", USERS, {"userName": f"{name}@{there.domain}"}).status_code)
    refused(when=answers.count(201) == 1 and set(answers) <= {201, 409, 503}, otherwise=f"answered {answers}")


@attack(DIRECTORY, "go on with a token that was revoked")
def _revoked(scene: Scene) -> None:
    there = settled(scene.target, "127.80.0.3")
    page = re.search(rf"{TOKENS}[0-9a-f-]+/revoke/", there.owner.browser.get(TOKENS).text)
    assert page
    carried_out(there.owner.browser.post(page[0]), 302)
    answer = there.ask("GET", USERS)
    refused(when=answer.status_code == 401, otherwise=f"answered {answer.status_code}")
