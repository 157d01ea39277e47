"""Every address, asked by everybody there is: what comes of it is what the table says (docs/compliance/access.md)."""

from typing import Any

import pytest

from assay.kernel import tenancy
from assay.modules.audit.api import system_change
from assay.modules.identity.api import Role
from assay.modules.identity.models import Membership
from assay.modules.identity.queries.doors import offered as offered_scopes
from assay.modules.identity.types.places import PageDoor
from tests.faults.addresses import API, EVERY, Case, is_problem, offered, offered_operations
from tests.faults.asking import DEAR, OPEN, SIGN_IN, browser, came_of, fits, furnished, people, print_of, tried
from tests.faults.table import (
    TABLE,
    Ground,
    Outcome,
    Who,
    api_doors,
    asks_proof,
    asks_signature,
    expected,
    page_doors,
    scope_of,
)
from tests.faults.world import World
from tests.identity.programs import Holder, program

pytestmark = pytest.mark.django_db
PROOF = ("/accounts/step-up/", "/accounts/reauthenticate/")
# Leaving is open to somebody whose workspace asks for more than they have; it is judged by role all the same.
AT_HOME = frozenset({"app/workspace/leave/"})


@pytest.fixture
def there(settings: Any) -> World:
    settings.OUTBOUND_ALLOWED = ("login.example.org",)  # where the provider is that owners name
    return furnished()


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert {case.name for case in EVERY} == set(TABLE)
    assert len(EVERY) == len({case.name for case in EVERY})


def test_no_operation_is_left_out_of_the_description() -> None:
    described = {name.split("/", 1)[1] for name in offered_operations()}

    assert {route for route in offered() if route.startswith(API)} - {API} == described


def test_the_doors_that_pages_and_operations_have_are_those_the_table_counts_on() -> None:
    wrong = {}
    for case in EVERY:
        need, doors = TABLE[case.name], page_doors().get(case.route, frozenset())
        if case.is_api:
            is_right = (case.name in api_doors()) is (need.ground not in OPEN)
        elif need.act is not None:
            is_right = doors == {PageDoor.STAFF}
        elif need.ground in OPEN:
            is_right = not doors
        elif need.ground is Ground.WORKSPACE:
            is_right = PageDoor.WORKSPACE in doors or case.route in AT_HOME
        else:
            is_right = bool(doors) or case.route.startswith("accounts/")  # allauth's own, asked below like all others
        if not is_right:
            wrong[case.name] = doors

    assert {} == wrong


@pytest.mark.slow(reason="two hundred addresses are asked, some of which draw a report")
@pytest.mark.parametrize("who", Who)
def test_everybody_gets_what_the_table_says(there: World, who: Who) -> None:
    client, wrong = browser(there, who, people(there)), {}
    stood = print_of(there.cast.workspace_id)
    for case in EVERY:
        wanted = expected(case, who)
        if case.route in DEAR and who not in {Who.NOBODY, Who.OUTSIDER}:
            continue
        with tried(client):
            came = came_of(case, case.send(client, there.ids))
            is_untouched = wanted is Outcome.YES or not case.changes or print_of(there.cast.workspace_id) == stood
        if not fits(wanted, came) or not is_untouched:
            wrong[case.name] = (wanted, came, is_untouched)

    assert {} == wrong


def test_what_asks_for_a_fresh_proof_gets_nobody_in_without(there: World) -> None:
    asking = [case for case in EVERY if asks_proof(case)]
    client, wrong = browser(there, Who.OWNER, {Who.OWNER: there.cast.alice}, is_fresh=False), {}
    for case in asking:
        with tried(client):
            answer = case.send(client, there.ids)
        is_right = (
            is_problem(answer, 403) and answer.json()["type"].endswith("identity.ReauthenticationRequired")
            if case.is_api
            else answer.status_code == 302 and answer["Location"].startswith(PROOF)
        )
        if not is_right:
            wrong[case.name] = answer.status_code

    assert {} == wrong
    assert len(asking) > 20


def key_gets(case: Case, scope: str, *, is_signed: bool) -> int:
    """What a key with one scope is answered at an operation: 200 stands for every success."""
    if case.name not in api_doors():
        return 200
    if scope_of(case) != scope or (asks_signature(case) and not is_signed):
        return 403
    return 200


def ask(holder: Holder, case: Case, there: World, *, is_signed: bool, scope: str) -> int:
    sent = {**case.sent, "scopes": [scope]} if case.name == f"POST /{API}keys" and case.sent else case.sent
    asked = holder.ask_signed if is_signed else holder.ask
    filled = {name: there.ids.get(str(v)[1:-1], v) if str(v).startswith("{") else v for name, v in (sent or {}).items()}
    status: int = asked(case.method, case.path(there.ids), filled if sent is not None else None).status_code
    return 200 if 200 <= status < 300 or status in case.wants_more else status


@pytest.mark.slow(reason="each scope is tried at each operation")
@pytest.mark.parametrize("is_signed", [False, True], ids=["unsigned", "signed"])
def test_a_key_gets_in_where_its_scope_is_asked_for_and_nowhere_else(there: World, *, is_signed: bool) -> None:
    wrong = {}
    for scope in offered_scopes():
        holder = program(there.cast.alice, scopes=(scope,), workspace_id=there.cast.workspace_id, signs=True)
        for case in (case for case in EVERY if case.is_api):
            if is_signed and scope_of(case) != scope:
                continue  # a signature opens nothing more; the unsigned half says so
            with tried(holder.client):
                status = ask(holder, case, there, is_signed=is_signed, scope=scope)
            if TABLE[case.name].is_private and scope_of(case) == scope:
                continue
            if status != key_gets(case, scope, is_signed=is_signed):
                wrong[f"{scope}: {case.name}"] = status

    assert {} == wrong


def stand(there: World, role: Role) -> None:
    """Give Bob a role past every rule."""
    with tenancy.scope(there.cast.workspace_id), system_change(reason="the test raises and lowers Bob"):
        Membership.objects.filter(person=there.cast.bob, workspace_id=there.cast.workspace_id).update(role=role)


def test_a_key_may_no_more_than_its_owner_may_now(there: World) -> None:
    bob, wrong = there.cast.bob, {}
    stand(there, Role.ADMIN)
    holder = program(bob, scopes=tuple(offered_scopes()), workspace_id=there.cast.workspace_id, signs=True)
    stand(there, Role.VIEWER)
    for case in EVERY:
        need = TABLE[case.name]
        if scope_of(case) is None or need.ground is not Ground.WORKSPACE or need.is_private:
            continue
        wanted = {Outcome.ROLE: 403, Outcome.HIDDEN: 404}.get(expected(case, Who.VIEWER), 200)
        with tried(holder.client):
            status = ask(holder, case, there, is_signed=asks_signature(case), scope="ideas:read")
        if status != wanted and not (wanted == 200 and status == 404):  # Bob saved no profile
            wrong[case.name] = (status, wanted)

    assert {} == wrong


def test_what_is_shown_to_a_key_means_nothing_to_pages(there: World) -> None:
    holder = program(there.cast.alice, scopes=tuple(offered_scopes()), workspace_id=there.cast.workspace_id)
    wrong = {}
    for case in EVERY:
        if case.is_api or TABLE[case.name].ground in OPEN:
            continue
        answer = holder.ask(case.method, case.path(there.ids))
        if not answer.get("Location", SIGN_IN).startswith(SIGN_IN) or answer.status_code not in {302, 401}:
            wrong[case.name] = answer.status_code

    assert {} == wrong
