"""What nobody asked for has no effect: every column and every privileged word, sent along (ASVS V15.3.3).

The names come from the tables, so that a new column is tried without anybody thinking of it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from django.db import connection

from assay.kernel import tenancy
from tests.faults.addresses import EVERY, Case, is_problem
from tests.faults.asking import furnished, tried
from tests.faults.world import World
from tools.rules import tables

pytestmark = pytest.mark.django_db
PRIVILEGED: Final = (
    *(
        "id",
        "pk",
        "workspace_id",
        "workspace",
        "person_id",
        "person",
        "user",
        "user_id",
        "owner",
        "owner_id",
        "is_owner",
    ),
    *("role", "roles", "is_admin", "is_staff", "is_superuser", "is_active", "duty", "permissions", "groups", "scopes"),
    *("created_at", "updated_at", "plan", "price_paid", "credits", "verified", "email_verified", "requires_factor"),
)
NAMES: Final = frozenset(
    {*PRIVILEGED, *(field.name for table in tables.own() for field in table._meta.concrete_fields)}
)
TAKE_JSON = [case for case in EVERY if case.is_api and case.sent]
FORMS = [case for case in EVERY if case.method == "POST" and not case.is_api and "" not in (case.sent or {})]
FIELD = re.compile(r'name="([A-Za-z_][\w-]*)"')
# Words of the pages themselves: which button was pressed, where to go on.
STEERS = frozenset({"next", "action", "save", "code", "token", "password", "credential"})
RANDOM = re.compile(r"^[\w+/=.:-]{40,}$|^\$?(argon2|md5)")  # sealed, hashed, signed
TIME = re.compile(r"^\d{4}-\d\d-\d\dT")
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
PART = "SELECT '{0}', to_jsonb(t)::text FROM {0} t"
DRAWN = frozenset({"selector", "public_id"})  # short, and drawn by lot
# What is written down about requests themselves, or counts them.
BESIDE = ("audit_", "kernel_", "comms_message", "identity_session", "identity_device")


@pytest.fixture
def there() -> World:
    return furnished()


def planted(other: World, *, without: frozenset[str]) -> dict[str, str]:
    """Everything that might be believed: somebody else's ids, the highest role, yes to every question."""
    told = {
        "id": other.ids["idea_id"],
        "workspace_id": str(other.cast.workspace_id),
        "person_id": str(other.cast.alice.pk),
        "role": "owner",
        "created_at": "2001-01-01T00:00:00Z",
    }
    return {name: told.get(name, "true" if name.startswith("is_") else "7") for name in sorted(NAMES - without)}


def legitimate(case: Case, there: World, client: Any) -> frozenset[str]:
    """What the form itself asks for: the names on the page that shows it, and what the case sends."""
    shown = client.get(case.path(there.ids))
    page = shown.content.decode() if shown.status_code == 200 else ""
    return frozenset({*FIELD.findall(page), *(case.sent or {}), *STEERS})


def state() -> dict[str, str]:
    """Every row that a request may be about, as text, without what is random or the time of day."""
    names = [table._meta.db_table for table in tables.own() if not table._meta.db_table.startswith(BESIDE)]
    whole = " UNION ALL ".join(PART.format(name) for name in names)
    with tenancy.system(), connection.cursor() as cursor:
        cursor.execute(whole)
        return {f"{name} {row}": row for name, row in cursor.fetchall()}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    known = {value for row in before.values() for value in json.loads(row).values() if isinstance(value, str)}
    fresh = (key for key in after if key not in before)
    gone = (key.split(" ", 1)[0] for key in before if key not in after)
    return sorted([*(f"{key.split(' ', 1)[0]} {_plain(after[key], known)}" for key in fresh), *gone])


def _plain(row: str, known: set[str]) -> str:
    told = {name: value for name, value in json.loads(row).items() if name not in DRAWN}
    return json.dumps(_value(told, known), sort_keys=True)


def _value(value: Any, known: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _value(inner, known) for name, inner in value.items()}
    if not isinstance(value, str) or (UUID.match(value) and value in known):
        return value
    if UUID.match(value) or RANDOM.match(value):
        return "random"
    return "a time" if TIME.match(value) else value


def test_the_names_come_from_the_tables() -> None:
    assert {"requires_factor", "is_staff", "token_hash", "closes_at", "key_hash"} <= NAMES
    assert len(TAKE_JSON) > 10
    assert len(FORMS) > 50


def holders(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a body, with its pointer."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from holders(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from holders(inner, f"{path}/{at}")


def test_json_with_anything_that_was_not_asked_for_is_refused_with_every_such_name(there: World) -> None:
    client, wrong = there.cast.as_alice, dict[str, Any]()
    for case in TAKE_JSON:
        for path, holder in list(holders(json.loads(json.dumps(case.sent)))):
            body = json.loads(json.dumps(case.sent))
            target = next(found for at, found in holders(body) if at == path)
            extra = {name: "7" for name in PRIVILEGED if name not in holder and name not in _asked(case)}
            target.update(extra)
            with tried(client):
                answer = case.post(client, there.ids, json.dumps(body))
            named = (
                {fault["pointer"] for fault in answer.json().get("errors", [])} if is_problem(answer, 422) else set()
            )
            if not extra or not {f"{path}/{name}" for name in extra} <= named:
                wrong[f"{case.name} {path}"] = (answer.status_code, sorted({f"{path}/{n}" for n in extra} - named)[:5])

    assert {} == wrong


def _asked(case: Case) -> frozenset[str]:
    """Optional fields that the case leaves out."""
    return frozenset({"role", "scopes"}) if "keys" in case.route or "answers" in case.route else frozenset()


@pytest.mark.slow(reason="every form is sent twice")
def test_a_form_with_every_column_sent_along_does_what_it_does_without(there: World) -> None:
    other, client, wrong = furnished(), there.cast.as_alice, dict[str, Any]()
    before = state()
    for case in FORMS:
        extra = planted(other, without=legitimate(case, there, client))
        more = Case(method="POST", route=case.route, sent={**(case.sent or {}), **extra}, ids=case.ids)
        found = []
        for each in (case, more):
            with tried(client):
                status = each.send(client, there.ids).status_code
                found.append((status, changes(before, state())))
        if found[0] != found[1]:
            wrong[case.name] = [
                sorted(set(map(str, found[1][1])) ^ set(map(str, found[0][1]))),
                found[0][0],
                found[1][0],
            ]

    assert {} == wrong
