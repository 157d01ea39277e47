"""Who must have a second factor, and what is closed to them until they have shown it."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from assay.kernel.tenancy import system
from assay.kernel.testing import published
from assay.modules.identity.api import Role, workspace_of
from assay.modules.identity.errors import LastFactor
from assay.modules.identity.events.factors import WorkspaceFactorRequired
from assay.modules.identity.models import Factor, Person, Workspace
from assay.modules.identity.queries.access import is_trusted_staff
from assay.modules.identity.queries.factors import requires_factor
from assay.modules.identity.services import factors, workspace_security
from tests.identity.factors import SECURITY, STEP_UP, half_in, show_code, show_key, signed_in, with_app, with_passkey
from tests.identity.make import Cast, actor_for, cast, client_for, person

pytestmark = pytest.mark.django_db
ASK = "/app/settings/workspace/security/"
INSIDE = ("/app/ideas/", "/app/profile/", "/app/discover/", "/app/ideas/new/")


def _into(client: Client, people: Cast) -> Client:
    client.post("/app/workspace/switch/", {"workspace": str(people.workspace_id)})
    return client


@pytest.fixture
def people() -> Cast:
    return cast()


def test_an_owner_asks_for_it_and_members_without_one_are_led_to_set_it_up(people: Cast) -> None:
    alice = _into(signed_in(people.alice, with_app(people.alice)), people)
    bob = people.as_bob
    assert 200 == bob.get("/app/ideas/").status_code
    assert ASK == alice.post(ASK, {"is_required": "on"}).headers["Location"]
    expected = WorkspaceFactorRequired(workspace_id=people.workspace_id, by=people.alice.pk, is_required=True)
    assert [expected] == published(WorkspaceFactorRequired)
    assert {SECURITY} == {bob.get(path).headers["Location"] for path in INSIDE}
    assert b"Set up a second step to go on" in bob.get(SECURITY).content
    answer = bob.get("/api/v1/ideas")
    assert (403, "/problems/identity.FactorRequired") == (answer.status_code, answer.json()["type"])
    assert 403 == bob.post("/api/v1/ideas", "{}", content_type="application/json").status_code
    assert 200 == alice.get("/app/ideas/").status_code
    assert 200 == people.as_charlie.get("/app/ideas/").status_code


def test_a_member_who_has_set_one_up_works_on(people: Cast) -> None:
    with system():
        Workspace.objects.filter(pk=people.workspace_id).update(requires_factor=True)
    bob = _into(signed_in(people.bob, with_app(people.bob)), people)
    assert [200, 200] == [bob.get("/app/ideas/").status_code, bob.get("/api/v1/ideas").status_code]


def test_a_session_from_before_the_factor_has_to_show_it(people: Cast) -> None:
    bob = people.as_bob
    app = with_app(people.bob)
    with system():
        Workspace.objects.filter(pk=people.workspace_id).update(requires_factor=True)
    assert f"{STEP_UP}?next=/app/ideas/" == bob.get("/app/ideas/").headers["Location"]
    assert 403 == bob.get("/api/v1/ideas").status_code
    assert "/app/ideas/" == show_code(bob, app.code(), page=f"{STEP_UP}?next=/app/ideas/").headers["Location"]
    assert 200 == bob.get("/app/ideas/").status_code


def test_a_member_may_still_leave_for_a_workspace_that_asks_nothing(people: Cast) -> None:
    with system():
        Workspace.objects.filter(pk=people.workspace_id).update(requires_factor=True)
    bob = people.as_bob
    own = workspace_of(people.bob.pk)
    assert 302 == bob.post("/app/workspace/switch/", {"workspace": str(own)}).status_code
    assert 200 == bob.get("/app/ideas/").status_code


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.MEMBER, 403), (Role.ADMIN, 302)])
def test_members_cannot_change_what_the_workspace_asks(role: Role, status: int) -> None:
    people = cast(bobs_role=role)
    bob = _into(signed_in(people.bob, with_app(people.bob)), people)
    assert status == bob.post(ASK, {"is_required": "on"}).status_code
    assert (status == 302) == requires_factor(people.workspace_id)


def test_nobody_locks_themselves_out(people: Cast) -> None:
    alice = Client()
    alice.post("/accounts/login/", {"login": people.alice.email, "password": "seven quiet herons waded"})
    _into(alice, people)
    refused = alice.post(ASK, {"is_required": "on"})
    assert (409, True) == (refused.status_code, b"lock yourself out" in refused.content)
    assert not requires_factor(people.workspace_id)


def test_the_last_strong_factor_stays_while_a_workspace_asks_for_one(people: Cast) -> None:
    app = with_app(people.bob)
    bob = signed_in(people.bob, app)
    with system():
        Workspace.objects.filter(pk=people.workspace_id).update(requires_factor=True)
    only = Factor.objects.get(person=people.bob)
    refused = bob.post(f"{SECURITY}factors/{only.pk}/remove/")
    assert (409, True) == (refused.status_code, b"A workspace of yours asks for a second step" in refused.content)
    with_passkey(people.bob)
    assert 302 == bob.post(f"{SECURITY}factors/{only.pk}/remove/").status_code


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_the_same_moment_leave_one_factor() -> None:
    people = cast()
    for name in ("one", "two"):
        with_passkey(people.bob, name=name)
    with_app(people.alice)
    workspace_security.require_factor(actor_for(people.alice, workspace_id=people.workspace_id), is_required=True)
    start, ends = threading.Barrier(2), []

    def remove(factor_id: Any) -> None:
        start.wait()
        try:
            factors.remove_factor(people.bob.pk, factor_id)
            ends.append("removed")
        except LastFactor:
            ends.append("kept")
        finally:
            connection.close()

    ids = Factor.objects.filter(person=people.bob).values_list("pk", flat=True)
    threads = [threading.Thread(target=remove, args=[pk]) for pk in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (["kept", "removed"], 1) == (sorted(ends), Factor.objects.filter(person=people.bob).count())


def test_staff_without_a_strong_factor_reach_nothing_but_their_own_security_page() -> None:
    staff = person()
    Person.objects.filter(pk=staff.pk).update(is_staff=True)
    client = client_for(staff)
    assert {SECURITY} == {client.get(path).headers["Location"] for path in INSIDE}
    assert 403 == client.get("/api/v1/ideas").status_code


def test_staff_pages_open_only_to_staff_who_have_shown_a_strong_factor() -> None:
    staff, other = person(), person()
    Person.objects.filter(pk=staff.pk).update(is_staff=True)
    assert not _is_trusted(client_for(staff))
    app, key = with_app(staff), with_passkey(staff)
    assert not _is_trusted(client_for(staff)), "a session that has not shown it"
    first = half_in(staff)
    show_code(first, app.code())
    second = half_in(staff)
    show_key(second, key)
    assert [True, True] == [_is_trusted(first), _is_trusted(second)]
    assert not _is_trusted(signed_in(other, with_app(other)))
    Factor.objects.filter(person=staff).delete()
    assert not _is_trusted(first)


def _is_trusted(client: Client) -> bool:
    """What the staff pages ask, for the session of this browser."""
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = Person.objects.get(pk=client.session["_auth_user_id"])
    return is_trusted_staff(request)


def test_changes_need_the_second_step_not_older_than_ten_minutes_and_not_the_password_alone(people: Cast) -> None:
    app = with_app(people.bob)
    bob = signed_in(people.bob, app)
    card = Factor.objects.get(person=people.bob)
    paths = [f"{SECURITY}codes/", f"{SECURITY}passkeys/add/", f"{SECURITY}factors/{card.pk}/remove/"]
    assert [200] * 3 == [bob.get(path).status_code for path in paths]
    _grow_old(bob)
    assert [f"{STEP_UP}?next={path}" for path in paths] == [bob.get(path).headers["Location"] for path in paths]
    assert [f"{STEP_UP}?next={SECURITY}"] * 3 == [bob.post(path).headers["Location"] for path in paths]
    assert "/accounts/step-up/" in bob.get("/accounts/reauthenticate/").headers["Location"]
    bob.post("/accounts/reauthenticate/", {"password": "seven quiet herons waded"})
    assert 302 == bob.get(paths[0]).status_code
    before = bob.session.session_key
    assert paths[0] == show_code(bob, app.code(step=1), page=f"{STEP_UP}?next={paths[0]}").headers["Location"]
    assert 200 == bob.get(paths[0]).status_code
    assert before != bob.session.session_key, "more is open to it, so the session has another name"


def _grow_old(client: Client) -> None:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 601
    session.save()


def test_a_stolen_session_without_any_factor_confirms_with_the_password_before_it_adds_one(people: Cast) -> None:
    bob = people.as_bob
    assert bob.get(f"{SECURITY}app/").headers["Location"].startswith("/accounts/reauthenticate/")
    assert bob.get(f"{SECURITY}passkeys/add/").headers["Location"].startswith("/accounts/reauthenticate/")
    assert 302 == bob.post(f"{SECURITY}mailbox/").status_code
    assert not Factor.objects.exists()


def test_an_app_of_somebody_else_does_not_confirm(people: Cast) -> None:
    with_app(people.bob)
    bob, other = people.as_bob, with_app(people.charlie)
    assert 422 == show_code(bob, other.code(), page=STEP_UP).status_code
