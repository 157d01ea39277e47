"""A session's key: random, stored as a digest, another one after every change of what its person may do."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from assay.kernel import tenancy
from assay.kernel.testing import captured, published
from assay.modules.identity.api import Role, admit, open_workspace, rotate
from assay.modules.identity.events.sessions import SessionProven, SessionRevoked, SessionRotated, SignedIn, SignedOut
from assay.modules.identity.models import Membership, Person, Session
from assay.modules.identity.pages.seat import SessionMiddleware
from assay.modules.identity.services.session_store import SessionStore
from assay.modules.identity.types.sessions import Ending
from tests.identity.make import PASSWORD, browser, client_for, person, sign_in

pytestmark = pytest.mark.django_db
NEW = "four patient otters sang"


def key_of(client: Client) -> str:
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def is_in(client: Client) -> bool:
    return client.get("/app/settings/").status_code == 200


def with_key(key: str, *, like: Client) -> Client:
    """A browser that differs from another in its session's key alone."""
    made = browser(cookies=like)
    made.cookies[settings.SESSION_COOKIE_NAME] = key
    return made


def dump() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_session::text FROM identity_session")
        return str(cursor.fetchall())


def test_the_database_holds_no_key_and_nothing_that_a_session_remembers() -> None:
    ada = person(email="ada@example.org")
    client = sign_in(ada)
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    stored = dump()
    assert is_in(client)
    assert key_of(client) not in stored
    assert "ada@example.org" not in stored
    assert "password" not in stored
    assert "203.0.113" not in stored
    assert not is_in(with_key(Session.objects.get().key_hash, like=client)), "a digest opens nothing"


def test_a_sign_in_changes_a_key_that_somebody_planted() -> None:
    thief = browser()
    thief.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    planted = key_of(thief)
    victim = sign_in(person(), with_key(planted, like=browser()))
    assert is_in(victim)
    assert planted != key_of(victim)
    assert not is_in(thief)
    assert not is_in(with_key(planted, like=victim))


@pytest.mark.parametrize("made_up", ["", "x", "a" * 43, "a" * 4_000, "' OR 1=1 --", "\u00e9" * 43])
def test_a_made_up_key_opens_nothing_and_is_never_taken_over(made_up: str) -> None:
    client = browser()
    client.cookies[settings.SESSION_COOKIE_NAME] = made_up
    assert not is_in(client)
    sign_in(person(), client)
    assert made_up != key_of(client)
    assert is_in(client)


def test_changing_the_password_changes_the_key() -> None:
    client = sign_in(person())
    before = key_of(client)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert is_in(client)
    assert not is_in(with_key(before, like=client))


def test_proving_oneself_again_changes_the_key() -> None:
    ada = person()
    client = sign_in(ada)
    before = key_of(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert before != key_of(client)
    assert is_in(client)
    assert not is_in(with_key(before, like=client))
    assert [ada.pk] == [fact.person_id for fact in published(SessionProven)]


def test_another_role_in_the_present_workspace_changes_the_key() -> None:
    ada, bob = person(), person()
    shared = open_workspace(ada.pk, name="Shared")
    admit(bob.pk, workspace_id=shared, role=Role.MEMBER)
    client = sign_in(bob)
    client.post("/app/workspace/switch/", {"workspace": str(shared)})
    assert is_in(client)
    before = key_of(client)
    assert is_in(client)
    assert before == key_of(client)
    with tenancy.scope(shared):
        assert 1 == Membership.objects.filter(person=bob, workspace_id=shared).update(role=Role.ADMIN)
    assert is_in(client)
    assert before != key_of(client)
    assert not is_in(with_key(before, like=client))


def test_going_to_another_workspace_changes_the_key() -> None:
    ada = person()
    shared = open_workspace(ada.pk, name="Shared")
    client = sign_in(ada)
    before = key_of(client)
    client.post("/app/workspace/switch/", {"workspace": str(shared)})
    assert is_in(client)
    assert not is_in(with_key(before, like=client))
    assert 1 == len(published(SessionRotated))


def test_any_page_can_have_the_key_changed() -> None:
    ada = person()
    client = sign_in(ada)
    request = HttpRequest()
    request.session = store = SessionStore(key_of(client))
    store.load()
    before = key_of(client)
    rotate(request)
    store.save()
    assert not is_in(with_key(before, like=client))
    assert is_in(with_key(str(store.session_key), like=client))


def test_a_request_that_comes_with_the_former_key_takes_nobodys_cookie_away() -> None:
    client = sign_in(person())
    late = with_key(key_of(client), like=client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = late.get("/app/settings/")
    assert 302 == answer.status_code
    assert settings.SESSION_COOKIE_NAME not in answer.cookies, "the browser has the new key by now"


def test_what_was_ended_meanwhile_is_not_brought_back_by_a_request_that_saves_later() -> None:
    client = sign_in(person())
    slow = SessionStore(key_of(client))
    slow["seen"] = "something"
    client.post("/accounts/logout/")
    with pytest.raises(UpdateError):
        slow.save()
    assert not is_in(with_key(str(slow.session_key), like=client))


def test_a_request_that_loses_such_a_race_is_answered_all_the_same() -> None:
    client = sign_in(person())
    request = HttpRequest()
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key_of(client)

    def slow(request: HttpRequest) -> HttpResponse:
        request.session["seen"] = "something"
        client.post("/accounts/logout/")
        return HttpResponse("done")

    answer = SessionMiddleware(slow)(request)
    assert isinstance(answer, HttpResponse)
    assert 200 == answer.status_code
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_signing_in_and_out_are_facts_without_anything_private() -> None:
    ada = person()
    client = sign_in(ada)
    (came,) = published(SignedIn)
    assert (ada.pk, "password", True) == (came.person_id, came.method, came.is_new_device)
    assert 64 == len(came.network)
    client.post("/accounts/logout/")
    assert [SignedOut(person_id=ada.pk, session_id=came.session_id)] == published(SignedOut)
    assert "" == Session.objects.get(pk=came.session_id).payload


def test_neither_key_nor_device_shows_in_an_address_or_a_log() -> None:
    client = browser()
    with captured() as lines:
        answer = client.post("/accounts/login/", {"login": person().email, "password": PASSWORD})
        client.get("/app/settings/")
        client.post("/accounts/logout/")
    for secret in (str(client.cookies[settings.DEVICE_COOKIE_NAME].value), str(answer.cookies["sessionid"].value)):
        assert secret not in lines.text
        assert secret not in answer.headers["Location"]


def test_a_person_who_is_switched_off_is_out_at_once_and_stays_out() -> None:
    ada = person()
    client = client_for(ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert not is_in(client)
    Person.objects.filter(pk=ada.pk).update(is_active=True)
    assert not is_in(client)
    assert [Ending.DEACTIVATED] == [fact.reason for fact in published(SessionRevoked)]


def test_a_changed_or_reset_password_ends_all_other_sessions() -> None:
    ada = person()
    here, there = sign_in(ada), sign_in(ada)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert is_in(here)
    page = there.get("/app/settings/", follow=True)
    assert b"You were signed out because the way you sign in was changed" in page.content
    assert [Ending.RESET] == [fact.reason for fact in published(SessionRevoked)]


def test_a_person_can_be_changed_below_the_pages_and_the_old_password_opens_nothing() -> None:
    ada = person()
    client = sign_in(ada)
    ada.set_password(NEW)
    ada.save()
    assert not is_in(client)
