"""The requests that Microsoft Entra ID and Okta send, in the order and the spelling in which they document them."""

from typing import Any

import pytest

from assay.modules.identity.api import Role
from assay.modules.identity.models import Person
from tests.directory.scim import PATCH, USER, directory

pytestmark = pytest.mark.django_db
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def person_id(address: str) -> Any:
    return Person.objects.get(email=address).pk


def test_entra_id_connects_names_changes_and_lets_go() -> None:
    entra = directory()
    looked = entra.ask("GET", 'Users?filter=userName+eq+"Test_User_dfeef4c5-5681-4387-b016-bdf221e82081"')
    assert (200, 0, []) == (looked.status_code, looked.json()["totalResults"], looked.json()["Resources"])
    made = entra.ask(
        "POST",
        "Users",
        {
            "schemas": [USER, ENTERPRISE],
            "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
            "userName": "Ellen.Reckert@example.com",
            "active": True,
            "addresses": [{"primary": False, "type": "work", "country": "Germany"}],
            "displayName": "Ellen Reckert",
            "emails": [{"primary": True, "type": "work", "value": "Ellen.Reckert@example.com"}],
            "meta": {"resourceType": "User"},
            "name": {"formatted": "Ellen Reckert", "familyName": "Reckert", "givenName": "Ellen"},
            "roles": [],
            ENTERPRISE: {"department": "Sales"},
        },
    )
    assert 201 == made.status_code, made.content
    user = made.json()
    found = entra.ask("GET", 'Users?filter=externalId+eq+"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"').json()
    assert [user["id"]] == [one["id"] for one in found["Resources"]]
    changed = entra.patch(
        f"Users/{user['id']}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "updated@example.com"},
        {"op": "Replace", "path": "name.familyName", "value": "Ng"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "HR"},
        {"op": "Replace", "path": "displayName", "value": "Ellen Ng"},
    )
    assert (200, "Ng") == (changed.status_code, changed.json()["name"]["familyName"])
    assert "Ellen Ng" == Person.objects.get(email="ellen.reckert@example.com").name
    let_go = entra.patch(f"Users/{user['id']}", {"op": "Replace", "path": "active", "value": "False"})
    assert (200, False) == (let_go.status_code, let_go.json()["active"])
    assert entra.role_of(person_id("ellen.reckert@example.com")) is None
    gone = entra.ask("GET", 'Users?filter=userName+eq+"Ellen.Reckert@example.com"+and+active+eq+"False"').json()
    assert 1 == gone["totalResults"]
    assert 204 == entra.ask("DELETE", f"Users/{user['id']}").status_code


def test_entra_id_finds_groups_by_name_and_fills_them() -> None:
    entra = directory()
    user = entra.named()
    found = entra.ask("GET", 'Groups?excludedAttributes=members&filter=displayName+eq+"Admins"').json()
    assert (1, False) == (found["totalResults"], "members" in found["Resources"][0])
    group = f"Groups/{found['Resources'][0]['id']}"
    added = {"op": "Add", "path": "members", "value": [{"$ref": None, "value": user["id"]}]}
    assert entra.patch(group, added).status_code in {200, 204}
    assert Role.ADMIN is entra.role_of(person_id("ann@example.com"))
    assert "members" not in entra.ask("GET", f"{group}?excludedAttributes=members").json()
    removed = {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": user["id"]}]}
    assert entra.patch(group, removed).status_code in {200, 204}
    assert Role.MEMBER is entra.role_of(person_id("ann@example.com"))


def test_okta_connects_names_changes_and_lets_go() -> None:
    okta = directory()
    assert 200 == okta.ask("GET", "Users?startIndex=1&count=2").status_code
    looked = okta.ask("GET", "Users?filter=userName%20eq%20%22isaac.brock%40example.com%22&startIndex=1&count=100")
    assert 0 == looked.json()["totalResults"]
    whole = {
        "schemas": [USER],
        "userName": "isaac.brock@example.com",
        "name": {"givenName": "Isaac", "familyName": "Brock"},
        "emails": [{"primary": True, "value": "isaac.brock@example.com", "type": "work"}],
        "displayName": "Isaac Brock",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    }
    made = okta.ask("POST", "Users", whole)
    assert 201 == made.status_code, made.content
    user = made.json()
    assert not Person.objects.get(email="isaac.brock@example.com").has_usable_password()
    assert "password" not in user
    assert 200 == okta.ask("GET", f"Users/{user['id']}").status_code
    put = okta.ask("PUT", f"Users/{user['id']}", {**whole, "id": user["id"], "displayName": "Ike", "meta": {}})
    assert (200, "Ike") == (put.status_code, put.json()["displayName"])
    let_go = okta.ask(
        "PATCH",
        f"Users/{user['id']}",
        {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]},
    )
    assert (200, False) == (let_go.status_code, let_go.json()["active"])
    still = okta.ask(
        "PUT", f"Users/{user['id']}", {name: whole[name] for name in ("schemas", "userName", "displayName")}
    )
    assert not still.json()["active"], "a PUT that says nothing of it brings nobody back"
    assert okta.ask("PUT", f"Users/{user['id']}", whole).json()["active"]


def test_okta_links_groups_and_pushes_members() -> None:
    okta = directory()
    user = okta.named()
    groups = okta.ask("GET", "Groups?startIndex=1&count=100").json()["Resources"]
    viewers = next(one for one in groups if one["displayName"] == "Viewers")
    path = f"Groups/{viewers['id']}"
    named = okta.patch(path, {"op": "replace", "value": {"id": viewers["id"], "displayName": "Viewers"}})
    assert 200 == named.status_code
    pushed = okta.patch(
        path,
        {"op": "remove", "path": f'members[value eq "{user["id"]}"]'},
        {"op": "add", "path": "members", "value": [{"value": user["id"], "display": "ann@example.com"}]},
    )
    assert [user["id"]] == [one["value"] for one in pushed.json()["members"]]
    assert Role.VIEWER is okta.role_of(person_id("ann@example.com"))
