"""A trip to a provider belongs to one browser, comes back once, and soon."""

import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client

from assay.kernel.testing import captured
from assay.modules.federation.models import SpentState
from assay.modules.federation.tasks import sweep
from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.server import Provider
from tests.federation.make import Trip, is_signed_in
from tests.identity.make import client_for, person


def asked(where: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


def test_each_trip_is_told_from_every_other(provider: Provider) -> None:
    trip = Trip(provider=provider)
    first, second = asked(trip.out()), asked(trip.out())

    assert "S256" == first["code_challenge_method"]
    assert "http://testserver/accounts/with/google/callback/" == first["redirect_uri"]
    for name in ("state", "nonce", "code_challenge"):
        assert 43 == len(first[name])
        assert first[name] != second[name]


def test_the_way_home_is_our_own_address_whatever_host_a_request_names(provider: Provider) -> None:
    where = Client().get("/accounts/with/google/", headers={"Host": "localhost"})["Location"]
    assert provider

    assert asked(where)["redirect_uri"].startswith("http://testserver/")


@pytest.mark.parametrize("change", ["state=", "state=guessed", ""])
def test_an_answer_nobody_asked_for_is_refused(provider: Provider, change: str) -> None:
    assert provider
    client = Client()
    client.get("/accounts/with/google/")
    answer = client.get(f"/accounts/with/google/callback/?code=stolen&{change}")

    assert 403 == answer.status_code
    assert not is_signed_in(client)


def test_an_answer_that_belongs_to_another_browser_is_refused(provider: Provider) -> None:
    attacker = Trip(provider=provider)
    back = attacker.choose(attacker.out())
    victim = Client()
    victim.get("/accounts/with/google/")

    assert 403 == victim.get(back).status_code  # nobody is signed in to the attacker's account
    assert not is_signed_in(victim)


def test_an_answer_counts_once(provider: Provider) -> None:
    Trip(provider=provider).joined()
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())
    assert "/app/" == trip.back(back)["Location"]
    trip.client.post("/accounts/logout/")

    assert 403 == trip.back(back).status_code


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(provider: Provider) -> None:
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())
    found: list[int] = []

    def come_back() -> None:
        copy = Client()
        copy.cookies.update(trip.client.cookies)
        try:
            found.append(copy.get(back).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=come_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [302, 403, 403, 403] == sorted(found)


def test_a_code_counts_once_though_the_state_is_another(provider: Provider) -> None:
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())
    used = asked(back)["code"]
    trip.back(back)
    again = trip.out()

    assert 403 == trip.back(f"/accounts/with/google/callback/?code={used}&state={asked(again)['state']}").status_code


def test_an_answer_to_one_provider_is_none_of_another(provider: Provider) -> None:
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())

    with captured() as lines:
        assert 403 == trip.back(back.replace("/google/", "/github/")).status_code
    refusals = [line["reason"] for line in lines.entries if line["event"] == "sign-in elsewhere refused"]
    assert ["FlowOver"] == refusals  # before anything of it went to the other one
    assert 403 == trip.back(back).status_code  # and is over


def test_an_answer_that_comes_too_late_is_refused(provider: Provider) -> None:
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())
    session = trip.client.session
    flows = session["federation_flows"]
    flows[asked(back)["state"]]["begun_at"] = time.time() - 601
    session["federation_flows"] = flows
    session.save()

    assert 403 == trip.back(back).status_code


def test_a_provider_that_announces_its_name_and_another_that_does_not(provider: Provider) -> None:
    provider.tenant("google").names_itself = False
    assert "/accounts/with/open/" == Trip(provider=provider).whole()["Location"]
    provider.tenant("microsoft").names_itself = True  # names an issuer without a tenant
    assert 403 == Trip(provider=provider, key="microsoft").whole().status_code


def test_microsofts_issuer_is_that_of_the_tenant_in_the_token(provider: Provider) -> None:
    provider.tenant("microsoft").faults = {Fault.OTHER_TENANT}

    assert 403 == Trip(provider=provider, key="microsoft").whole(xms_edov="yes").status_code


@pytest.mark.parametrize(
    "wanted", ["https://evil-example.org/", "//evil-example.org", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_led_away_afterwards(provider: Provider, wanted: str) -> None:
    Trip(provider=provider).joined()

    assert "/app/" == Trip(provider=provider).whole(f"?next={wanted}")["Location"]


def test_who_is_sent_by_another_site_is_asked_first(provider: Provider) -> None:
    assert provider
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    answer = Client().get("/accounts/with/google/", headers=headers)

    assert 200 == answer.status_code
    assert 'href="/accounts/with/google/"' in answer.content.decode()


def test_who_signs_in_meanwhile_stays_who_they_are(provider: Provider) -> None:
    Trip(provider=provider).joined()
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())
    bob = person()
    trip.client.force_login(bob)

    assert 403 == trip.back(back).status_code
    assert str(bob.pk) == trip.client.session["_auth_user_id"]


def test_who_is_signed_in_is_not_sent_anywhere(provider: Provider) -> None:
    assert provider

    assert "/app/" == client_for(person()).get("/accounts/with/google/")["Location"]


def test_what_is_over_is_swept_away(provider: Provider) -> None:
    trip = Trip(provider=provider)
    trip.whole()
    sweep()
    assert 1 == SpentState.objects.count()
    SpentState.objects.update(expires_at="2020-01-01T00:00:00Z")
    sweep()

    assert 0 == SpentState.objects.count()
