"""Proving anew who one is by the company's provider, for those who have nothing else to show here."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assay.kernel.testing import captured, published
from assay.modules.audit.api import system_change
from assay.modules.federation import policy
from assay.modules.identity.events.sessions import SessionProven
from assay.modules.identity.models import Person, Session
from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.server import Provider
from tests.federation.make import DOMAIN, Trip, company, is_signed_in, trip
from tests.federation.test_second_factor import is_inside, strict
from tests.identity.make import client_for

DANA, CONFIRM, SENSITIVE = f"dana@{DOMAIN}", "/app/settings/accounts/confirm/", "/app/settings/security/app/"


def stale(provider: Provider) -> Trip:
    """Dana, who has only the company's provider, came in by it; when she signed in there it did not say."""
    dana = trip(provider, company(provider))
    dana.joined(email=DANA)
    return dana


def asked(trip: Trip) -> str:
    """Open a sensitive page; return the way to the provider that the page in between offers."""
    answer = trip.client.get(SENSITIVE)
    assert f"{CONFIRM}?next={SENSITIVE}" == answer["Location"]
    page = trip.client.get(answer["Location"]).content.decode()
    return page.partition(f"/accounts/with/{trip.key}/")[2].partition('"')[0].replace("&amp;", "&")


def confirmed(trip: Trip, **who: str) -> Any:
    return trip.whole(asked(trip), **{"email": DANA, **who})


def test_they_sign_in_there_once_more_and_go_on(provider: Provider) -> None:
    dana = stale(provider)
    where = dana.out(asked(dana))
    assert "prompt=login&max_age=0" in where
    before = dana.client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = dana.back(dana.choose(where, email=DANA))

    assert SENSITIVE == answer["Location"]
    assert 200 == dana.client.get(SENSITIVE).status_code
    assert ["company"] == [fact.method for fact in published(SessionProven)]
    assert before != dana.client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_sign_in_counts_as_a_proof_only_where_the_provider_says_when_it_was(provider: Provider) -> None:
    owner = strict(provider)  # so its provider is asked for auth_time
    dana = trip(provider, owner)
    dana.whole(email=DANA, several="yes")
    assert 200 == dana.client.get(SENSITIVE).status_code
    provider.tenant("company").faults = {Fault.STALE}
    dana = trip(provider, owner)
    dana.whole(email=DANA, several="yes")

    assert is_inside(dana.client)
    assert CONFIRM in dana.client.get(SENSITIVE)["Location"]


@pytest.mark.parametrize("fault", [Fault.STALE, Fault.SILENT])
def test_a_provider_that_lets_them_through_proves_nothing(provider: Provider, fault: Fault) -> None:
    dana = stale(provider)
    provider.tenant("company").faults = {fault}
    with captured() as lines:
        answer = confirmed(dana)

    assert 403 == answer.status_code
    assert "has to let it honour max_age and send auth_time" in answer.content.decode()
    assert ["not_anew"] == [line["reason"] for line in lines.entries if line["event"] == "sign-in elsewhere refused"]
    assert is_signed_in(dana.client)
    assert CONFIRM in dana.client.get(SENSITIVE)["Location"]


def test_somebody_else_at_the_provider_confirms_nothing(provider: Provider) -> None:
    dana = stale(provider)
    eve = Trip(provider=provider, key=dana.key)
    eve.joined(email=f"eve@{DOMAIN}")

    assert 403 == confirmed(dana, email=f"eve@{DOMAIN}").status_code
    assert 403 == confirmed(dana, email=f"nobody@{DOMAIN}").status_code
    assert CONFIRM in dana.client.get(SENSITIVE)["Location"]


def test_a_trip_is_of_one_account_and_needs_the_pages_ticket(provider: Provider) -> None:
    dana = stale(provider)
    for query in ("?confirm=guessed", "?confirm="):
        assert 403 == dana.client.get(f"/accounts/with/{dana.key}/{query}").status_code
    assert 403 == Client().get(f"/accounts/with/{dana.key}/?confirm=guessed").status_code
    back = dana.choose(dana.out(asked(dana)), email=DANA)
    eve = Trip(provider=provider, key=dana.key)
    eve.joined(email=f"eve@{DOMAIN}")
    assert 403 == eve.back(back).status_code
    dana.client.post("/accounts/logout/")
    assert 403 == dana.back(back).status_code


def test_who_has_a_password_here_confirms_with_it(provider: Provider) -> None:
    dana = stale(provider)
    who = Person.objects.get(email=DANA)
    who.set_password("nine calm otters slept")
    with system_change(reason="a test gives a password"):
        who.save()
    again = Trip(provider=provider, key=dana.key)
    again.whole(email=DANA)

    assert "/accounts/reauthenticate/" in again.client.get(SENSITIVE)["Location"]


def test_a_program_of_theirs_is_told_where(provider: Provider) -> None:
    dana = stale(provider)
    answer = dana.client.get("/api/v1/keys")

    assert (403, CONFIRM) == (answer.status_code, answer.json()["where"])


def test_a_session_in_doubt_is_theirs_again(provider: Provider) -> None:
    dana = stale(provider)
    row = Session.objects.get(person__email=DANA, ended_at=None)
    Session.objects.filter(pk=row.pk).update(is_doubted=True)
    assert 302 == dana.client.post("/app/workspace/switch/", {"workspace": "x"}).status_code
    confirmed(dana)

    assert not Session.objects.get(pk=row.pk).is_doubted


def test_a_word_that_has_aged_is_given_anew(provider: Provider) -> None:
    owner = strict(provider)
    dana = trip(provider, owner)
    dana.whole(email=DANA)
    page = dana.client.get(dana.client.get("/app/ideas/")["Location"]).content.decode()
    assert "A second factor is asked for here" in page
    query = page.partition(f"/accounts/with/{dana.key}/")[2].partition('"')[0].replace("&amp;", "&")
    assert "/app/ideas/" == dana.whole(query, email=DANA, several="yes")["Location"]
    assert is_inside(dana.client)


def test_without_a_provider_that_can_the_page_says_so(provider: Provider) -> None:
    owner = company(provider)
    client = client_for(Person.objects.get(pk=owner.person_id))

    assert "cannot confirm it at this moment" in client.get(CONFIRM).content.decode()


@pytest.mark.parametrize(
    ("seconds", "is_anew"), [(5, True), (0, True), (-policy.LEEWAY, True), (-policy.LEEWAY - 1, False)]
)
def test_what_is_anew(*, seconds: int, is_anew: bool) -> None:
    assert is_anew == policy.is_anew(1_000_000 + seconds, begun_at=1_000_000)
