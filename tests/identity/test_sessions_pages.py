"""Where one is signed in, as people and programs see it, and how one ends it."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from assay.kernel import clock
from assay.kernel.testing import published, run_jobs
from assay.modules.identity.events.sessions import DeviceForgotten, SessionRevoked
from assay.modules.identity.models import Session
from assay.modules.identity.types.sessions import Ending
from tests.identity.make import FIREFOX, browser, client_for, person, proven, sign_in
from tests.identity.mmdb import database

pytestmark = pytest.mark.django_db
LIST, OTHERS = "/app/settings/sessions/", "/app/settings/sessions/others/"
API = "/api/v1/sessions"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
REVOKED = b"this session was ended from another browser of yours"


def is_in(client: Client) -> bool:
    return client.get("/app/settings/").status_code == 200


def id_of(client: Client) -> str:
    return next(str(card["id"]) for card in client.get(API).json() if card["is_current"])


def test_the_list_names_browser_system_place_and_marks_this_one() -> None:
    ada = person()
    here = sign_in(ada)
    sign_in(ada, browser(agent=CHROME))
    page = here.get(LIST).content.decode()
    assert page.index("Firefox on Linux") < page.index("Chrome on Windows"), "this one first"
    assert 1 == page.count("this browser")
    assert 2 == page.count("unknown place")
    assert str(here.cookies[settings.SESSION_COOKIE_NAME].value) not in page


def test_the_place_comes_from_the_operators_file(tmp_path: Path) -> None:
    path = tmp_path / "places.mmdb"
    path.write_bytes(database({"203.0.113.0/24": ("Leiden", "Netherlands"), "198.51.100.0/24": ("", "Chile")}))
    ada = person()
    with override_settings(GEOIP_DATABASE=str(path)):
        here = sign_in(ada)
        sign_in(ada, browser(network="198.51.100.9"))
        sign_in(ada, browser(network="192.0.2.1"))
    places = {card["place"] for card in here.get(API).json()}
    assert {"Leiden, Netherlands", "Chile", ""} == places


def test_a_damaged_file_of_places_keeps_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "places.mmdb"
    path.write_bytes(b"not a database")
    with override_settings(GEOIP_DATABASE=str(path)):
        assert b"unknown place" in sign_in(person()).get(LIST).content


def test_last_use_is_known_to_five_minutes() -> None:
    client = client_for(person())
    start = client.get(API).json()[0]["last_seen"]
    for minutes, is_same in ((4, True), (6, False)):
        with clock.frozen(clock.now() + timedelta(minutes=minutes)):
            client.get("/app/settings/")
            assert is_same is (start == client.get(API).json()[0]["last_seen"])


def test_another_session_is_ended_from_the_list_twice_with_the_same_answer() -> None:
    ada = person()
    here, there = sign_in(ada), sign_in(ada)
    address = f"{LIST}{id_of(there)}/end/"
    assert 405 == here.get(address).status_code
    assert [LIST, LIST] == [here.post(address).headers["Location"] for _ in range(2)]
    assert REVOKED in there.get("/app/settings/", follow=True).content
    assert not is_in(there)
    assert is_in(here)
    assert [Ending.REVOKED] == [fact.reason for fact in published(SessionRevoked)]


def test_ending_this_session_is_signing_out() -> None:
    client = sign_in(person())
    assert "/accounts/login/" == client.post(f"{LIST}{id_of(client)}/end/").headers["Location"]
    assert not is_in(client)


def test_nobody_ends_a_strangers_session_or_learns_of_it() -> None:
    ada, charlie = sign_in(person()), sign_in(person())
    theirs = id_of(ada)
    assert 404 == charlie.post(f"{LIST}{theirs}/end/").status_code
    assert 404 == charlie.delete(f"{API}/{theirs}").status_code
    assert theirs not in charlie.get(LIST).content.decode()
    assert is_in(ada)


def test_signing_out_everywhere_else_is_asked_about_and_keeps_this_one() -> None:
    ada = person()
    here, one, two = sign_in(ada), sign_in(ada), sign_in(ada)
    assert b"Sign out everywhere else?" in here.get(OTHERS).content
    assert all(is_in(client) for client in (here, one, two))
    assert b"You are signed out everywhere else" in here.post(OTHERS, follow=True).content
    assert [True, False, False] == [is_in(client) for client in (here, one, two)]
    assert b"You were signed in nowhere else" in here.post(OTHERS, follow=True).content


def test_signing_out_everywhere_else_wants_a_fresh_proof_and_goes_on_after_it() -> None:
    ada = person()
    old, other = client_for(ada), sign_in(ada)
    asked = old.post(OTHERS)
    assert "/accounts/reauthenticate/?next=%2Fapp%2Fsettings%2Fsessions%2Fothers%2F" == asked.headers["Location"]
    assert is_in(other)
    refused = old.delete(API)
    assert (403, "/problems/identity.ReauthenticationRequired") == (refused.status_code, refused.json()["type"])
    assert 204 == proven(old, ada).delete(API).status_code
    assert not is_in(other)


def test_ending_one_other_session_wants_a_fresh_proof_and_ending_this_one_does_not() -> None:
    ada = person()
    old, other = client_for(ada), sign_in(ada)
    asked = old.post(f"{LIST}{id_of(other)}/end/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    refused = old.delete(f"{API}/{id_of(other)}")
    assert (403, "/problems/identity.ReauthenticationRequired") == (refused.status_code, refused.json()["type"])
    assert is_in(other)
    assert "/accounts/login/" == old.post(f"{LIST}{id_of(old)}/end/").headers["Location"]
    assert 204 == proven(client_for(ada), ada).delete(f"{API}/{id_of(other)}").status_code
    assert not is_in(other)


def test_a_program_lists_and_ends_sessions() -> None:
    ada = person()
    here, there = sign_in(ada), sign_in(ada)
    theirs = id_of(there)
    assert [True, False] == [card["is_current"] for card in here.get(API).json()]
    assert [204, 204] == [here.delete(f"{API}/{theirs}").status_code for _ in range(2)]
    assert 404 == here.delete(f"{API}/{uuid4()}").status_code
    answer = there.get("/api/v1/me")
    assert 401 == answer.status_code
    assert REVOKED.decode() in answer.json()["detail"]


def test_who_was_not_the_one_who_signed_in_ends_it_from_the_mail_and_sets_a_password() -> None:
    ada = person()
    owner = sign_in(ada)
    thief = sign_in(ada, browser(agent=CHROME, network="198.51.100.9"))
    run_jobs()
    found = re.search(r"http://testserver(/accounts/not-me/\S+)", str(mail.outbox[-1].body))
    assert found
    mailbox = Client()
    assert b"Was it not you?" in mailbox.get(found[1]).content
    assert is_in(thief), "opening the link ends nothing: mail scanners open links"
    assert "/accounts/password/reset/" == mailbox.post(found[1]).headers["Location"]
    assert not is_in(thief)
    assert is_in(owner)
    assert 1 == len(published(DeviceForgotten))
    sign_in(ada, thief)
    run_jobs()
    assert 2 == [str(message.subject) for message in mail.outbox].count("New sign-in to your account")
    assert "/accounts/password/reset/" == mailbox.post(found[1]).headers["Location"], "twice does no harm"


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "x" * 3_000])
def test_a_made_up_link_ends_nothing(token: str) -> None:
    answer = Client().post(f"/accounts/not-me/{token}/")
    assert 404 == answer.status_code
    assert b"This link no longer works" in answer.content


def test_somebody_elses_session_id_in_the_address_of_a_link_needs_our_signature() -> None:
    ada = sign_in(person())
    assert 404 == Client().post(f"/accounts/not-me/{id_of(ada)}/").status_code
    assert is_in(ada)


def test_an_agent_that_says_nothing_has_a_name_all_the_same() -> None:
    ada = person()
    sign_in(ada, browser(agent=""))
    assert b"Unknown browser" in sign_in(ada).get(LIST).content


def test_what_is_shown_about_an_agent_is_text() -> None:
    ada = person()
    sign_in(ada, browser(agent=FIREFOX.format("<script>alert(1)</script>")))
    assert b"<script>alert" not in sign_in(ada).get(LIST).content


def test_a_session_shows_its_id_and_never_its_key() -> None:
    client = sign_in(person())
    row = Session.objects.get()
    assert UUID(id_of(client)) == row.pk
    assert row.key_hash not in client.get(API).content.decode()


def test_a_browser_is_told_to_forget_when_somebody_signs_out_and_only_then() -> None:
    """ASVS V14.3.1."""
    ada = person()
    here, elsewhere = sign_in(ada), sign_in(ada, browser(agent=CHROME))
    assert "Clear-Site-Data" not in here.get("/app/ideas/").headers
    assert "Clear-Site-Data" not in Client().get("/accounts/login/").headers

    answer = here.post("/accounts/logout/")
    assert '"cache", "storage"' == answer.headers["Clear-Site-Data"]
    assert settings.SESSION_COOKIE_NAME in answer.cookies
    assert not is_in(here)
    assert "Clear-Site-Data" not in here.get("/accounts/login/").headers
    assert is_in(elsewhere)
