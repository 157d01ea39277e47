"""A workspace and its people over the interface: Olga owns it, Adam is admin and wants more, Mallory is outside."""

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from tests.attack.book import Scene, attack, carried_out, each, refused
from tests.attack.outsider import PASSWORD, Browser, Person, Target, at_once, invented, newcomer

AREA: Final = "workspaces"
REACHES: Final = [
    ("GET", "members/{olga}", None), ("PATCH", "members/{olga}", {"role": "viewer"}),
    ("DELETE", "members/{olga}", None),
    ("POST", "invitations/{invitation}/send", None), ("DELETE", "invitations/{invitation}", None),
]  # fmt: skip
RISES: Final = [
    ("PATCH", "members/{adam}", {"role": "owner"}), ("PATCH", "members/{vic}", {"role": "owner"}),
    ("PATCH", "members/{olga}", {"role": "viewer"}), ("DELETE", "members/{olga}", None),
    ("POST", "invitations", {"email": "heir@example.org", "role": "owner"}),
]  # fmt: skip
SLIPPED: Final = [
    ("PATCH", "workspace", {"name": "x", "is_personal": True}), ("PATCH", "workspace", {"name": "x", "id": "{here}"}),
    ("PATCH", "members/{vic}", {"role": "viewer", "person_id": "{adam}"}),
    ("PATCH", "members/{vic}", {"role": "viewer", "workspace_id": "{here}"}),
    ("POST", "invitations", {"email": "x@example.org", "role": "viewer", "invited_by": "{olga}"}),
    ("POST", "invitations", {"email": "x@example.org", "role": "viewer", "accepted_by": "{adam}"}),
    ("POST", "invitations", {"email": ["x@example.org", "y@example.org"], "role": "viewer"}),
    ("POST", "invitations", {"email": "x@example.org\r\nBcc: y@example.org", "role": "viewer"}),
]  # fmt: skip


@dataclass(frozen=True)
class Team:
    """``ids``: of the three and of an invitation that waits."""

    olga: Person
    adam: Person
    vic: Person
    ids: dict[str, str]


@cache
def _settled(target: Target) -> Team:
    """Open a workspace and bring two more in, the ordinary way."""
    olga, adam, vic = (newcomer(target, name, network="127.81.0.1") for name in ("olga", "adam", "vic"))
    carried_out(olga.browser.post("/app/workspace/list/", {"name": "Olga & Co"}), 302)
    for who, role in ((adam, "admin"), (vic, "viewer")):
        asked = carried_out(olga.browser.call("POST", "invitations", {"email": who.address, "role": role}), 201).json()
        place = f"/app/workspace/invitations/{asked['id']}/accept/"
        carried_out(who.browser.post(place, form="/app/workspace/list/"), 302)
    ids = {name: _me(who)["person_id"] for name, who in (("olga", olga), ("adam", adam), ("vic", vic))}
    wanted = {"email": invented("waits"), "role": "viewer"}
    made = carried_out(olga.browser.call("POST", "invitations", wanted), 201).json()
    return Team(olga, adam, vic, {**ids, "here": _me(olga)["workspace_id"], "invitation": made["id"]})


def team(scene: Scene) -> Team:
    """Olga's workspace."""
    return _settled(scene.target)


def _me(who: Person) -> Any:
    return carried_out(who.browser.get("/api/v1/me"), 200).json()


def _roles(there: Team) -> dict[str, str]:
    items = carried_out(there.olga.browser.get("/api/v1/members"), 200).json()["items"]
    return {one["person_id"]: one["role"] for one in items}


def _tried(there: Team, who: Browser, act: tuple[str, str, Any]) -> Any:
    method, path, body = act
    sent = body and {name: v.format(**there.ids) if isinstance(v, str) else v for name, v in body.items()}
    return who.call(method, path.format(**there.ids), sent)


@each(AREA, "reach into Olga's workspace from outside: {}", REACHES)
def _reach(scene: Scene, act: tuple[str, str, Any]) -> None:
    there = team(scene)
    before = _roles(there)
    answer = _tried(there, scene.mallory.browser, act)
    refused(when=answer.status_code == 404 and "olga" not in answer.text, otherwise=f"answered {answer.status_code}")
    if act[0] != "GET":  # with Olga's cookies, as a page of Mallory's would send it
        forged = there.olga.browser.send(act[0], f"/api/v1/{act[1].format(**there.ids)}", json=act[2])
        refused(when=forged.status_code == 403, otherwise=f"forged, it answered {forged.status_code}")
    refused(when=_roles(there) == before, otherwise="somebody's place was changed")


@each(AREA, "rise above an admin: {}", RISES)
def _rise(scene: Scene, act: tuple[str, str, Any]) -> None:
    there = team(scene)
    before = _roles(there)
    answer = _tried(there, there.adam.browser, act)
    refused(when=answer.status_code == 403 and _roles(there) == before, otherwise=f"answered {answer.status_code}")


@each(AREA, "slip in what no request has: {}", SLIPPED)
def _slip(scene: Scene, act: tuple[str, str, Any]) -> None:
    there = team(scene)
    before, waiting = _roles(there), there.olga.browser.get("/api/v1/invitations").json()["items"]
    answer = _tried(there, there.adam.browser, act)
    refused(when=answer.status_code == 422, otherwise=f"answered {answer.status_code}: {answer.text[:80]}")
    stands = there.olga.browser.get("/api/v1/invitations").json()["items"]
    refused(when=(before, waiting) == (_roles(there), stands), otherwise="something was changed")


@each(AREA, "leave a workspace without an owner: {}", [
    ("POST", "workspace/leave", None), ("DELETE", "members/{olga}", None),
    ("PATCH", "members/{olga}", {"role": "admin"})])  # fmt: skip
def _orphan(scene: Scene, act: tuple[str, str, Any]) -> None:
    there = team(scene)
    answer = _tried(there, there.olga.browser, act)
    refused(when=answer.status_code == 409, otherwise=f"answered {answer.status_code}")
    refused(when=_roles(there)[there.ids["olga"]] == "owner", otherwise="nobody owns it")


@attack(AREA, "leave a workspace without an owner, two owners at once")
def _orphan_at_once(scene: Scene) -> None:
    """Each takes the other's role away in the same moment, again and again; somebody has to stay owner."""
    pair = [newcomer(scene.target, name, network="127.81.0.2") for name in ("one", "two")]
    one, two = (who.browser for who in pair)
    carried_out(one.post("/app/workspace/list/", {"name": "Torn"}), 302)
    asked = carried_out(one.call("POST", "invitations", {"email": pair[1].address, "role": "owner"}), 201).json()["id"]
    carried_out(two.post(f"/app/workspace/invitations/{asked}/accept/", form="/app/workspace/list/"), 302)
    ids = [_me(who)["person_id"] for who in pair]
    sent = [{"X-CSRFToken": each.token("/app/settings/"), "Referer": f"{scene.target.web}/app/"} for each in (one, two)]

    def lower_the_other(number: int) -> int:
        at = number % 2
        place = f"/api/v1/members/{ids[1 - at]}"
        return (one, two)[at].send("PATCH", place, json={"role": "viewer"}, headers=sent[at]).status_code

    answers = set(at_once(20, lower_the_other))
    roles = [_me(who)["role"] for who in pair]
    is_whole = answers <= {204, 401, 403, 429, 503}  # 401: with another role a session has another key
    refused(when="owner" in roles and is_whole, otherwise=f"{roles}, answers {answers}")


@attack(AREA, "find out from an invitation's answer who has an account")
def _oracle(scene: Scene) -> None:
    there, told = team(scene), set()
    for address in (scene.alice.address, invented("nobody")):
        answer = there.olga.browser.call("POST", "invitations", {"email": address, "role": "viewer"})
        told.add((answer.status_code, tuple(answer.json()), tuple(sorted(answer.headers))))
        there.olga.browser.call("DELETE", f"invitations/{answer.json()['id']}")
    refused(when=len(told) == 1, otherwise=f"{len(told)} different answers")


@attack(AREA, "manage people with a stolen key, without its signature or with one made up")
def _stolen_key(scene: Scene) -> None:
    there, robbed = team(scene), Browser(scene.target, network="127.81.0.3")
    carried_out(there.olga.browser.post("/accounts/reauthenticate/", {"password": PASSWORD}), 302)
    order = {"name": "Robbed", "scopes": ["members:read", "members:write", "workspace:write"]}
    key = carried_out(there.olga.browser.call("POST", "keys", order), 201).json()["key"]
    made_up = {"Signature-Input": 'sig=("@method");created=1;keyid="x";nonce="0123456789abcdef";alg="ed25519"'}
    before = _roles(there)
    for more in ({}, {**made_up, "Signature": f"sig=:{'A' * 86}==:"}):
        for method, path, body in (*REACHES, ("GET", "members", None), ("PATCH", "workspace", {"name": "Mine"})):
            place, headers = f"/api/v1/{path.format(**there.ids)}", {"Authorization": f"Bearer {key}", **more}
            status = robbed.send(method, place, json=body, headers=headers).status_code
            refused(when=status in {401, 403}, otherwise=f"{method} {path} answered {status}")
    refused(when=_roles(there) == before, otherwise="somebody's place was changed")


@attack(AREA, "make a key to manage the workspace as somebody who may not")
def _reserved(scene: Scene) -> None:
    there = team(scene)
    carried_out(there.olga.browser.call("PATCH", f"members/{there.ids['vic']}", {"role": "member"}), 204)
    carried_out(there.vic.browser.post("/accounts/reauthenticate/", {"password": PASSWORD}), 302)
    for scope in ("members:read", "members:write", "workspace:write", "audit:read"):
        answer = there.vic.browser.call("POST", "keys", {"name": "x", "scopes": ["ideas:read", scope]})
        refused(when=answer.status_code == 403, otherwise=f"{scope} answered {answer.status_code}")


@attack(AREA, "come back by an invitation one sent oneself, after being removed")
def _come_back(scene: Scene) -> None:
    there = team(scene)
    eve, friend = (newcomer(scene.target, name, network="127.81.0.4") for name in ("eve", "friend"))
    asked = carried_out(there.olga.browser.call("POST", "invitations", {"email": eve.address, "role": "admin"}), 201)
    place = "/app/workspace/invitations/{}/accept/"
    carried_out(eve.browser.post(place.format(asked.json()["id"]), form="/app/workspace/list/"), 302)
    back = carried_out(eve.browser.call("POST", "invitations", {"email": friend.address, "role": "admin"}), 201).json()
    carried_out(there.olga.browser.call("DELETE", f"members/{_me(eve)['person_id']}"), 204)
    answer = friend.browser.post(place.format(back["id"]), form="/app/workspace/list/")
    refused(when=answer.status_code == 404, otherwise=f"answered {answer.status_code}")
    inside = eve.browser.get(f"/api/v1/members/{there.ids['olga']}")
    refused(when=inside.status_code == 404, otherwise=f"inside, it answered {inside.status_code}")


@attack(AREA, "tell members of other workspaces from ids that nobody has")
def _existence(scene: Scene) -> None:
    there, told = team(scene), set()
    for one in (there.ids["olga"], str(uuid.uuid4())):
        body = scene.mallory.browser.get(f"/api/v1/members/{one}").json()
        told.add(str({name: value for name, value in body.items() if name != "instance"}))
    refused(when=len(told) == 1, otherwise=f"{len(told)} different answers")
