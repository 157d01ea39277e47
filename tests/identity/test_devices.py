"""A browser that somebody has signed in with is known again, also after its session has ended."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assay.modules.identity.api import is_known
from assay.modules.identity.models import Device, Person
from assay.modules.identity.providers.browsers import browser_of
from tests.identity.make import PASSWORD, person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E1 Safari/604.1"
)


def signed_in(who: Person, *, token: str = "") -> Client:
    client = Client(headers={"User-Agent": FIREFOX.format(128)})
    if token:
        client.cookies[settings.DEVICE_COOKIE_NAME] = token
    client.post("/accounts/login/", {"login": who.email, "password": PASSWORD})
    return client


def token_of(client: Client) -> str:
    return str(client.cookies[settings.DEVICE_COOKIE_NAME].value)


def knows(who: Person, token: str) -> bool:
    request = RequestFactory().get("/")
    request.COOKIES[settings.DEVICE_COOKIE_NAME] = token
    return is_known(request, who.pk)


@pytest.mark.django_db
def test_a_browser_is_known_to_whom_it_signed_in_and_to_nobody_else() -> None:
    ada, bob = person(), person()
    token = token_of(signed_in(ada))
    assert knows(ada, token)
    assert not knows(bob, token)
    assert not knows(ada, "")
    assert not knows(ada, "x" * 43)
    assert not knows(ada, token + "'")


@pytest.mark.django_db
def test_the_cookie_outlives_the_session_and_is_closed_to_scripts() -> None:
    client = signed_in(person())
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert (True, "Lax", 400 * 86400) == (cookie["httponly"], cookie["samesite"], cookie["max-age"])
    before = cookie.value
    client.post("/accounts/logout/")
    assert before == token_of(client)


@pytest.mark.django_db
def test_a_failed_sign_in_makes_no_browser_known() -> None:
    ada, client = person(), Client()
    client.post("/accounts/login/", {"login": ada.email, "password": "guess"})
    assert settings.DEVICE_COOKIE_NAME not in client.cookies
    assert 0 == Device.objects.count()


@pytest.mark.django_db
def test_signing_in_again_keeps_the_cookie_and_a_planted_one_is_replaced() -> None:
    ada, bob = person(), person()
    token = token_of(signed_in(ada))
    assert token == token_of(signed_in(ada, token=token))
    assert token == token_of(signed_in(bob, token=token)), "one browser, two people"
    planted = "p" * 43
    assert planted != token_of(signed_in(ada, token=planted))
    assert not knows(ada, planted)


@pytest.mark.django_db
def test_the_database_holds_nothing_that_could_be_sent_as_a_cookie() -> None:
    token = token_of(signed_in(person()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_device::text FROM identity_device")
        assert token not in str(cursor.fetchall())


def test_browsers_are_told_by_family_and_an_update_changes_nothing() -> None:
    read = browser_of(FIREFOX.format(128))
    assert ("Firefox", "Linux") == (read.name, read.system)
    assert read == browser_of(FIREFOX.format(141))
    assert ("Safari", "iOS") == (browser_of(IPHONE).name, browser_of(IPHONE).system)
    assert ("", "") == (browser_of("").name, browser_of("").system)


@trying(max_examples=30)
@given(st.text(max_size=600))
def test_whatever_an_agent_says_the_answer_is_two_short_words(said: str) -> None:
    read = browser_of(said)
    assert max(len(read.name), len(read.system)) <= 60
