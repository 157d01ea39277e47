"""Recovery codes: each works once, whoever asks, and nothing that is stored gives one away."""

import threading

import pytest
from django.db import connection
from django.test import Client

from assay.kernel.testing import published
from assay.modules.identity import policy
from assay.modules.identity.errors import FactorMissing
from assay.modules.identity.events.factors import FactorRefused, RecoveryCodesMade, RecoveryCodeUsed
from assay.modules.identity.models import Person, RecoveryCode
from assay.modules.identity.queries.factors import count_codes
from assay.modules.identity.services import recovery_codes
from tests.identity.factors import SECURITY, half_in, is_in, new_codes, show_code, signed_in, with_app
from tests.identity.make import person
from tests.identity.test_journey import subjects

pytestmark = pytest.mark.django_db
CODES = f"{SECURITY}codes/"


@pytest.fixture
def ada() -> Person:
    return person()


def test_a_code_lets_in_once_and_tells_the_owner(ada: Person) -> None:
    app = with_app(ada)
    client = half_in(ada)
    assert "/app/" == show_code(client, app.codes[0]).headers["Location"]
    assert is_in(client)
    again = show_code(half_in(ada), app.codes[0])
    assert (422, True) == (again.status_code, b"not right" in again.content)
    assert [RecoveryCodeUsed(person_id=ada.pk, remaining=9)] == published(RecoveryCodeUsed)
    assert [FactorRefused(person_id=ada.pk, kind="recovery", reason="wrong")] == published(FactorRefused)
    assert (ada.email, "A recovery code was used") in subjects()


@pytest.mark.parametrize("spelled", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code} ", str])
def test_a_code_is_understood_however_it_is_copied(ada: Person, spelled: type[str]) -> None:
    app = with_app(ada)
    assert 302 == show_code(half_in(ada), spelled(app.codes[3])).status_code


def test_codes_are_stored_as_slow_salted_hashes_under_a_key(ada: Person) -> None:
    app = with_app(ada)
    rows = list(RecoveryCode.objects.filter(person=ada))
    stored = " ".join(f"{row.selector} {row.digest}" for row in rows)
    for code in app.codes:
        plain = policy.plain_code(code)
        assert plain[policy.SELECTOR_LENGTH :] not in stored
        assert plain not in stored
    assert 10 == len({row.digest for row in rows})
    assert all(row.digest.count("$") >= 2 for row in rows), "what Django's password hashers write"


def test_ten_letters_of_a_code_are_secret_and_drawn_from_thirty_two(ada: Person) -> None:
    codes = [policy.plain_code(code) for code in with_app(ada).codes]
    assert {policy.CODE_LENGTH} == {len(code) for code in codes}
    assert set("".join(codes)) <= set(policy.ALPHABET)
    assert 2**50 == len(policy.ALPHABET) ** (policy.CODE_LENGTH - policy.SELECTOR_LENGTH)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_show_one_code_at_the_same_moment_exactly_one_gets_in() -> None:
    ada = person()
    app = with_app(ada)
    clients = [half_in(ada) for _ in range(3)]
    start, answers = threading.Barrier(len(clients)), []

    def try_it(client: Client) -> None:
        start.wait()
        try:
            answers.append(show_code(client, app.codes[0]).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [302, 422, 422] == sorted(answers)
    assert 9 == count_codes(ada.pk)
    assert 1 == len(published(RecoveryCodeUsed))


def test_new_codes_void_the_old_ones_are_shown_once_and_told_by_mail(ada: Person) -> None:
    app = with_app(ada)
    client = signed_in(ada, app)
    assert b"10 codes are left" in client.get(CODES).content
    shown = client.post(CODES).content.decode()
    assert 10 == shown.count("<li><code")
    assert "no-store" in client.post(CODES).headers["Cache-Control"]
    fresh = new_codes(ada)
    assert not set(fresh) & set(app.codes)
    assert not [code for code in fresh if code in client.get(CODES).content.decode()]
    assert 422 == show_code(half_in(ada), app.codes[0]).status_code
    assert 302 == show_code(half_in(ada), fresh[0]).status_code
    assert 4 == len(published(RecoveryCodesMade))
    assert (ada.email, "New recovery codes were made") in subjects()


def test_a_code_that_is_not_the_persons_own_does_not_help(ada: Person) -> None:
    with_app(ada)
    assert 422 == show_code(half_in(ada), with_app(person()).codes[0]).status_code


def test_the_right_letters_under_another_selector_do_not_help(ada: Person) -> None:
    first, second = with_app(ada).codes[:2]
    assert 422 == show_code(half_in(ada), first[:2] + second[2:]).status_code


def test_without_a_second_step_there_are_no_codes_to_make(ada: Person) -> None:
    with pytest.raises(FactorMissing):
        recovery_codes.make_codes(ada.pk)
    assert 0 == RecoveryCode.objects.count()


def test_the_page_says_how_many_are_left(ada: Person) -> None:
    app = with_app(ada)
    show_code(half_in(ada), app.codes[0])
    assert b"9 of 10 left" in signed_in(ada, app).get(SECURITY).content
