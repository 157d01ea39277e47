"""Passkeys: a sign-in by themselves, a second step, and everything that a forged, old or copied answer tries."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from assay.kernel import clock
from assay.kernel.testing import captured, published
from assay.modules.identity.errors import AlreadySetUp
from assay.modules.identity.events import SignInFailed
from assay.modules.identity.events.factors import FactorProven, FactorRefused
from assay.modules.identity.models import Factor, Person
from tests.identity.authenticator import Key
from tests.identity.factors import (
    SECOND_STEP,
    SECURITY,
    enter,
    half_in,
    is_in,
    show_code,
    show_key,
    with_app,
    with_passkey,
)
from tests.identity.make import person
from tests.identity.test_journey import sign_in, subjects

pytestmark = pytest.mark.django_db
ADD = f"{SECURITY}passkeys/add/"


@pytest.fixture
def ada() -> Person:
    return person()


def _add(client: Client, key: Key, *, name: str = "Blue key") -> Any:
    asked = client.get(ADD).context["asked"]
    sent = {"name": name, "credential": json.dumps(key.make(asked["options"])), "token": asked["token"]}
    return client.post(ADD, sent)


def test_somebody_adds_a_passkey_and_signs_in_with_nothing_else(ada: Person) -> None:
    client, key = Client(), Key()
    sign_in(client, email=ada.email)
    assert b"Your recovery codes" in _add(client, key).content
    page = client.get(SECURITY).content.decode()
    assert "Blue key" in page
    assert "not used yet" in page
    elsewhere = Client()
    assert "/app/ideas/" == enter(elsewhere, key, to="/app/ideas/").headers["Location"]
    assert is_in(elsewhere)
    assert "last used" in elsewhere.get(SECURITY).content.decode()


def test_a_passkey_is_the_second_step_after_the_password(ada: Person) -> None:
    key = with_passkey(ada)
    client = half_in(ada)
    assert "/app/" == show_key(client, key).headers["Location"]
    assert is_in(client)


def test_a_passkey_that_is_refused_is_a_failure_like_a_wrong_password(ada: Person) -> None:
    with_passkey(ada)
    client = half_in(ada)
    with captured() as lines:
        show_key(client, Key())
        enter(Client(), Key())
    assert [(ada.pk, "factor", "passkey"), (None, "factor", "passkey")] == [
        (fact.person_id, fact.stage, fact.reason) for fact in published(SignInFailed)
    ]
    assert 2 == len(lines.named("sign-in failed"))


def test_one_may_have_several_and_each_opens(ada: Person) -> None:
    keys = [with_passkey(ada, name=name) for name in ("Phone", "Blue key")]
    assert [True, True] == [302 == show_key(half_in(ada), key).status_code for key in keys]
    assert {"Phone", "Blue key"} == {factor.name for factor in Factor.objects.filter(person=ada)}


def test_a_key_that_did_not_check_its_user_is_a_second_step_and_no_sign_in(ada: Person) -> None:
    key = with_passkey(ada)
    key.is_verified = False
    client = Client()
    assert "/accounts/login/" == enter(client, key).headers["Location"]
    assert b"did not check that it is you" in client.get("/accounts/login/").content
    assert not is_in(client)
    assert 302 == show_key(half_in(ada), key).status_code


def test_a_key_whose_count_went_back_is_refused_and_its_owner_is_told_once(ada: Person) -> None:
    key = with_passkey(ada)
    copy = key.copied()
    assert 302 == show_key(half_in(ada), key).status_code
    for _ in range(2):
        client = half_in(ada)
        copy.count = 0
        refused = show_key(client, copy)
        assert (422, True) == (refused.status_code, b"may have been copied" in refused.content)
        assert not is_in(client)
    assert ["cloned", "cloned"] == [fact.reason for fact in published(FactorRefused)]
    assert 1 == subjects().count((ada.email, "One of your passkeys may have been copied"))


def test_a_count_that_stands_still_is_refused_too(ada: Person) -> None:
    key = with_passkey(ada)
    show_key(half_in(ada), key)
    key.step = 0
    assert 422 == show_key(half_in(ada), key).status_code


def test_a_key_that_never_counts_is_taken_each_time(ada: Person) -> None:
    key = with_passkey(ada, key=Key(step=0))
    assert [302, 302] == [show_key(half_in(ada), key).status_code for _ in range(2)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:81"},
        {"site": "evil.example"},
        {"is_present": False},
        {"private": Key().private},
        {"owner": b"0123456789abcdef"},
    ],
)
def test_an_answer_for_another_site_by_another_key_or_for_somebody_else_is_refused(
    ada: Person, wrong: dict[str, Any]
) -> None:
    key = with_passkey(ada)
    for name, value in wrong.items():
        setattr(key, name, value)
    client, second = Client(), half_in(ada)
    assert "/accounts/login/" == enter(client, key).headers["Location"]
    assert 422 == show_key(second, key).status_code
    assert [False, False] == [is_in(client), is_in(second)]
    assert [] == published(FactorProven)


def test_an_answer_counts_once(ada: Person) -> None:
    key = with_passkey(ada, key=Key(step=0))
    asked = Client().get("/accounts/passkey/options/").json()
    sent = {"credential": json.dumps(key.show(json.dumps(asked["options"]))), "token": asked["token"]}
    clients = [Client(), Client()]
    places = [client.post("/accounts/passkey/", sent).headers["Location"] for client in clients]
    assert ["/app/", "/accounts/login/"] == places
    assert ["replayed"] == [fact.reason for fact in published(FactorRefused)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_one_answer_at_the_same_moment_exactly_one_gets_in() -> None:
    key = with_passkey(person(), key=Key(step=0))
    asked = Client().get("/accounts/passkey/options/").json()
    sent = {"credential": json.dumps(key.show(json.dumps(asked["options"]))), "token": asked["token"]}
    start, places = threading.Barrier(3), []

    def try_it() -> None:
        client = Client()
        start.wait()
        try:
            places.append(client.post("/accounts/passkey/", sent).headers["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["/accounts/login/", "/accounts/login/", "/app/"] == sorted(places)


def test_a_question_for_one_purpose_or_person_is_not_answered_for_another(ada: Person) -> None:
    key, bob = with_passkey(ada), person()
    with_passkey(bob)
    asked = Client().get("/accounts/passkey/options/").json()
    for_entering = {"credential": json.dumps(key.show(json.dumps(asked["options"]))), "token": asked["token"]}
    assert 422 == half_in(ada).post(SECOND_STEP, for_entering).status_code
    page = half_in(bob).get(SECOND_STEP).context["asked"]
    for_bob = {"credential": json.dumps(key.show(page["options"])), "token": page["token"]}
    assert 422 == half_in(ada).post(SECOND_STEP, for_bob).status_code
    assert 422 == half_in(bob).post(SECOND_STEP, for_bob).status_code, "Ada's key is not Bob's second step"
    assert "/accounts/login/" == Client().post("/accounts/passkey/", for_bob).headers["Location"]


def test_a_question_is_open_for_ten_minutes(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    key = with_passkey(ada)
    asked = Client().get("/accounts/passkey/options/").json()
    sent = {"credential": json.dumps(key.show(json.dumps(asked["options"]))), "token": asked["token"]}
    later = (clock.now() + timedelta(minutes=11)).timestamp()
    client = Client()
    with monkeypatch.context() as shifted:
        shifted.setattr("time.time", lambda: later)
        client.post("/accounts/passkey/", sent)
    assert not is_in(client)


def test_a_passkey_belongs_to_one_account(ada: Person) -> None:
    key = with_passkey(ada)
    with pytest.raises(AlreadySetUp):
        with_passkey(person(), key=key)


@pytest.mark.parametrize(
    "credential",
    ["", "null", "[]", "7", '"x"', "{}", '{"id": 7}', '{"response": {}}', "{", '{"rawId": "!", "response": []}'],
)
def test_what_is_no_answer_of_a_key_is_refused_clearly(ada: Person, credential: str) -> None:
    with_passkey(ada)
    token = Client().get("/accounts/passkey/options/").json()["token"]
    sent = {"credential": credential, "token": token}
    assert "/accounts/login/" == Client().post("/accounts/passkey/", sent).headers["Location"]
    second = half_in(ada)
    page = second.get(SECOND_STEP).context["asked"]
    assert 422 == second.post(SECOND_STEP, sent | {"token": page["token"]}).status_code
    client = Client()
    enter(client, with_passkey(ada, name="Other"))
    made = client.post(ADD, sent | {"name": "X", "token": client.get(ADD).context["asked"]["token"]})
    assert 422 == made.status_code


def test_somebody_switched_off_does_not_get_in_with_a_passkey(ada: Person) -> None:
    key = with_passkey(ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    client = Client()
    enter(client, key)
    assert not is_in(client)


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_by_a_passkey(ada: Person, to: str) -> None:
    assert "/app/" == enter(Client(), with_passkey(ada), to=to).headers["Location"]


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(ada: Person) -> None:
    key, app = with_passkey(ada), with_app(ada)
    card = Factor.objects.get(person=ada, kind="passkey")
    owner, stranger = Client(), Client()
    enter(owner, key)
    enter(stranger, with_passkey(person()))
    for act, sent in (("rename", {"name": "Mine now"}), ("remove", {})):
        path = f"{SECURITY}factors/{card.pk}/{act}/"
        assert [404, 404] == [stranger.get(path).status_code, stranger.post(path, sent).status_code]
        assert 200 == owner.get(path).status_code
        assert SECURITY == owner.post(path, sent).headers["Location"]
    assert not Factor.objects.filter(pk=card.pk).exists()
    assert (ada.email, "A second step was removed from your account") in subjects()
    gone = Client()
    enter(gone, key)
    assert not is_in(gone)
    assert 302 == show_code(half_in(ada), app.code()).status_code
