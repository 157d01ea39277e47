"""API keys: made once, used within their scopes, replaced, ended; the power of one is never more than its maker's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, override_settings

from assay.config.api import api
from assay.kernel import clock, tenancy
from assay.kernel.errors import Invalid
from assay.kernel.models import OutboxRow
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role
from assay.modules.identity.errors import KeyEnded, KeyMadeBefore, KeyNotFound, RoleTooLow, TooManyKeys
from assay.modules.identity.models import ApiKey, Membership, Person, Workspace
from assay.modules.identity.policy import MOST_KEYS, is_key
from assay.modules.identity.queries.doors import Door, PeopleOnly, offered
from assay.modules.identity.services import keys
from assay.modules.identity.types import KeyOrder
from tests.faults.addresses import CASES
from tests.identity.factors import with_app
from tests.identity.make import actor_for, cast, client_for, person
from tests.identity.programs import Holder, fresh_client_for, program

pytestmark = pytest.mark.django_db
# Whatever else is added takes keys, or stands here with its reason.
FOR_EVERYBODY = frozenset({"GET /api/v1/engine", "POST /api/v1/secret-scanning/reports"})
SESSIONS = "/api/v1/sessions"
WITHOUT_KEYS = frozenset({  # a program has no session, and no business with its person's
    f"GET {SESSIONS}", f"DELETE {SESSIONS}", f"DELETE {SESSIONS}/{{session_id}}",
})  # fmt: skip


@pytest.fixture
def alice() -> Person:
    return person()


def facts(name: str) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(name=f"identity.{name}.v1"))


# --- the list of scopes ---


def operations() -> Iterator[tuple[str, list[object]]]:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{operation.methods[0]} /api/v1{path}", list(operation.auth_callbacks)


def test_every_operation_names_the_scope_it_needs_or_stands_among_the_exceptions() -> None:
    doors = dict(operations())

    assert FOR_EVERYBODY == {name for name, auth in doors.items() if not auth}
    assert WITHOUT_KEYS == {name for name, auth in doors.items() if any(isinstance(one, PeopleOnly) for one in auth)}
    assert all(len(auth) == 1 and isinstance(auth[0], Door | PeopleOnly) for auth in doors.values() if auth)


def test_the_scopes_offered_are_those_that_operations_ask_for() -> None:
    asked = {auth[0].scope(name.split()[0]) for name, auth in operations() if auth and isinstance(auth[0], Door)}

    assert asked == set(offered())
    assert {"ideas:read", "ideas:write", "evidence:write", "reports:read", "runs:write", "profile:read"} <= asked
    assert "reports:write" not in asked


def test_what_only_a_signed_request_may_do_is_about_keys_and_the_log() -> None:
    sensitive = {name for name, auth in operations() if auth and isinstance(auth[0], Door) and auth[0].asks_signature}

    assert {"GET /api/v1/keys", "POST /api/v1/keys", "DELETE /api/v1/keys/{key_id}", "GET /api/v1/audit"} <= sensitive


def test_a_key_without_the_scope_is_refused_at_every_operation_with_the_scope_named(alice: Person) -> None:
    wrong = {}
    doors = {name: auth[0] for name, auth in operations() if auth}
    programs = {scope: program(alice, scopes=(scope,)) for scope in ("ideas:read", "profile:read")}
    for case in (case for case in CASES if case.is_api and case.name.replace("{path:", "{") in doors):
        door = doors[case.name]
        if case.name in WITHOUT_KEYS:
            continue
        assert isinstance(door, Door)
        scope = door.scope(case.method)
        holder = programs["profile:read" if scope == "ideas:read" else "ideas:read"]
        cache.clear()
        answer = holder.ask(case.method, case.path({}).replace("{", "").replace("}", ""), case.sent)
        is_right = answer.status_code == 403 and scope == answer.json().get("scope")
        if not is_right or f'scope="{scope}"' not in answer.get("WWW-Authenticate", ""):
            wrong[case.name] = (answer.status_code, scope)

    assert {} == wrong


# --- use ---


def test_a_key_is_shown_once_and_stands_nowhere(alice: Person) -> None:
    holder = program(alice)

    assert is_key(holder.token)
    assert holder.token not in str(vars(holder.row))
    assert holder.token.split("_")[3] not in str(vars(holder.row))
    assert 64 == len(holder.row.digest)
    assert all(holder.token not in str(row.payload) for row in OutboxRow.objects.all())
    assert all(holder.token not in mail.text + mail.html for mail in Message.objects.all())


def test_a_program_does_what_its_scopes_say_without_cookie_or_form_token(alice: Person) -> None:
    holder = program(alice)
    strict = Client(enforce_csrf_checks=True)
    body = {"name": "From a program", "archetype": "subscription"}

    made = Holder(key_id=holder.key_id, token=holder.token, client=strict).ask("GET", "/api/v1/ideas")

    assert 200 == made.status_code, body
    assert 0 == len(made.cookies)


def test_a_cookie_beside_a_key_has_no_part_in_what_happens(alice: Person) -> None:
    bob = person()
    holder = Holder(key_id=uuid4(), token=program(alice, scopes=("account:read",)).token, client=client_for(bob))

    assert str(alice.pk) == holder.ask("GET", "/api/v1/me").json()["person_id"]
    stranger = Holder(key_id=uuid4(), token="assay_live_no", client=client_for(bob))
    assert 401 == stranger.ask("GET", "/api/v1/me").status_code, "a wrong key is not mended by a good cookie"


@pytest.mark.parametrize(
    ("scopes", "role"), [(("account:read",), Role.VIEWER), (("account:read", "ideas:write"), Role.MEMBER)]
)
def test_an_owners_key_acts_with_no_more_than_it_is_for(alice: Person, scopes: tuple[str, ...], role: Role) -> None:
    assert role == program(alice, scopes=scopes).ask("GET", "/api/v1/me").json()["role"]


def test_a_key_opens_no_page(alice: Person) -> None:
    assert 302 == program(alice).ask("GET", "/app/ideas/").status_code


def test_the_last_use_is_written_at_most_once_a_minute(alice: Person) -> None:
    holder = program(alice)
    holder.ask("GET", "/api/v1/ideas")
    first = holder.row.used_at
    holder.ask("GET", "/api/v1/ideas")
    assert first is not None
    assert first == holder.row.used_at
    assert 64 == len(holder.row.used_from)

    with clock.frozen(first + timedelta(seconds=61)):
        holder.ask("GET", "/api/v1/ideas")
    assert first < (holder.row.used_at or first)


def test_a_key_has_its_own_rate(alice: Person) -> None:
    slow, other = program(alice, per_minute=2), program(alice)

    answers = [slow.ask("GET", "/api/v1/ideas").status_code for _ in range(4)]

    assert [200, 200, 429, 429] == answers
    assert 200 == other.ask("GET", "/api/v1/ideas").status_code


def test_what_was_done_once_with_one_key_is_not_answered_to_another(alice: Person) -> None:
    one, other = program(alice), program(alice)
    idea = one.ask("POST", "/api/v1/ideas", _answers(), Idempotency_Key="same")
    again = one.ask("POST", "/api/v1/ideas", _answers(), Idempotency_Key="same")
    apart = other.ask("POST", "/api/v1/ideas", _answers(), Idempotency_Key="same")

    assert [201, 201, 201] == [answer.status_code for answer in (idea, again, apart)]
    assert idea.json() == again.json()
    assert idea.json() != apart.json()


def _answers() -> object:
    return next(case for case in CASES if case.name == "POST /api/v1/ideas").sent


# --- power ---


def test_a_change_of_the_makers_role_counts_at_once() -> None:
    people = cast()
    holder = program(people.bob, workspace_id=people.workspace_id)
    membership = Membership.objects.filter(person_id=people.bob.pk, workspace_id=people.workspace_id)
    assert 201 == holder.ask("POST", "/api/v1/ideas", _answers()).status_code

    with tenancy.scope(people.workspace_id):
        membership.update(role=Role.VIEWER)
    assert 403 == holder.ask("POST", "/api/v1/ideas", _answers()).status_code
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code

    with tenancy.scope(people.workspace_id):
        membership.delete()
    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code
    assert ["no-member"] == [row.payload["reason"] for row in facts("api_key_refused")]


def test_the_key_of_somebody_switched_off_is_refused(alice: Person) -> None:
    holder = program(alice)
    Person.objects.filter(pk=alice.pk).update(is_active=False)

    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code


def test_where_a_second_factor_is_asked_for_a_key_works_only_while_its_maker_has_one() -> None:
    people = cast()
    holder = program(people.bob, workspace_id=people.workspace_id)
    with tenancy.scope(people.workspace_id):
        assert 1 == Workspace.objects.filter(pk=people.workspace_id).update(requires_factor=True)
    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code
    assert ["no-factor"] == [row.payload["reason"] for row in facts("api_key_refused")]

    with_app(people.bob)
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code


def test_a_key_sees_its_own_workspace_and_no_other_of_its_makers() -> None:
    people = cast()
    elsewhere = program(people.bob)
    idea = program(people.alice).ask("POST", "/api/v1/ideas", _answers()).json()["id"]

    assert 404 == elsewhere.ask("GET", f"/api/v1/ideas/{idea}").status_code
    assert 200 == program(people.bob, workspace_id=people.workspace_id).ask("GET", f"/api/v1/ideas/{idea}").status_code


def test_a_viewer_makes_no_keys() -> None:
    people = cast(bobs_role=Role.VIEWER)
    with pytest.raises(RoleTooLow):
        program(people.bob, workspace_id=people.workspace_id)


# --- life ---


def test_an_order_is_checked_whole(alice: Person) -> None:
    actor = actor_for(alice)
    order = KeyOrder(
        name="\n",
        scopes=("ideas:read", "billing:write"),
        days=366,
        networks=("10.0.0.0/33",),
        per_minute=0,
        public_key="x",
    )
    with tenancy.scope(actor.workspace_id), pytest.raises(Invalid) as refused:
        keys.make(actor, order)

    pointers = {fault["pointer"] for fault in refused.value.errors}
    assert {"/name", "/scopes/1", "/days", "/networks/0", "/per_minute", "/public_key"} == pointers


def test_a_key_that_is_replaced_works_on_for_the_overlap_and_no_longer(alice: Person) -> None:
    old, actor = program(alice), actor_for(alice)
    with tenancy.scope(actor.workspace_id):
        made = keys.rotate(actor, old.key_id, overlap=timedelta(hours=2))
    new = Holder(key_id=made.id, token=made.token.reveal())

    assert [200, 200] == [holder.ask("GET", "/api/v1/ideas").status_code for holder in (old, new)]
    with clock.frozen(clock.now() + timedelta(hours=2, seconds=1)):
        assert [401, 200] == [holder.ask("GET", "/api/v1/ideas").status_code for holder in (old, new)]
    assert old.row.scopes == new.row.scopes
    assert 1 == len(facts("api_key_rotated"))
    with tenancy.scope(actor.workspace_id), pytest.raises(KeyEnded):
        keys.rotate(actor, old.key_id, overlap=timedelta(hours=2))


def test_nobody_replaces_the_key_of_somebody_else_but_an_admin_can_end_it() -> None:
    people = cast()
    holder = program(people.bob, workspace_id=people.workspace_id)
    alice, bob = (actor_for(who, workspace_id=people.workspace_id) for who in (people.alice, people.bob))
    with tenancy.scope(people.workspace_id):
        with pytest.raises(KeyNotFound):
            keys.rotate(alice, holder.key_id, overlap=timedelta(0))
        with pytest.raises(KeyNotFound):
            keys.revoke(bob, program(people.alice).key_id)
        keys.revoke(alice, holder.key_id)
        keys.revoke(alice, holder.key_id)

    assert 401 == holder.ask("GET", "/api/v1/ideas").status_code
    assert ["by-admin"] == [row.payload["reason"] for row in facts("api_key_revoked")]


def test_a_form_sent_twice_makes_one_key(alice: Person) -> None:
    actor, key_id = actor_for(alice), uuid4()
    order = KeyOrder(name="Once", scopes=("ideas:read",))
    with tenancy.scope(actor.workspace_id):
        keys.make(actor, order, key_id=key_id)
        with pytest.raises(KeyMadeBefore):
            keys.make(actor, order, key_id=key_id)
        assert 1 == ApiKey.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_last_key_at_once_make_one() -> None:
    alice = person()
    actor = actor_for(alice)
    order = KeyOrder(name="One of many", scopes=("ideas:read",))
    with tenancy.scope(actor.workspace_id):
        for _ in range(MOST_KEYS - 1):
            keys.make(actor, order)

    def make(_: int) -> bool:
        try:
            with tenancy.scope(actor.workspace_id):
                keys.make(actor, order)
        except TooManyKeys:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        assert 1 == sum(crowd.map(make, range(8)))


def test_owners_are_told_14_and_3_days_before_a_key_expires_once_each(alice: Person) -> None:
    holder = program(alice)
    ends = holder.row.expires_at
    for days in (20, 13, 12, 2, 1):
        with clock.frozen(ends - timedelta(days=days)):
            keys.warn()

    told = Message.objects.filter(template="identity/mail/api_key_expires").order_by("created_at")
    assert 2 == told.count()
    assert [14, 3] == sorted((row.payload["days"] for row in facts("api_key_expires")), reverse=True)
    assert all(alice.email == mail.recipient for mail in told)


# --- over the wire ---


def test_keys_are_managed_by_people_who_proved_lately_who_they_are(alice: Person) -> None:
    order = {"name": "CI", "scopes": ["ideas:read"], "days": 30}
    stale, fresh = client_for(alice), fresh_client_for(alice)
    assert 403 == stale.post("/api/v1/keys", order, content_type="application/json").status_code

    made = fresh.post("/api/v1/keys", order, content_type="application/json")

    assert 201 == made.status_code
    assert is_key(made.json()["key"])
    listed = fresh.get("/api/v1/keys").json()["items"]
    assert ["CI"] == [item["name"] for item in listed]
    assert made.json()["key"] not in str(listed)
    replaced = fresh.post(
        f"/api/v1/keys/{made.json()['id']}/rotation", {"overlap_hours": 0}, content_type="application/json"
    )
    assert 201 == replaced.status_code
    assert 204 == fresh.delete(f"/api/v1/keys/{replaced.json()['id']}").status_code
    assert 404 == fresh.delete(f"/api/v1/keys/{uuid4()}").status_code


def test_a_repeated_order_is_not_answered_with_the_key_again(alice: Person) -> None:
    order = {"name": "CI", "scopes": ["ideas:read"]}
    fresh = fresh_client_for(alice)
    answers = [
        fresh.post("/api/v1/keys", order, content_type="application/json", headers={"Idempotency-Key": "one"})
        for _ in range(2)
    ]

    assert [201, 409] == [answer.status_code for answer in answers]


def test_after_a_change_of_the_index_key_old_keys_work_and_are_hashed_anew(alice: Person) -> None:
    old, new = (1, "an-old-index-key-of-the-tests-0123456789"), (2, "a-new-index-key-of-the-tests-0123456789")
    with override_settings(INDEX_KEYS=(old,)):
        holder = program(alice)
    before = holder.row.digest
    with override_settings(INDEX_KEYS=(new, old)):
        assert 200 == holder.ask("GET", "/api/v1/ideas").status_code
        assert before != holder.row.digest
    with override_settings(INDEX_KEYS=(new,)):
        assert 200 == holder.ask("GET", "/api/v1/ideas").status_code


def test_a_key_in_constant_use_outlives_a_change_of_the_index_key_within_a_minute(alice: Person) -> None:
    old, new = (1, "an-old-index-key-of-the-tests-0123456789"), (2, "a-new-index-key-of-the-tests-0123456789")
    with override_settings(INDEX_KEYS=(old,)):
        holder = program(alice)
        assert 200 == holder.ask("GET", "/api/v1/ideas").status_code  # its use is noted, for this minute
    for living in ((old, new), (new, old), (new,)):
        with override_settings(INDEX_KEYS=living):
            assert 200 == holder.ask("GET", "/api/v1/ideas").status_code


def test_no_key_opens_what_is_for_people_alone(alice: Person) -> None:
    holder = program(alice, scopes=("ideas:write",))
    for name in WITHOUT_KEYS:
        method, _, path = name.partition(" ")
        answer = holder.ask(method, path.replace("{session_id}", str(alice.pk)), None)
        assert (403, "/problems/identity.KeyNotEnough") == (answer.status_code, answer.json()["type"])
