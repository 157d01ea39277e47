"""SCIM 2.0 as RFC 7643 and 7644 have it: a walk through everything a directory may ask."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assay.kernel.models import OutboxRow
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role
from assay.modules.identity.models import ApiKey, Person
from tests.directory.scim import Directory, directory, order
from tests.identity.make import person
from tests.identity.programs import program

pytestmark = pytest.mark.django_db
MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"
CORE = "urn:ietf:params:scim:schemas:core:2.0:"


@pytest.fixture
def there() -> Directory:
    return directory()


def who(address: str) -> Person:
    return Person.objects.get(email=address)


def test_it_says_what_it_can_do_and_of_what_shape_things_are(there: Directory) -> None:
    can = there.ask("GET", "ServiceProviderConfig").json()
    supported = {name: can[name]["supported"] for name in ("patch", "bulk", "filter", "changePassword", "sort", "etag")}
    assert {"patch", "filter", "etag"} == {name for name, is_it in supported.items() if is_it}
    kinds = there.ask("GET", "ResourceTypes").json()
    assert ["User", "Group"] == [one["id"] for one in kinds["Resources"]]
    assert "/Users" == there.ask("GET", "ResourceTypes/User").json()["endpoint"]
    shapes = there.ask("GET", "Schemas").json()["Resources"]
    assert [f"{CORE}User", f"{CORE}Group"] == [one["id"] for one in shapes]
    shape = there.ask("GET", f"Schemas/{CORE}User").json()
    assert "immutable" == next(one for one in shape["attributes"] if one["name"] == "userName")["mutability"]
    assert 404 == there.ask("GET", "Schemas/nothing").status_code


def test_who_is_named_gets_an_account_without_a_password_and_a_place(there: Directory) -> None:
    sent = order("Ann", externalId="701984", name={"givenName": "Ann", "familyName": "Lee"})
    answer = there.ask("POST", "Users", sent)
    assert 201 == answer.status_code
    assert "application/scim+json" == answer["Content-Type"]
    user = answer.json()
    assert user["meta"]["location"] == answer["Location"]
    assert answer["Location"].endswith(f"/scim/v2/Users/{user['id']}")
    assert ("ann@example.com", "701984", True) == (user["userName"], user["externalId"], user["active"])
    assert {"givenName": "Ann", "familyName": "Lee"} == user["name"]
    ann = who("ann@example.com")
    assert not ann.has_usable_password()
    assert ("Ann Lee", Role.MEMBER) == (ann.name, there.role_of(ann.pk))
    mail = Message.objects.get(template="directory/mail/named")
    assert reverse("account_reset_password") in mail.text
    assert user == there.ask("GET", f"Users/{user['id']}").json()


def test_an_account_that_was_opened_by_a_directory_comes_in_by_proving_the_mailbox(there: Directory) -> None:
    there.named()
    answer = there.client.post("/accounts/password/reset/", {"email": "ann@example.com"})
    assert 302 == answer.status_code
    assert Message.objects.filter(template__contains="password_reset_key", recipient="ann@example.com").exists()


def test_somebody_with_an_account_keeps_it_and_gets_a_place(there: Directory) -> None:
    ann = person(email="ann@example.com", name="Ann as she likes it")
    user = there.named(displayName="Ann of HR")
    assert Role.MEMBER is there.role_of(ann.pk)
    assert there.patch(f"Users/{user['id']}", {"op": "replace", "path": "displayName", "value": "Ann 2"}).json()[
        "displayName"
    ]
    ann.refresh_from_db()
    assert ("Ann as she likes it", True) == (ann.name, ann.has_usable_password())


def test_an_account_that_never_proved_the_address_gives_way(there: Directory) -> None:
    squatter = person(email="ann@example.com", verified=False)
    there.named()
    ann = who("ann@example.com")
    assert squatter.pk != ann.pk
    assert not ann.has_usable_password()


def test_the_same_user_twice_is_a_conflict(there: Directory) -> None:
    there.named()
    answer = there.ask("POST", "Users", order("ANN"))
    assert (409, "uniqueness") == (answer.status_code, answer.json()["scimType"])
    assert [f"{MESSAGES}Error"] == answer.json()["schemas"]
    assert "409" == answer.json()["status"]


def test_lists_are_filtered_and_paged(there: Directory) -> None:
    for name in ("ann", "bea", "cem"):
        there.named(name, externalId=f"x-{name}")
    whole = there.ask("GET", "Users").json()
    assert ([f"{MESSAGES}ListResponse"], 3, 1, 3) == tuple(
        whole[name] for name in ("schemas", "totalResults", "startIndex", "itemsPerPage")
    )
    page = there.ask("GET", "Users?startIndex=2&count=1").json()
    assert (3, 2, ["bea@example.com"]) == (
        page["totalResults"],
        page["startIndex"],
        [one["userName"] for one in page["Resources"]],
    )
    none = there.ask("GET", "Users?count=0").json()
    assert (3, []) == (none["totalResults"], none["Resources"])
    assert 1 == there.ask("GET", "Users?startIndex=-4").json()["startIndex"]
    for text, names in {
        'userName eq "BEA@example.com"': ["bea"],
        'externalId eq "x-cem" or userName sw "a"': ["ann", "cem"],
        f'id eq "{whole["Resources"][0]["id"]}"': ["ann"],
        "active eq true": ["ann", "bea", "cem"],
        'not (userName co "bea") and active eq "True"': ["ann", "cem"],
        'emails[type eq "work" and value ew "example.com"]': ["ann", "bea", "cem"],
        'externalId eq "X-cem"': [],
    }.items():
        found = there.client.get(
            "/scim/v2/Users", {"filter": text}, headers={"Authorization": f"Bearer {there.token}"}
        ).json()
        assert [f"{name}@example.com" for name in names] == [one["userName"] for one in found["Resources"]], text


def test_one_gets_as_many_attributes_as_one_asks_for(there: Directory) -> None:
    user = there.named(name={"givenName": "Ann", "familyName": "Lee"})
    some = there.ask("GET", f"Users/{user['id']}?attributes=userName,name.familyName").json()
    assert {"schemas", "id", "userName", "name"} == set(some)
    assert {"familyName": "Lee"} == some["name"]
    less = there.ask("GET", "Users?excludedAttributes=emails,meta,id").json()["Resources"][0]
    assert {"emails", "meta"} & set(less) == set()
    assert user["id"] == less["id"]


def test_put_says_everything_anew(there: Directory) -> None:
    user = there.named(externalId="1", name={"givenName": "Ann"})
    answer = there.ask("PUT", f"Users/{user['id']}", order("ann", name={"familyName": "Ng"}))
    assert 200 == answer.status_code
    assert {"familyName": "Ng"} == answer.json()["name"]
    assert "externalId" not in answer.json()
    assert "Ng" == who("ann@example.com").name


def test_a_version_that_is_old_changes_nothing(there: Directory) -> None:
    user = there.named()
    first = there.ask("GET", f"Users/{user['id']}")["ETag"]
    assert first == user["meta"]["version"]
    assert 304 == there.ask("GET", f"Users/{user['id']}", If_None_Match=first).status_code
    changed = there.ask("PUT", f"Users/{user['id']}", order(displayName="A"), If_Match=first)
    assert (200, True) == (changed.status_code, changed["ETag"] != first)
    for method in ("PUT", "DELETE"):
        stale = there.ask(method, f"Users/{user['id']}", order(displayName="B"), If_Match=first)
        assert (412, "412") == (stale.status_code, stale.json()["status"])
    assert "A" == there.ask("GET", f"Users/{user['id']}").json()["displayName"]


def test_who_is_inactive_has_no_place_and_no_keys_and_comes_back(there: Directory) -> None:
    user = there.named()
    ann = who("ann@example.com")
    holder = program(ann, scopes=("ideas:read",), workspace_id=there.crew.workspace_id)
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code
    out = there.patch(f"Users/{user['id']}", {"op": "replace", "path": "active", "value": False})
    assert (200, False) == (out.status_code, out.json()["active"])
    assert there.role_of(ann.pk) is None
    assert Person.objects.filter(pk=ann.pk, is_active=True).exists()
    back = there.patch(f"Users/{user['id']}", {"op": "replace", "path": "active", "value": True})
    assert (True, Role.MEMBER) == (back.json()["active"], there.role_of(ann.pk))
    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code, "the key stays dead"
    with there.crew.inside():
        assert "removed" == ApiKey.objects.get().revoked_for


def test_who_is_named_as_inactive_gets_no_place(there: Directory) -> None:
    user = there.named(active=False)
    assert (False, None) == (user["active"], there.role_of(who("ann@example.com").pk))
    assert not Message.objects.filter(template="directory/mail/named").exists()


def test_delete_takes_the_place_and_leaves_the_person(there: Directory) -> None:
    user = there.named()
    ann = who("ann@example.com")
    assert 204 == there.ask("DELETE", f"Users/{user['id']}").status_code
    assert 404 == there.ask("GET", f"Users/{user['id']}").status_code
    assert 404 == there.ask("DELETE", f"Users/{user['id']}").status_code
    assert there.role_of(ann.pk) is None
    assert Person.objects.filter(pk=ann.pk).exists()
    assert user["id"] != there.named()["id"]
    assert ann.pk == who("ann@example.com").pk


def test_the_last_owner_stays(there: Directory) -> None:
    olga = there.crew.olga
    owners = directory(domain="example.org")
    user = owners.ask("POST", "Users", {"userName": owners.crew.olga.email}).json()
    assert "groups" not in user
    for attempt in (
        owners.ask("DELETE", f"Users/{user['id']}"),
        owners.patch(f"Users/{user['id']}", {"op": "replace", "value": {"active": False}}),
    ):
        assert 409 == attempt.status_code
    assert Role.OWNER is owners.role_of(owners.crew.olga.pk)
    assert olga.pk != owners.crew.olga.pk
    group = owners.patch("Groups/viewer", {"op": "add", "path": "members", "value": [{"value": user["id"]}]})
    assert 403 == group.status_code
    assert Role.OWNER is owners.role_of(owners.crew.olga.pk)


def test_groups_stand_for_roles(there: Directory) -> None:
    user = there.named()
    ann = who("ann@example.com")
    assert ["Members"] == [one["display"] for one in user["groups"]]
    names = {one["displayName"]: len(one["members"]) for one in there.ask("GET", "Groups").json()["Resources"]}
    assert {"Admins": 0, "Members": 1, "Viewers": 0} == names
    member = {"value": user["id"]}
    steps = (
        ("admin", {"op": "add", "path": "members", "value": [member]}, Role.ADMIN),
        ("member", {"op": "remove", "path": f'members[value eq "{user["id"]}"]'}, Role.ADMIN),
        ("admin", {"op": "remove", "path": "members", "value": [member]}, Role.MEMBER),
        ("viewer", {"op": "replace", "path": "members", "value": [member]}, Role.VIEWER),
        ("viewer", {"op": "remove", "path": "members"}, Role.MEMBER),
        ("admin", {"op": "replace", "value": {"displayName": "Admins", "members": [member]}}, Role.ADMIN),
    )
    for name, operation, role in steps:
        assert 200 == there.patch(f"Groups/{name}", operation).status_code
        assert role is there.role_of(ann.pk), operation
    emptied = there.ask("PUT", "Groups/admin", {"displayName": "Admins", "members": []})
    assert (200, [], Role.MEMBER) == (emptied.status_code, emptied.json()["members"], there.role_of(ann.pk))


def test_groups_are_neither_made_nor_renamed_nor_deleted(there: Directory) -> None:
    assert 409 == there.ask("POST", "Groups", {"displayName": "admins"}).status_code
    assert 400 == there.ask("POST", "Groups", {"displayName": "Owners"}).status_code
    assert 403 == there.ask("DELETE", "Groups/admin").status_code
    renamed = there.patch("Groups/admin", {"op": "replace", "path": "displayName", "value": "Owners"})
    assert (400, "mutability") == (renamed.status_code, renamed.json()["scimType"])
    assert 404 == there.ask("GET", "Groups/owner").status_code
    assert (
        404
        == there.patch("Groups/admin", {"op": "add", "path": "members", "value": [{"value": str(uuid4())}]}).status_code
    )


def test_every_change_is_a_fact(there: Directory) -> None:
    user = there.named()
    there.patch(f"Users/{user['id']}", {"op": "replace", "path": "displayName", "value": "A"})
    there.patch(f"Users/{user['id']}", {"op": "replace", "path": "displayName", "value": "A"})
    there.ask("DELETE", f"Users/{user['id']}")
    rows = OutboxRow.objects.filter(name__startswith="directory.user").order_by("created_at", "id")
    assert ["named", "changed", "removed"] == [row.name.split("_")[1].split(".")[0] for row in rows]
    assert all("ann" not in str(row.payload) for row in rows)
