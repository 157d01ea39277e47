"""What does not work, and what it gives away: nothing."""

import re
import threading

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings

from assay.config.settings import accounts
from assay.kernel.tenancy import system
from assay.kernel.testing import captured, queued, run_jobs
from assay.modules.comms.models import Message
from assay.modules.identity.api import open_workspace
from assay.modules.identity.models import Membership, Person, Workspace
from tests.identity.make import PASSWORD, client_for, person
from tests.identity.test_journey import ADA, OTHER, is_in, link_in_last_mail, sign_in, sign_up, subjects
from tests.owner import as_owner

pytestmark = pytest.mark.django_db


def text(answer: HttpResponseBase) -> str:
    """Return what a person sees, without tokens and ids that differ from answer to answer."""
    shown = getattr(answer, "content", b"").decode()
    return re.sub(r'(csrfmiddlewaretoken" value|name="csrf-token" content)="[^"]+"', "", shown)


def test_signing_up_with_an_address_that_has_an_account_looks_the_same_and_changes_nothing() -> None:
    ada = person(email=ADA)
    known, unknown = Client(), Client()
    answers = [sign_up(known, email=ADA, password="four patient otters sang"), sign_up(unknown, email=OTHER)]
    assert [(302, "/accounts/confirm-email/")] * 2 == [(a.status_code, a.headers["Location"]) for a in answers]
    pages = [text(client.get("/accounts/confirm-email/")) for client in (known, unknown)]
    assert pages[0].replace(ADA, "?") == pages[1].replace(OTHER, "?")
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert [(ADA, "You have an account already"), (OTHER, "Confirm your email address")] == subjects()


def test_asking_for_a_reset_answers_known_and_unknown_addresses_alike() -> None:
    person(email=ADA)
    answers = [Client().post("/accounts/password/reset/", {"email": email}) for email in (ADA, OTHER)]
    assert [(302, "/accounts/password/reset/done/")] * 2 == [(a.status_code, a.headers["Location"]) for a in answers]
    expected = [(ADA, "Set a new password"), (OTHER, "There is no account with this address")]
    assert expected == subjects()


def test_a_wrong_password_and_an_unknown_address_are_answered_alike() -> None:
    person(email=ADA)
    pages = [text(sign_in(Client(), email=email, password="guess guess guess")) for email in (ADA, OTHER)]
    assert pages[0].replace(ADA, "?") == pages[1].replace(OTHER, "?")
    assert "Address and password do not belong together" in pages[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "This field is required"),
        ({"email": "no address", "password1": PASSWORD}, "Enter a valid email address"),
        ({"email": "a" * 60 + "@" + "example." * 25 + "org", "password1": PASSWORD}, "at most 254 characters"),
        ({"email": "ada\x00@example.org", "password1": PASSWORD}, "Null characters"),
        ({"email": ADA, "password1": "short"}, "at least 12 characters"),
        ({"email": ADA, "password1": "password1234"}, "close to one that many people use"),
        (
            {"email": "countess.lovelace@example.org", "password1": "countess.lovelace"},
            "something that others know about you",
        ),
        ({"email": ADA, "password1": "long " * 300}, "longer than 1024 characters"),
        ({"email": "x\r\nBcc: all@example.org", "password1": PASSWORD}, "Enter a valid email address"),
    ],
)
def test_a_sign_up_that_cannot_be_accepted_says_why_and_stores_nothing(fields: dict[str, str], said: str) -> None:
    answer = Client().post("/accounts/signup/", fields)
    assert said in text(answer)
    with system():
        assert (0, 0, 0) == (Person.objects.count(), Workspace.objects.count(), Message.objects.count())
    assert PASSWORD not in text(answer)


def test_a_mail_that_cannot_be_written_takes_the_whole_sign_up_back() -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE comms_message ADD CONSTRAINT no_mail_today CHECK (false) NOT VALID")
    client = Client(raise_request_exception=False)
    assert 500 == sign_up(client).status_code
    with system():
        assert (0, 0, []) == (Person.objects.count(), Membership.objects.count(), queued())


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_with_one_address_at_the_same_moment_make_one_account_and_two_equal_answers() -> None:
    start, answers = threading.Barrier(2), []

    def try_it() -> None:
        client = Client()
        start.wait()
        try:
            answers.append(sign_up(client))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(302, "/accounts/confirm-email/")] * 2 == [(a.status_code, a.headers["Location"]) for a in answers]
    with system():
        assert (1, 1, 1) == (Person.objects.count(), Workspace.objects.count(), Membership.objects.count())


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_after_signing_in_or_out(to: str) -> None:
    ada = person(email=ADA)
    client = Client()
    assert "/app/" == sign_in(client, to=f"?next={to}").headers["Location"]
    assert "/" == client_for(ada).post("/accounts/logout/", {"next": to}).headers["Location"]


def test_a_form_without_its_token_is_refused() -> None:
    person(email=ADA)
    strict = Client(enforce_csrf_checks=True)
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/logout/", "/app/settings/"):
        assert 403 == strict.post(path, {"login": ADA, "password": PASSWORD}).status_code, path


def test_an_account_that_is_switched_off_cannot_be_entered_and_sessions_of_it_end() -> None:
    ada = person(email=ADA)
    client = client_for(ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert not is_in(client)
    assert not is_in(Client())
    fresh = Client()
    sign_in(fresh)
    assert not is_in(fresh)


def test_somebody_who_only_claims_an_address_makes_room_for_who_proves_it() -> None:
    squatter = person(email=OTHER, verified=False)
    person(email=ADA)
    client = Client()
    sign_in(client)
    client.post("/accounts/email/", {"email": OTHER, "action_add": ""})
    assert 302 == client.post(link_in_last_mail()).status_code
    assert not Person.objects.filter(pk=squatter.pk).exists()
    assert Person.objects.filter(email=OTHER).exists()
    with system():
        assert 1 == Workspace.objects.count()


def test_an_address_that_somebody_else_has_proven_cannot_be_taken() -> None:
    owner = person(email=OTHER)
    person(email=ADA)
    client = Client()
    sign_in(client)
    client.post("/accounts/email/", {"email": OTHER, "action_add": ""})
    link = link_in_last_mail()
    assert b"is confirmed for another account" in client.get(link).content
    client.post(link)
    owner.refresh_from_db()
    assert OTHER == owner.email
    assert EmailAddress.objects.get(user=owner, email=OTHER).verified


def test_too_many_requests_are_answered_429_with_a_page_that_says_when_to_come_back() -> None:
    """Sixty a minute; on a slow machine a few more pass while the test runs. The last ten are asked for work."""
    tries = (sign_in(Client(), email=f"{n}@example.org", password="x" * 12) for n in range(200))
    answers = [next(tries) for _ in range(60)]
    assert {200, 429} == {answer.status_code for answer in answers}
    while "from your network" not in text(refused := next(tries)):
        answers.append(refused)
        assert len(answers) < 120
    assert 429 == refused.status_code
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_one_mailbox_cannot_be_flooded_with_reset_links() -> None:
    person(email=ADA)
    answers = [Client().post("/accounts/password/reset/", {"email": ADA}) for _ in range(6)]
    assert [302] * 5 + [429] == [answer.status_code for answer in answers]
    assert "60" == answers[-1].headers["Retry-After"]
    assert 5 == Message.objects.filter(recipient=ADA).count()


@pytest.mark.parametrize("name", ["a" * 121, "ada\u202ecod", "ada\x00"])
def test_a_name_that_cannot_be_accepted_is_answered_on_the_page(name: str) -> None:
    ada = person(email=ADA, name="Ada")
    answer = client_for(ada).post("/app/settings/", {"name": name})
    assert 422 == answer.status_code
    ada.refresh_from_db()
    assert "Ada" == ada.name


def test_a_name_is_shown_as_text() -> None:
    client = client_for(person(name="<script>alert(1)</script>"))
    assert b"<script>alert(1)" not in client.get("/app/settings/").content
    shared = open_workspace(Person.objects.get().pk, name="Shared <b>")
    client.post("/app/workspace/switch/", {"workspace": str(shared)})
    page = client.get("/app/workspace/").content
    assert (False, True) == (b"<script>alert(1)" in page, b"&lt;script&gt;alert(1)" in page), "outside of a form too"
    assert b"Shared <b>" not in page


def test_the_programming_interface_wants_a_session_and_for_changes_the_token_too() -> None:
    answer = Client().get("/api/v1/me")
    assert (401, "application/problem+json") == (answer.status_code, answer.headers["Content-Type"])
    ada = person(email=ADA, name="Ada")
    me = client_for(ada).get("/api/v1/me").json()
    assert (str(ada.pk), ADA, "Ada", "owner") == (me["person_id"], me["email"], me["name"], me["role"])
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client_for(ada).cookies
    assert 200 == browser.get("/api/v1/me").status_code
    refused = browser.put("/api/v1/profile", {"currency": "EUR"}, content_type="application/json")
    assert 403 == refused.status_code, "a session alone changes nothing"


def test_neither_addresses_nor_passwords_nor_links_reach_the_log() -> None:
    with captured() as lines:
        client = Client()
        sign_up(client)
        client.post(link_in_last_mail())
        sign_in(Client(), password="a secret nobody may read")
        run_jobs()
    assert lines.entries
    for private in (ADA, PASSWORD, "a secret nobody may read"):
        assert private not in lines.text
    keys = re.findall(r"confirm-email/([-:\w]{20,})", "".join(Message.objects.values_list("text", flat=True)))
    assert [] == [key for key in keys if key in lines.text]


def test_people_get_argon2id_with_our_numbers_and_older_hashes_are_renewed_at_sign_in() -> None:
    hashers = [*accounts.PASSWORD_HASHERS, "django.contrib.auth.hashers.Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers):
        made = make_password(PASSWORD)
        assert made.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        assert check_password(PASSWORD, made)
        assert not check_password("guess", made)
        weaker = identify_hasher(made)
        weaker.memory_cost, weaker.time_cost = 1024, 1  # type: ignore[attr-defined]  # Argon2's own numbers
        ada = person(email=ADA)
        Person.objects.filter(pk=ada.pk).update(password=weaker.encode(PASSWORD, "0123456789abcdef012345"))
        sign_in(Client())
        ada.refresh_from_db()
        assert "m=19456,t=2,p=1" in ada.password


def test_losing_the_cache_signs_nobody_out_and_keeps_nobody_from_signing_in() -> None:
    person(email=ADA)
    before = Client()
    sign_in(before)
    with override_settings(CACHES=dead_cache()):
        cache.get("ask-once-so-that-the-loss-is-noticed")
        assert is_in(before)
        during = Client()
        assert "/app/" == sign_in(during).headers["Location"]
        assert is_in(during)
        during.post("/accounts/logout/")
        assert not is_in(during)
    assert is_in(before)
    assert not is_in(during)


def dead_cache() -> dict[str, object]:
    return {
        "default": {
            "BACKEND": "assay.kernel.cache.LossyCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.25},
        }
    }
