"""The authenticator app: set up, asked for, and not to be fooled."""

import base64
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from assay.kernel import clock
from assay.kernel.testing import published
from assay.modules.identity import policy
from assay.modules.identity.events.factors import FactorAdded, FactorProven, FactorRefused, RecoveryCodesMade
from assay.modules.identity.models import Factor, Person, RecoveryCode, Session
from assay.modules.identity.providers.sealing import unseal_payload
from tests.identity.factors import SECOND_STEP, SECURITY, App, half_in, is_in, show_code, signed_in, with_app
from tests.identity.make import PASSWORD, person
from tests.identity.test_journey import sign_in, subjects

pytestmark = pytest.mark.django_db
SET_UP = f"{SECURITY}app/"


@pytest.fixture
def ada() -> Person:
    return person()


def _page(client: Client) -> str:
    answer = client.get(SET_UP)
    assert 200 == answer.status_code
    return answer.content.decode()


def _key(page: str) -> bytes:
    found = re.search(r'class="key"[^>]*>([A-Z2-7 ]+)<', page)
    assert found is not None
    return base64.b32decode(found[1].replace(" ", ""))


def test_somebody_sets_an_app_up_and_is_asked_for_it_at_the_next_sign_in(ada: Person) -> None:
    client = Client()
    sign_in(client, email=ada.email)
    page = _page(client)
    assert 'class="qr"' in page
    assert "style=" not in page
    app = App(key=_key(page), codes=())
    done = show_code(client, app.code(), page=SET_UP)
    assert b"Your recovery codes" in done.content
    elsewhere = Client()
    assert SECOND_STEP == sign_in(elsewhere, email=ada.email).headers["Location"]
    assert not is_in(elsewhere)
    with clock.frozen(clock.now() + timedelta(seconds=policy.PERIOD)):
        assert "/app/" == show_code(elsewhere, app.code()).headers["Location"]
    assert is_in(elsewhere)


def test_the_key_stays_the_same_until_it_is_confirmed_and_a_wrong_code_turns_nothing_on(ada: Person) -> None:
    client = Client()
    sign_in(client, email=ada.email)
    key = _key(_page(client))
    refused = show_code(client, "000000" if App(key=key, codes=()).code() != "000000" else "111111", page=SET_UP)
    assert 422 == refused.status_code
    assert b"not the code of the moment" in refused.content
    assert key == _key(_page(client))
    assert 0 == Factor.objects.count()


def test_setting_up_says_so_by_mail_and_as_facts_and_brings_ten_codes(ada: Person) -> None:
    app = with_app(ada)
    added = Factor.objects.get()
    assert [FactorAdded(person_id=ada.pk, factor_id=added.pk, kind="totp")] == published(FactorAdded)
    assert [RecoveryCodesMade(person_id=ada.pk, count=10)] == published(RecoveryCodesMade)
    assert [(ada.email, "A second step was added to your account")] == subjects()
    assert 10 == len(set(app.codes)) == RecoveryCode.objects.filter(person=ada).count()


def test_the_key_is_nowhere_in_clear_neither_stored_nor_in_the_session(ada: Person) -> None:
    client = Client()
    sign_in(client, email=ada.email)
    key = _key(_page(client))
    shown = [key, base64.b32encode(key), base64.b64encode(key), key.hex().encode()]
    assert not [form for form in shown if form in _everything_stored()]
    show_code(client, App(key=key, codes=()).code(), page=SET_UP)
    assert Factor.objects.get().secret
    assert not [form for form in shown if form in _everything_stored()]


def _everything_stored() -> bytes:
    """Every row of every table, sessions decoded."""
    found = [str(list(model._base_manager.values())) for model in apps.get_models()]
    found += [str(unseal_payload(row.payload)) for row in Session.objects.exclude(payload="")]
    return "\n".join(found).encode()


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_clock_may_be_one_step_off_on_either_side(ada: Person, steps: int, status: int) -> None:
    app, client = with_app(ada), half_in(ada)
    assert status == show_code(client, app.code(step=steps)).status_code
    assert (status == 302) == is_in(client)


def _spellings(code: str) -> list[str]:
    fullwidth = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    arabic = "".join(chr(ord(digit) - 0x30 + 0x0660) for digit in code)
    return [
        code,
        f" {code}\t",
        f"{code[:3]} {code[3:]}",
        f"{code[:3]}\u00a0{code[3:]}",
        f"\u200b{code}",
        f"{code[:2]}-{code[2:4]}-{code[4:]}",
        fullwidth,
        arabic,
    ]


def test_a_used_code_is_refused_however_it_is_spelled(ada: Person) -> None:
    with clock.frozen(datetime(2026, 11, 25, 12, 0, 5, tzinfo=UTC)):
        app = with_app(ada)
        code = app.code()
        signed_in(ada, app)
        for spelling in _spellings(code):
            cache.clear()  # how often somebody may try is another test's matter
            answer = show_code(half_in(ada), spelling)
            assert (422, True) == (answer.status_code, b"used already" in answer.content), ascii(spelling)
    assert {"replayed"} == {fact.reason for fact in published(FactorRefused)}


@pytest.mark.parametrize("number", range(8))
def test_every_spelling_of_a_fresh_code_is_understood(ada: Person, number: int) -> None:
    app = with_app(ada)
    assert 302 == show_code(half_in(ada), _spellings(app.code())[number]).status_code


def test_a_code_that_is_older_than_the_last_used_one_is_refused(ada: Person) -> None:
    app = with_app(ada)
    signed_in(ada, app)
    assert 422 == show_code(half_in(ada), app.code(step=-1)).status_code


def test_a_code_used_in_the_window_stays_used_when_the_cache_is_lost(ada: Person) -> None:

    app = with_app(ada)
    code = app.code()
    signed_in(ada, app)
    cache.clear()
    assert 422 == show_code(half_in(ada), code).status_code


@pytest.mark.django_db(transaction=True)
def test_of_two_sign_ins_with_one_code_at_the_same_moment_exactly_one_succeeds() -> None:
    ada = person()
    app = with_app(ada)
    clients = [half_in(ada) for _ in range(4)]
    start, code, answers = threading.Barrier(len(clients)), app.code(), []

    def try_it(client: Client) -> None:
        start.wait()
        try:
            answers.append(show_code(client, code).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [302, 422, 422, 422] == sorted(answers)
    assert [True] == [is_in(client) for client in clients if is_in(client)]
    assert 1 == len(published(FactorProven))


def test_somebody_elses_code_does_not_help(ada: Person) -> None:
    with_app(ada)
    other = with_app(person())
    assert 422 == show_code(half_in(ada), other.code()).status_code


def test_the_page_of_the_second_step_is_closed_to_whoever_has_not_taken_the_first() -> None:
    for client in (Client(), Client()):
        assert "/accounts/login/" == client.get(SECOND_STEP).headers["Location"]
        assert "/accounts/login/" == show_code(client, "123456").headers["Location"]


def test_a_password_alone_reaches_nothing_inside(ada: Person) -> None:
    with_app(ada)
    client = half_in(ada)
    for path in ("/app/", "/app/settings/", SECURITY, SET_UP, "/app/ideas/"):
        assert client.get(path).headers["Location"].startswith("/accounts/login/"), path
    assert 401 == client.get("/api/v1/me").status_code
    assert client.get("/accounts/password/change/").headers["Location"].startswith("/accounts/login/")


def test_a_wrong_password_never_reaches_the_second_step(ada: Person) -> None:
    app = with_app(ada)
    client = Client()
    assert 200 == sign_in(client, email=ada.email, password=PASSWORD + "?").status_code
    assert "/accounts/login/" == show_code(client, app.code()).headers["Location"]
    assert not is_in(client)


def test_after_a_changed_factor_the_page_offers_to_end_all_other_sessions(ada: Person) -> None:
    """ASVS V7.4.3."""
    client, elsewhere = Client(), Client()
    sign_in(elsewhere, email=ada.email)
    sign_in(client, email=ada.email)
    show_code(client, App(key=_key(_page(client)), codes=()).code(), page=SET_UP)

    assert 'href="/app/settings/sessions/others/"' in client.get(SECURITY).content.decode()
    client.post("/app/settings/sessions/others/")
    assert (True, False) == (is_in(client), is_in(elsewhere))
