"""What somebody without a good key tries: every refusal is the same, and none is told apart by what it costs."""

import re
import statistics
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.kernel import clock, tenancy
from assay.kernel.models import OutboxRow
from assay.modules.identity.models import ApiKey, Person
from assay.modules.identity.policy import checksum, new_key
from assay.modules.identity.services import keys
from tests.faults.addresses import CASES
from tests.identity.make import actor_for, cast, client_for, person
from tests.identity.programs import Holder, fresh_client_for, program
from tests.kernel.fences import is_fenced

pytestmark = pytest.mark.django_db
PLACE = "/api/v1/ideas"


@pytest.fixture
def alice() -> Person:
    return person()


def ask(said: str, **more: str) -> Any:
    cache.clear()
    return Client().get(PLACE, headers={"Authorization": said, **more})


def essence(answer: Any) -> tuple[int, str, str]:
    """What a caller can tell of an answer: all but the request's id."""
    body = re.sub(r"urn:request:[\w-]+", "", answer.content.decode())
    return answer.status_code, answer.get("WWW-Authenticate", ""), body


def wrong_secret(token: str) -> str:
    """A key of ours with another secret and the checksum that belongs to it."""
    head, _, _ = token.rpartition("_")
    body = f"{head}_{new_key()[1].rpartition('_')[2][:32]}"
    return body + checksum(body)


def test_unknown_wrong_expired_revoked_misplaced_and_malformed_keys_get_one_answer(alice: Person) -> None:
    ended, dead, misplaced = program(alice), program(alice), program(alice, networks=("203.0.113.0/24",))
    with tenancy.scope(actor_for(alice).workspace_id):
        keys.revoke(actor_for(alice), dead.key_id)
        ApiKey.objects.filter(pk=ended.key_id).update(expires_at=clock.now() - timedelta(seconds=1))
    tried = {
        "unknown, with a good checksum": new_key()[1],
        "right id, wrong secret": wrong_secret(misplaced.token),
        "expired": ended.token,
        "revoked": dead.token,
        "from another network": misplaced.token,
        "bad checksum": ended.token[:-1] + ("a" if ended.token[-1] != "a" else "b"),
        "no key at all": "x",
        "nothing": "",
        "too long": ended.token + "a" * 8_000,
        "another alphabet": ended.token.replace("_live_", "_ｌive_"),
        "with a blank in it": ended.token[:20] + " " + ended.token[20:],
    }
    answers = {name: essence(ask(f"Bearer {token}")) for name, token in tried.items()}
    answers |= {"basic": essence(ask("Basic YTpi")), "two": essence(ask(f"Bearer {dead.token},Bearer {dead.token}"))}

    assert {401} == {status for status, _, _ in answers.values()}
    assert 1 == len(set(answers.values())), answers
    assert 'Bearer realm="assay", error="invalid_token"' == next(iter(answers.values()))[1]


def test_two_keys_in_one_header_open_nothing_even_when_both_are_good(alice: Person) -> None:
    token = program(alice).token

    assert 200 == ask(f"Bearer {token}").status_code
    assert 200 == ask(f"bearer {token}").status_code
    for said in (f"Bearer {token}, Bearer {token}", f"Bearer {token} {token}", f"Bearer  {token}", f"{token}"):
        assert 401 == ask(said).status_code, said


def test_unknown_ids_and_wrong_secrets_cost_the_same(alice: Person) -> None:
    wrong, unknown = wrong_secret(program(alice).token), new_key()[1]
    for token in (wrong, unknown):  # the facts are written by sample: once, not while we measure
        ask(f"Bearer {token}")
    statements = []
    for token in (wrong, unknown):
        with CaptureQueriesContext(connection) as caught:
            ask(f"Bearer {token}")
        statements.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in caught])
    assert statements[0] == statements[1]

    spent: dict[str, list[float]] = {wrong: [], unknown: []}
    for _ in range(60):
        for token, times in spent.items():
            started = time.perf_counter()
            Client().get(PLACE, headers={"Authorization": f"Bearer {token}"})
            times.append(time.perf_counter() - started)
    middle = [statistics.median(times) for times in spent.values()]
    assert abs(middle[0] - middle[1]) < 0.35 * max(middle), middle


def test_a_key_in_the_address_is_refused_and_not_written_down(alice: Person, caplog: pytest.LogCaptureFixture) -> None:
    token = program(alice).token

    answers = [
        Client().get(f"{PLACE}?access_token={token}"),
        Client().get(PLACE, {"key": token}, headers={"Authorization": f"Bearer {token}"}),
        client_for(alice).get(f"{PLACE}?search={token}"),
    ]

    assert [400, 400, 400] == [answer.status_code for answer in answers]
    assert all(token not in answer.content.decode() for answer in answers)
    assert token not in caplog.text
    assert token.split("_")[3][:32] not in caplog.text


def test_what_stands_in_the_header_reaches_no_log(alice: Person, caplog: pytest.LogCaptureFixture) -> None:
    good, bad = program(alice).token, wrong_secret(program(alice).token)
    for token in (good, bad):
        ask(f"Bearer {token}")

    assert "assay_live_" not in caplog.text


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [
        (("203.0.113.0/24",), "203.0.113.9", 200),
        (("203.0.113.0/24",), "203.0.114.9", 401),
        (("203.0.113.0/24", "2001:db8::/32"), "2001:db8:1::9", 200),
        (("2001:db8::/32",), "2001:db9::9", 401),
        (("203.0.113.0/24",), "::ffff:203.0.113.9", 200),
        (("203.0.113.0/24",), "", 401),
        ((), "198.51.100.1", 200),
    ],
)
def test_a_key_is_good_only_from_its_networks(
    alice: Person, networks: tuple[str, ...], address: str, status: int
) -> None:
    holder = program(alice, networks=networks)

    answer = Client(REMOTE_ADDR=address).get(PLACE, headers={"Authorization": f"Bearer {holder.token}"})

    assert status == answer.status_code


def test_an_address_that_the_caller_wrote_opens_no_network(alice: Person) -> None:
    holder = program(alice, networks=("203.0.113.0/24",))

    assert 401 == holder.ask("GET", PLACE, X_Forwarded_For="203.0.113.9").status_code


def test_a_key_of_another_workspace_finds_nothing_of_this_one() -> None:
    people = cast()
    theirs, idea = program(people.charlie), program(people.alice).ask("POST", PLACE, _answers()).json()["id"]
    for rest in ("", "/notes", "/evidence", "/runs", "/answers"):
        assert 404 == theirs.ask("GET", f"{PLACE}/{idea}{rest}").status_code, rest
    assert [] == theirs.ask("GET", PLACE).json()["items"]


def _answers() -> object:
    return next(case for case in CASES if case.name == "POST /api/v1/ideas").sent


def test_keys_manage_no_keys_whatever_their_scopes(alice: Person) -> None:
    holder = program(alice, scopes=("keys:read", "keys:write"))

    answers = [
        holder.ask("GET", "/api/v1/keys"),
        holder.ask("POST", "/api/v1/keys", {"name": "More", "scopes": ["ideas:read"]}),
        holder.ask("DELETE", f"/api/v1/keys/{holder.key_id}"),
        holder.ask("POST", f"/api/v1/keys/{holder.key_id}/rotation", {}),
    ]

    assert [403] * 4 == [answer.status_code for answer in answers]
    assert {"/problems/identity.SignatureNeeded"} == {answer.json()["type"] for answer in answers}
    with tenancy.scope(actor_for(alice).workspace_id):
        assert 1 == ApiKey.objects.count()


def test_refusals_are_announced_by_sample_and_counted_by_network(alice: Person) -> None:
    bad = wrong_secret(program(alice).token)
    said = {"Authorization": f"Bearer {bad}"}
    asked = (Client().get(PLACE, headers=said) for _ in range(200))  # one a second comes back, and machines are slow
    answer = next(answer for answer in asked if answer.status_code == 429)

    assert '"refused-key-address"' in answer["RateLimit"]
    facts = OutboxRow.objects.filter(name="identity.api_key_refused.v1")
    assert facts.count() <= 1
    assert all("127.0.0.1" not in str(fact.payload) for fact in facts)


@pytest.mark.parametrize("table", ["identity_api_key", "identity_spent_nonce"])
def test_row_security_stands_around_keys(alice: Person, table: str) -> None:
    program(alice)
    assert is_fenced(table)
    with tenancy.scope(uuid4()):
        assert 0 == ApiKey.objects.count()
    with tenancy.nowhere():
        assert 0 == ApiKey.objects.count()


def test_a_holder_without_a_key_is_nobody() -> None:
    assert 401 == Holder(key_id=uuid4(), token=new_key()[1]).ask("GET", PLACE).status_code
    answer = Client().get(PLACE)
    assert (401, 'Bearer realm="assay"') == (answer.status_code, answer["WWW-Authenticate"])


def test_nobody_and_strangers_manage_no_keys(alice: Person) -> None:
    holder, order = program(alice), {"name": "CI", "scopes": ["ideas:read"]}
    tries = (
        ("GET", "/api/v1/keys", None),
        ("POST", "/api/v1/keys", order),
        ("DELETE", f"/api/v1/keys/{holder.key_id}", None),
        ("POST", f"/api/v1/keys/{holder.key_id}/rotation", {"overlap_hours": 0}),
    )
    for method, path, body in tries:
        assert 401 == Client().generic(method, path, str(body or ""), content_type="application/json").status_code
    charlie = fresh_client_for(person())
    assert 404 == charlie.delete(f"/api/v1/keys/{holder.key_id}").status_code
    assert (
        404 == charlie.post(f"/api/v1/keys/{holder.key_id}/rotation", {}, content_type="application/json").status_code
    )
    assert [] == charlie.get("/api/v1/keys").json()["items"]
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code
