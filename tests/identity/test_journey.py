"""From an unknown address to an account, through HTTP, with the links taken from the mails themselves."""

import re

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client

from assay.kernel.tenancy import system
from assay.kernel.testing import published, run_jobs
from assay.modules.identity.api import Role, admit, find_actor
from assay.modules.identity.events import PersonJoined
from assay.modules.identity.models import Membership, Person, Workspace
from tests.identity.make import PASSWORD, client_for, person

pytestmark = pytest.mark.django_db
ADA, OTHER = "ada@example.org", "ada.new@example.org"


def sign_up(client: Client, *, email: str = ADA, password: str = PASSWORD) -> HttpResponseBase:
    return client.post("/accounts/signup/", {"email": email, "password1": password})


def sign_in(client: Client, *, email: str = ADA, password: str = PASSWORD, to: str = "") -> HttpResponseBase:
    return client.post(f"/accounts/login/{to}", {"login": email, "password": password})


def link_in_last_mail() -> str:
    """Hand over what waits, and return the path of the link in the newest mail."""
    run_jobs()
    text = str(mail.outbox[-1].body)
    found = re.search(r"http://testserver(\S+)", text)
    assert found is not None, text
    return found[1]


def subjects() -> list[tuple[str, str]]:
    run_jobs()
    return [(message.to[0], str(message.subject)) for message in mail.outbox]


def is_in(client: Client) -> bool:
    return client.get("/app/settings/").status_code == 200


def test_somebody_signs_up_confirms_the_address_and_is_in() -> None:
    client = Client()
    assert "/accounts/confirm-email/" == sign_up(client).headers["Location"]
    assert not is_in(client)
    assert b"Look into your mailbox" in client.get("/accounts/confirm-email/").content
    link = link_in_last_mail()
    assert [(ADA, "Confirm your email address")] == subjects()
    assert b"Is ada@example.org yours?" in client.get(link).content
    assert not is_in(client), "opening the link is not yet confirming it: mail scanners open links"
    assert "/app/" == client.post(link).headers["Location"]
    assert is_in(client)


def test_signing_up_makes_one_personal_workspace_owned_by_the_newcomer_and_says_so_once() -> None:
    sign_up(Client())
    ada = Person.objects.get(email=ADA)
    with system():
        workspace = Workspace.objects.get()
        assert workspace.is_personal
        assert Role.OWNER == Membership.objects.get(person=ada, workspace=workspace).role
    assert [PersonJoined(person_id=ada.pk, workspace_id=workspace.pk)] == published(PersonJoined)


def test_the_link_opened_on_another_device_confirms_the_address_and_signs_nobody_in() -> None:
    sign_up(Client())
    elsewhere = Client()
    assert elsewhere.post(link_in_last_mail()).headers["Location"].startswith("/accounts/login/")
    assert not is_in(elsewhere)
    assert "/app/" == sign_in(elsewhere).headers["Location"]
    assert is_in(elsewhere)


def test_without_a_confirmed_address_nobody_gets_in() -> None:
    sign_up(Client())
    client = Client()
    assert "/accounts/confirm-email/" == sign_in(client).headers["Location"]
    assert not is_in(client)


def test_a_link_works_once_and_a_made_up_one_never() -> None:
    client = Client()
    sign_up(client)
    link = link_in_last_mail()
    client.post(link)
    for dead in (link, "/accounts/confirm-email/made:up:key/"):
        answer = client.get(dead)
        assert b"This link no longer works" in answer.content
        assert 404 == client.post(dead).status_code


def test_signing_in_ignores_the_case_of_the_address() -> None:
    person(email="Mixed.Case@example.org")
    client = Client()
    assert "/app/" == sign_in(client, email="mIXED.cASE@EXAMPLE.org").headers["Location"]


def test_after_signing_in_one_comes_to_the_page_one_wanted() -> None:
    person(email=ADA)
    client = Client()
    refused = client.get("/app/settings/")
    assert "/accounts/login/?next=/app/settings/" == refused.headers["Location"]
    assert "/app/settings/" == sign_in(client, to="?next=/app/settings/").headers["Location"]


def test_signing_out_takes_a_click_and_ends_the_session_on_the_server() -> None:
    client = client_for(person(email=ADA))
    cookie = client.cookies["sessionid"].value
    assert b"Stay signed in" in client.get("/accounts/logout/").content
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)


def test_a_forgotten_password_is_reset_by_mail_and_the_owner_is_told() -> None:
    ada = person(email=ADA)
    elsewhere = client_for(ada)
    client = Client()
    client.post("/accounts/password/reset/", {"email": ADA})
    form = client.get(link_in_last_mail()).headers["Location"]
    assert "set-password" in form, "the key must not stay in the address"
    client.post(form, {"password1": "four patient otters sang"})
    assert not is_in(elsewhere), "sessions from before the reset end"
    assert [(ADA, "Set a new password"), (ADA, "Your password was reset")] == subjects()
    assert 200 == sign_in(client).status_code
    assert not is_in(client)
    sign_in(client, password="four patient otters sang")
    assert is_in(client)


def test_a_reset_link_works_once() -> None:
    person(email=ADA)
    client = Client()
    client.post("/accounts/password/reset/", {"email": ADA})
    link = link_in_last_mail()
    client.post(client.get(link).headers["Location"], {"password1": "four patient otters sang"})
    assert b"This link no longer works" in Client().get(link).content


def test_a_password_is_changed_by_who_knows_the_old_one_and_other_devices_are_signed_out() -> None:
    ada = person(email=ADA)
    here, elsewhere = client_for(ada), client_for(ada)
    wrong = here.post("/accounts/password/change/", {"oldpassword": "guess", "password1": "four patient otters sang"})
    assert b"This is not your current password" in wrong.content
    right = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "four patient otters sang"})
    assert "/app/settings/" == right.headers["Location"]
    assert is_in(here)
    assert not is_in(elsewhere)
    assert [(ADA, "Your password was changed")] == subjects()


def test_the_address_changes_only_when_the_new_one_is_confirmed_and_the_old_one_is_told() -> None:
    ada, client = person(email=ADA), Client()
    sign_in(client)
    client.post("/accounts/email/", {"email": OTHER, "action_add": ""})
    link = link_in_last_mail()
    ada.refresh_from_db()
    assert ADA == ada.email
    client.post(link)
    ada.refresh_from_db()
    assert OTHER == ada.email
    assert [(OTHER, "Confirm your email address"), (ADA, "Your email address was changed")] == subjects()
    assert "/app/" == sign_in(Client(), email=OTHER).headers["Location"]
    assert 200 == sign_in(Client(), email=ADA).status_code


def test_changing_the_address_asks_for_the_password_again_when_the_sign_in_is_old() -> None:
    ada = person(email=ADA)
    client = client_for(ada)
    asked = client.post("/accounts/email/", {"email": OTHER, "action_add": ""})
    again = asked.headers["Location"]
    assert "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F" == again
    assert b"This is not your password" in client.post(again, {"password": "guess"}).content
    client.post(again, {"password": PASSWORD})
    assert [(OTHER, "Confirm your email address")] == subjects()


def test_a_change_of_address_can_be_taken_back_before_it_is_confirmed() -> None:
    person(email=ADA)
    client = Client()
    sign_in(client)
    client.post("/accounts/email/", {"email": OTHER, "action_add": ""})
    link = link_in_last_mail()
    client.post("/accounts/email/", {"email": OTHER, "action_remove": ""})
    assert 404 == client.post(link).status_code
    assert Person.objects.filter(email=ADA).exists()


def test_a_name_is_saved_and_shown() -> None:
    ada = person(email=ADA)
    client = client_for(ada)
    assert "/app/settings/" == client.post("/app/settings/", {"name": "  Ada   Lovelace "}).headers["Location"]
    assert b'value="Ada Lovelace"' in client.get("/app/settings/").content


def test_somebody_with_two_workspaces_chooses_where_to_work_and_cannot_choose_a_strangers() -> None:
    from_alice, bob, stranger = person(), person(), person()
    shared = find_actor(from_alice.pk)
    foreign = find_actor(stranger.pk)
    assert shared is not None
    assert foreign is not None
    admit(bob.pk, workspace_id=shared.workspace_id, role=Role.VIEWER)
    client = client_for(bob)
    client.post("/app/workspace/switch/", {"workspace": str(shared.workspace_id)})
    me = client.get("/api/v1/me").json()
    assert (str(shared.workspace_id), "viewer") == (me["workspace_id"], me["role"])
    assert 404 == client.post("/app/workspace/switch/", {"workspace": str(foreign.workspace_id)}).status_code
    with system():
        Membership.objects.filter(person=bob, workspace_id=shared.workspace_id).delete()
    assert str(shared.workspace_id) != client.get("/api/v1/me").json()["workspace_id"]
