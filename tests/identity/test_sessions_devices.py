"""A stolen cookie is worth little: what comes from elsewhere is told, asked or cut; the owner hardly ever notices."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from assay.kernel import clock
from assay.kernel.testing import published, run_jobs
from assay.modules.identity.events.sessions import DeviceSeen, SessionCut, SessionDoubted, SessionMoved, SignedIn
from assay.modules.identity.models import Session
from tests.identity.make import FIREFOX, PASSWORD, browser, person, sign_in

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"
ELSEWHERE = "198.51.100.9"
LATER = timedelta(minutes=6)


def is_in(client: Client) -> bool:
    return client.get("/app/settings/").status_code == 200


def without_device(client: Client) -> Client:
    """What a thief has who got hold of the session's cookie alone."""
    del client.cookies[settings.DEVICE_COOKIE_NAME]
    return client


def subjects() -> list[str]:
    run_jobs()
    return [str(message.subject) for message in mail.outbox]


@pytest.mark.parametrize(
    ("agent", "network"),
    [(FIREFOX.format(141), ELSEWHERE), (CHROME, "203.0.113.7"), (WINDOWS, "203.0.113.7"), ("curl/8.5", ELSEWHERE)],
)
def test_a_stolen_cookie_replayed_from_another_browser_or_network_is_cut(agent: str, network: str) -> None:
    ada = person()
    owner = sign_in(ada)
    thief = without_device(browser(agent=agent, network=network, cookies=owner))
    assert not is_in(thief)
    (cut,) = published(SessionCut)
    assert ada.pk == cut.person_id
    assert ["We ended one of your sessions"] == subjects()
    page = owner.get("/app/settings/", follow=True)
    assert b"We ended this session because it came from another browser or network" in page.content


def test_a_stolen_cookie_on_the_owners_own_network_and_browser_changes_nothing_without_the_password() -> None:
    owner = sign_in(person())
    thief = without_device(browser(cookies=owner))
    asked = thief.post("/app/settings/", {"name": "Mallory"})
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    refused = thief.put("/api/v1/profile", "{}", content_type="application/json")
    assert (403, "/problems/identity.ReauthenticationRequired") == (refused.status_code, refused.json()["type"])
    assert "/accounts/reauthenticate/" == refused.json()["where"]
    owner.get("/app/settings/")
    assert b"Mallory" not in owner.get("/app/settings/").content
    assert 1 == len(published(SessionDoubted))


def test_a_doubtful_session_is_proven_by_the_password_and_then_goes_on_with_what_was_sent() -> None:
    owner = sign_in(person())
    moved = browser(agent=CHROME, cookies=owner)
    asked = moved.post("/app/settings/", {"name": "Ada"})
    again = asked.headers["Location"]
    assert b"This is not your password" in moved.post(again, {"password": "guess"}).content
    moved.post(again, {"password": PASSWORD})
    assert b'value="Ada"' in moved.get("/app/settings/").content
    assert 302 == moved.post("/app/settings/", {"name": "Ada L"}).status_code
    assert not Session.objects.get(ended_at=None).is_doubted


def test_a_proof_given_before_the_doubt_does_not_count_after_it() -> None:
    owner = sign_in(person())
    assert 200 == owner.get("/app/settings/security/app/").status_code
    thief = browser(agent=WINDOWS, cookies=owner)
    asked = thief.post("/app/settings/sessions/others/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    read = thief.get("/app/settings/security/app/")
    assert read.headers["Location"].startswith("/accounts/reauthenticate/"), "what is read asks for a proof too"


def test_a_browsers_update_and_another_language_change_nothing() -> None:
    owner = sign_in(person())
    updated = browser(agent=FIREFOX.format(142), cookies=owner)
    updated.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"
    assert 302 == updated.post("/app/settings/", {"name": "Ada"}).status_code
    assert b'value="Ada"' in updated.get("/app/settings/").content


def test_a_phone_that_changes_its_network_is_noted_and_not_asked() -> None:
    owner = sign_in(person())
    (came,) = published(SignedIn)
    moving = browser(network=ELSEWHERE, cookies=owner)
    assert is_in(moving)
    with clock.frozen(clock.now() + LATER):
        assert is_in(moving)
        assert is_in(moving)
        assert 302 == moving.post("/app/settings/", {"name": "Ada"}).status_code
    (moved,) = published(SessionMoved)
    assert came.session_id == moved.session_id
    assert came.network != moved.network
    assert [] == subjects()


def test_who_has_a_doubtful_session_can_still_sign_out() -> None:
    owner = sign_in(person())
    thief = without_device(browser(cookies=owner))
    assert is_in(thief)
    assert "/" == thief.post("/accounts/logout/").headers["Location"]
    assert not is_in(thief)


def test_a_new_browser_is_told_by_mail_and_the_first_one_is_not() -> None:
    ada = person()
    sign_in(ada)
    assert [] == subjects()
    sign_in(ada, browser(agent=CHROME, network=ELSEWHERE))
    assert ["New sign-in to your account"] == subjects()
    text = str(mail.outbox[0].body)
    assert "Browser: Chrome on Linux" in text
    assert "Place: unknown place" in text
    assert "/accounts/not-me/" in text
    assert [True, False] == [fact.is_first for fact in published(DeviceSeen)]


def test_a_known_browser_is_not_told_again() -> None:
    ada = person()
    first = sign_in(ada)
    first.post("/accounts/logout/")
    sign_in(ada, first)
    assert [] == subjects()
    assert [True, False] == [fact.is_new_device for fact in published(SignedIn)]
