"""What whoever has a token, or none, tries with it."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from assay.kernel import clock, tenancy
from assay.kernel.testing.logs import captured
from assay.modules.audit.api import system_change
from assay.modules.directory.models import Domain, Token, User
from assay.modules.directory.services.domains import drop
from assay.modules.directory.services.tokens import revoke_token
from assay.modules.identity.api import Role
from assay.modules.identity.models import Membership, Person
from tests.directory.scim import Directory, directory, order
from tests.identity.make import client_for, person
from tests.identity.sharing import team


@pytest.fixture
def there() -> Directory:
    return directory()


def status(there: Directory, text: str) -> int:
    return int(Directory(crew=there.crew, token=text).ask("GET", "Users").status_code)


@pytest.mark.django_db
def test_without_a_token_that_works_there_is_nothing(there: Directory) -> None:
    wrong = there.token[:-1] + ("a" if there.token[-1] != "a" else "b")
    assert [200, 401, 401, 401, 401] == [
        status(there, text) for text in (there.token, wrong, "", f"{there.token} ", there.token.replace("scim", "live"))
    ]
    assert 401 == Client().get("/scim/v2/Users").status_code
    assert 401 == Client().get(f"/scim/v2/Users?access_token={there.token}").status_code
    answer = there.client.get("/scim/v2/Users", headers={"Authorization": "Bearer x"})
    assert ("application/scim+json", 'Bearer realm="scim"') == (answer["Content-Type"], answer["WWW-Authenticate"])


@pytest.mark.django_db
def test_a_session_is_no_token(there: Directory) -> None:
    olga = client_for(there.crew.olga, workspace_id=there.crew.workspace_id, is_fresh=True)
    assert 401 == olga.get("/scim/v2/Users").status_code
    assert 401 == olga.post("/scim/v2/Users", order(), content_type="application/scim+json").status_code


@pytest.mark.django_db
def test_a_revoked_or_old_token_is_refused_and_one_of_another_workspace_sees_its_own(there: Directory) -> None:
    user, others = there.named(), directory(domain="example.org")
    theirs = Directory(crew=there.crew, token=others.token)
    assert 0 == theirs.ask("GET", "Users").json()["totalResults"]
    unknown = theirs.ask("GET", f"Users/{uuid4()}")
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = theirs.ask(
            method, f"Users/{user['id']}", {**order(), "Operations": [{"op": "remove", "path": "name"}]}
        )
        assert (404, unknown.json()) == (answer.status_code, answer.json())
    member = [{"op": "add", "path": "members", "value": [{"value": user["id"]}]}]
    assert 404 == theirs.patch("Groups/admin", *member).status_code
    with clock.frozen(clock.now() + timedelta(days=366)):
        assert 401 == there.ask("GET", "Users").status_code
    with there.crew.inside():
        revoke_token(there.crew.acting(there.crew.olga), Token.objects.get().pk)
    assert 401 == there.ask("GET", "Users").status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "ann@elsewhere.example",
        "ann@sub.example.com",
        "ann@example.com@elsewhere.example",
        "ann@elsewhere.example\u0000@example.com",
        "ann@elsewhere.example, b@example.com",
        '"ann@elsewhere.example"@@example.com',
        "ann@EXAMPLE.com.elsewhere.example",
        "example.com",
        "",
        7,
        None,
        ["ann@example.com"],
        {"value": "ann@example.com"},
        "a" * 250 + "@example.com",
    ],
)
def test_an_address_outside_of_the_proven_domains_is_refused(there: Directory, name: object) -> None:
    before = Person.objects.count()
    answer = there.ask("POST", "Users", {"userName": name})
    assert (400, "invalidValue") == (answer.status_code, answer.json()["scimType"])
    assert before == Person.objects.count()


@pytest.mark.django_db
def test_a_directory_is_not_heard_once_no_domain_is_proven(there: Directory) -> None:
    user = there.named()
    with there.crew.inside():
        drop(there.crew.acting(there.crew.olga), Domain.objects.get().pk)
    assert 403 == there.ask("GET", "Users").status_code
    assert 403 == there.ask("DELETE", f"Users/{user['id']}").status_code


@pytest.mark.django_db
def test_nobody_becomes_more_than_the_token_gives_by_attributes(there: Directory) -> None:
    extra = {
        "roles": [{"value": "owner", "primary": True}],
        "groups": [{"value": "admin"}],
        "role": "owner",
        "is_staff": True,
        "isStaff": True,
        "is_superuser": True,
        "person_id": str(there.crew.olga.pk),
        "id": str(uuid4()),
        "workspace_id": str(uuid4()),
        "is_made_here": True,
        "meta": {"version": "9", "resourceType": "Owner"},
        "urn:ietf:params:scim:schemas:core:2.0:User:groups": [{"value": "owner"}],
    }
    user = there.named(**extra)
    assert 200 == there.ask("PUT", f"Users/{user['id']}", {**order(), **extra}).status_code
    operations = [{"op": "add", "path": path, "value": value} for path, value in extra.items()]
    assert 200 == there.patch(f"Users/{user['id']}", *operations).status_code
    ann = Person.objects.get(email="ann@example.com")
    assert (False, Role.MEMBER) == (ann.is_staff, there.role_of(ann.pk))
    assert user["id"] != extra["id"]
    with there.crew.inside():
        row = User.objects.get()
    assert (ann.pk, there.crew.workspace_id) == (row.person_id, row.workspace_id)


@pytest.mark.django_db
def test_the_name_of_somebody_who_works_elsewhere_too_stays(there: Directory) -> None:
    user, others = there.named(displayName="Ann"), team()
    ann = Person.objects.get(email="ann@example.com")
    with others.inside(), system_change(reason="made for a test"):
        Membership.objects.create(person=ann, workspace_id=others.workspace_id, role=Role.VIEWER)
    there.patch(f"Users/{user['id']}", {"op": "replace", "path": "displayName", "value": "Fool"})
    ann.refresh_from_db()
    assert "Ann" == ann.name


@pytest.mark.django_db
def test_an_address_cannot_be_turned_into_another(there: Directory) -> None:
    user = there.named()
    person(email="bea@example.com")
    for answer in (
        there.ask("PUT", f"Users/{user['id']}", order("bea")),
        there.patch(f"Users/{user['id']}", {"op": "replace", "path": "userName", "value": "bea@example.com"}),
        there.patch(f"Users/{user['id']}", {"op": "remove", "path": "userName"}),
    ):
        assert (400, "mutability") == (answer.status_code, answer.json()["scimType"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", "invalidSyntax"),
        ("[" * 100_000, "invalidSyntax"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "invalidSyntax"),
        ('{"userName": NaN}', "invalidSyntax"),
        ("[]", "invalidSyntax"),
        ("7", "invalidSyntax"),
        ('{"userName": "\\ud800@example.com"}', "invalidValue"),
        ('{"userName": "a@example.com", "active": "maybe"}', "invalidValue"),
        ('{"userName": "a@example.com", "name": {"givenName": ["x"]}}', "invalidValue"),
        ('{"userName": "a@example.com", "displayName": "' + "x" * 300 + '"}', "invalidValue"),
        ('{"userName": "a@example.com", "displayName": "\\u202egnp.exe"}', "invalidValue"),
    ],
)
def test_a_body_that_is_no_user_is_refused(there: Directory, body: str, kind: str) -> None:
    answer = there.ask("POST", "Users", body)
    assert (400, kind) == (answer.status_code, answer.json().get("scimType"))


@pytest.mark.django_db
def test_bodies_of_other_kinds_and_sizes_are_refused(there: Directory) -> None:
    bearer = {"Authorization": f"Bearer {there.token}"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert (
            415 == there.client.generic("POST", "/scim/v2/Users", "{}", content_type=kind, headers=bearer).status_code
        )
    assert 413 == there.ask("POST", "Users", "x" * 1_100_000).status_code
    assert 405 == there.ask("DELETE", "Users").status_code
    assert 404 == there.ask("POST", "Bulk", {}).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "userName",
        "userName eq",
        'userName eq "a" or',
        "userName eq 'a'",
        'userName eq "a"; DROP TABLE identity_person',
        "password pr",
        "person_id pr",
        'said.external_id eq "x"',
        'userName like "%"',
        "active gt true",
        "(" * 50 + "active pr" + ")" * 50,
        'userName eq "' + "x" * 2_000 + '"',
        'userName eq "a" userName eq "b"',
        'userName eq "\\x"',
        'emails[type eq "work"',
        "not active eq true",
        "\x00",
    ],
)
def test_a_filter_that_cannot_be_used_is_refused(there: Directory, text: str) -> None:
    there.named()
    answer = there.client.get("/scim/v2/Users", {"filter": text}, headers={"Authorization": f"Bearer {there.token}"})
    assert (400, "invalidFilter") == (answer.status_code, answer.json()["scimType"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "document",
    [
        {},
        {"Operations": []},
        {"Operations": {}},
        {"Operations": [{"op": "move", "path": "active"}]},
        {"Operations": [{"op": "replace", "value": "x"}]},
        {"Operations": [{"op": "remove"}]},
        {"Operations": [{"op": "replace", "path": "active", "value": 7}]},
        {"Operations": [{"op": "replace", "path": ["active"], "value": True}]},
        {"Operations": [{"op": "replace", "path": "displayName", "value": "A"}, {"op": "remove", "path": "active"}]},
        {"Operations": [{"op": "add", "path": "displayName", "value": "A"}] * 101},
        {"Operations": ["x"]},
        [],
    ],
)
def test_a_patch_that_cannot_be_carried_out_changes_nothing(there: Directory, document: object) -> None:
    user = there.named()
    assert 400 == there.ask("PATCH", f"Users/{user['id']}", document).status_code
    assert user == there.ask("GET", f"Users/{user['id']}").json()


@pytest.mark.django_db
def test_numbers_of_pages_that_are_none_are_refused(there: Directory) -> None:
    for query in ("startIndex=x", "count=1e9", "count=99999999999999", "startIndex=--1", "count=²"):
        assert 400 == there.ask("GET", f"Users?{query}").status_code, query


@pytest.mark.django_db
def test_the_token_and_names_stand_in_no_log_and_no_table(there: Directory) -> None:
    with captured() as lines:
        user = there.named(externalId="EXT-4711", displayName="Zaphod")
    assert not any(text in str(lines.named("request")) for text in (there.token, "EXT-4711", "Zaphod", "ann@"))
    with tenancy.system(), connection.cursor() as cursor:
        for rows in (
            "SELECT string_agg(t::text, ' ') FROM directory_token t",
            "SELECT string_agg(t::text, ' ') FROM directory_user t",
        ):
            cursor.execute(rows)
            held = str(cursor.fetchone()[0])
            assert not any(text in held for text in (there.token, "EXT-4711", "Zaphod", "ann@example.com"))
    assert user["externalId"] == "EXT-4711"


@pytest.mark.django_db(transaction=True)
def test_of_two_that_name_somebody_at_once_one_does() -> None:
    there = directory()
    start, ends = threading.Barrier(4), []

    def name() -> None:
        try:
            own = Directory(crew=there.crew, token=there.token)
            start.wait(10)
            ends.append(own.ask("POST", "Users", order()).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=name) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert [201, 409, 409, 409] == sorted(ends)
    assert 1 == Person.objects.filter(email="ann@example.com").count()


@pytest.mark.django_db
def test_the_database_alone_keeps_directories_apart(there: Directory) -> None:
    there.named()
    with team().inside():
        assert not User.objects.exists()
        assert not Token.objects.exists()
    with tenancy.nowhere():
        assert not User.objects.exists()
