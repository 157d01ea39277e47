"""How long people stay signed in, and in how many browsers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, override_settings

from assay.kernel import clock
from assay.kernel.testing import published, run_jobs
from assay.modules.identity.api import Role, admit, open_workspace
from assay.modules.identity.events.sessions import SessionRevoked
from assay.modules.identity.models import Person, Session
from assay.modules.identity.services import sessions
from assay.modules.identity.types.sessions import Ending
from tests.identity.make import PASSWORD, browser, client_for, person, sign_in

ALIVE, IDLE, OLD = b"", b"you had not used this browser for a while", b"your last sign-in is too long ago"


def is_in(client: Client) -> bool:
    return client.get("/app/settings/").status_code == 200


def a_member() -> Person:
    return person()


def a_lead() -> Person:
    who = person()
    open_workspace(who.pk, name="Shared")
    return who


def an_admin() -> Person:
    who = person()
    admit(who.pk, workspace_id=open_workspace(person().pk, name="Shared"), role=Role.ADMIN)
    return who


def a_viewer() -> Person:
    who = person()
    admit(who.pk, workspace_id=open_workspace(person().pk, name="Shared"), role=Role.VIEWER)
    return who


def staff() -> Person:
    who = person()
    Person.objects.filter(pk=who.pk).update(is_staff=True)
    return who


LIMITS = [
    (a_member, timedelta(days=14), timedelta(days=30)),
    (a_viewer, timedelta(days=14), timedelta(days=30)),
    (a_lead, timedelta(hours=24), timedelta(days=14)),
    (an_admin, timedelta(hours=24), timedelta(days=14)),
    (staff, timedelta(minutes=30), timedelta(hours=12)),
]
SHORT = timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "idle", "_absolute"), LIMITS)
def test_a_session_ends_unused_after_what_its_person_may_do(make: object, idle: timedelta, _absolute: object) -> None:
    assert callable(make)
    client = client_for(make())
    now = clock.now()
    with clock.frozen(now + idle - SHORT):
        assert is_in(client)
    with clock.frozen(now + 2 * idle):
        assert IDLE in client.get("/app/settings/", follow=True).content
        assert not is_in(client)
    assert [Ending.IDLE] == [fact.reason for fact in published(SessionRevoked)]


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "idle", "absolute"), LIMITS)
def test_a_session_ends_however_much_it_is_used(make: object, idle: timedelta, absolute: timedelta) -> None:
    assert callable(make)
    client = client_for(make())
    start, step = clock.now(), idle * 3 // 4
    for number in range(1, int(absolute / step) + 1):
        with clock.frozen(start + number * step - SHORT):
            assert is_in(client)
    with clock.frozen(start + absolute):
        assert OLD in client.get("/app/settings/", follow=True).content
        assert not is_in(client)


@pytest.mark.django_db
def test_a_program_is_told_why_as_well() -> None:
    client = client_for(person())
    with clock.frozen(clock.now() + timedelta(days=15)):
        answer = client.get("/api/v1/me")
    assert 401 == answer.status_code
    assert IDLE.decode() in answer.json()["detail"]


@pytest.mark.django_db
def test_who_is_signed_out_while_filling_in_a_form_comes_back_to_it() -> None:
    ada = person()
    client = sign_in(ada)
    with clock.frozen(clock.now() + timedelta(days=15)):
        lost = client.post("/app/settings/", {"name": "Ada"}, headers={"Referer": "http://testserver/app/settings/"})
        assert "/accounts/login/?next=/app/settings/" == lost.headers["Location"]
        page = client.get(lost.headers["Location"])
        assert IDLE in page.content
        back = client.post(lost.headers["Location"], {"login": ada.email, "password": PASSWORD})
    assert "/app/settings/" == back.headers["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/app/", "", "nonsense", "//evil.example/"])
def test_nobody_is_sent_back_to_another_site(elsewhere: str) -> None:
    answer = Client().post("/app/settings/", {"name": "x"}, headers={"Referer": elsewhere})
    assert "evil" not in answer.headers["Location"]


@pytest.mark.django_db
def test_limits_are_settings() -> None:
    client = client_for(person())
    short = {name: (timedelta(minutes=10), timedelta(minutes=20)) for name in ("visitor", "member", "lead", "staff")}
    with override_settings(SESSION_LIFETIMES=short), clock.frozen(clock.now() + timedelta(minutes=11)):
        assert not is_in(client)


@pytest.mark.django_db
def test_the_sixth_browser_ends_the_oldest_which_is_told_by_mail_and_on_its_next_request() -> None:
    ada = person()
    oldest, *others = [sign_in(ada) for _ in range(5)]
    assert all(is_in(client) for client in (oldest, *others))
    sixth = sign_in(ada)
    assert all(is_in(client) for client in (sixth, *others))
    assert b"This session ended because you signed in elsewhere" in oldest.get("/app/settings/", follow=True).content
    run_jobs()
    assert 1 == [str(message.subject) for message in mail.outbox].count("Your oldest session was ended")


@pytest.mark.django_db
def test_sessions_whose_time_is_over_make_room_first() -> None:
    ada = person()
    with clock.frozen(clock.now() - timedelta(days=20)):
        for _ in range(4):
            sign_in(ada)
    recent = sign_in(ada)
    assert is_in(recent)
    assert 1 == Session.objects.filter(ended_at=None).count()
    assert {Ending.IDLE} == {fact.reason for fact in published(SessionRevoked)}


@pytest.mark.django_db
def test_what_is_over_is_swept_away() -> None:
    ada = person()
    client_for(ada)
    visitor = browser()
    visitor.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert 2 == Session.objects.count()
    assert 0 == sessions.sweep()
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert 1 == sessions.sweep(), "nobody's session goes at once"
        (ended,) = Session.objects.all()
        assert (Ending.IDLE, "") == (ended.ended_for, ended.payload)
    with clock.frozen(clock.now() + timedelta(days=23)):
        assert 1 == sessions.sweep()
    assert 0 == Session.objects.count()


@pytest.mark.slow(reason="fifty sign-ins, each through the page")
@pytest.mark.django_db(transaction=True)
def test_fifty_sign_ins_at_once_leave_five_sessions() -> None:
    ada = person()
    gate = Barrier(50)

    def come_in(number: int) -> Client:
        client = browser(network=f"203.0.{number}.7")
        client.raise_request_exception = False  # on a busy machine some are answered 503 and are simply not in
        gate.wait()
        try:
            return sign_in(ada, client)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        clients = list(pool.map(come_in, range(50)))
    alive = Session.objects.filter(person=ada, ended_at=None).count()
    assert 5 == alive
    assert 5 == sum(is_in(client) for client in clients)
