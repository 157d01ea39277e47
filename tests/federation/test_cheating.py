"""Every way to cheat that the stand-in knows, and none gets anybody in."""

import pytest
from django.conf import LazySettings

from assay.kernel.testing import captured
from assay.modules.federation.models import Link
from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.server import Provider
from tests.federation.make import Trip, is_signed_in

REFUSED = {
    Fault.WRONG_ISSUER: "issuer",
    Fault.WRONG_AUDIENCE: "InvalidAudienceError",
    Fault.SECOND_AUDIENCE: "audience",
    Fault.OTHER_PARTY: "audience",
    Fault.EXPIRED: "ExpiredSignatureError",
    Fault.ISSUED_LONG_AGO: "issued_long_ago",
    Fault.NOT_YET: "ImmatureSignatureError",
    Fault.UNSIGNED: "algorithm",
    Fault.HASHED_WITH_KEY: "algorithm",
    Fault.HASHED_OWN: "algorithm",
    Fault.BROKEN_SIGNATURE: "InvalidSignatureError",
    Fault.OWN_KEY: "key_unknown",
    Fault.WEAK_KEY: "key_unknown",
    Fault.UNKNOWN_KEY: "key_unknown",
    Fault.WRONG_NONCE: "nonce",
    Fault.NO_NONCE: "MissingRequiredClaimError",
    Fault.WRONG_AT_HASH: "at_hash",
    Fault.UNSAID: "no_id_token",
    Fault.MIXED_UP: "response_issuer",
    Fault.UNNAMED: "response_issuer",
}
AWAY = (Fault.BROKEN, Fault.MOVED, Fault.HUGE, Fault.LOOP, Fault.NOT_JSON)


@pytest.mark.parametrize("fault", REFUSED)
def test_a_provider_that_cheats_signs_nobody_in(provider: Provider, fault: Fault) -> None:
    known = Trip(provider=provider)
    known.joined()
    provider.tenant("google").faults = {fault}
    trip = Trip(provider=provider)
    with captured() as lines:
        answer = trip.whole()

    assert 403 == answer.status_code
    refusals = [line for line in lines.entries if line["event"] == "sign-in elsewhere refused"]
    assert [REFUSED[fault]] == [line["reason"] for line in refusals]
    assert not is_signed_in(trip.client)
    assert 302 == trip.client.get("/accounts/with/open/").status_code  # nothing waits either
    assert 1 == Link.objects.count()


def test_a_provider_that_describes_itself_as_another_is_not_gone_to(provider: Provider) -> None:
    provider.tenant("google").faults = {Fault.DISCOVERED_ISSUER}
    answer = Trip(provider=provider).client.get("/accounts/with/google/")

    assert 403 == answer.status_code


@pytest.mark.parametrize("fault", AWAY)
def test_a_provider_that_is_broken_is_said_to_be_away(provider: Provider, fault: Fault) -> None:
    provider.tenant("google").faults = {fault}
    answer = Trip(provider=provider).client.get("/accounts/with/google/")

    assert 503 == answer.status_code
    assert "Google does not answer" in answer.content.decode()


@pytest.mark.parametrize("fault", AWAY)
def test_a_provider_that_breaks_on_the_way_signs_nobody_in(provider: Provider, fault: Fault) -> None:
    trip = Trip(provider=provider)
    back = trip.choose(trip.out())
    provider.tenant("google").faults = {fault}
    answer = trip.back(back)

    assert 503 == answer.status_code
    assert not is_signed_in(trip.client)


@pytest.mark.slow  # waits for the limit on a silent line, five seconds
def test_a_provider_that_is_slow_is_not_waited_for(provider: Provider) -> None:
    provider.tenant("google").faults = {Fault.SLOW}
    answer = Trip(provider=provider).client.get("/accounts/with/google/")

    assert 503 == answer.status_code


def test_keys_at_an_address_inside_our_network_are_not_fetched(provider: Provider) -> None:
    provider.tenant("google").faults = {Fault.PRIVATE_KEYS}
    with captured() as lines:
        answer = Trip(provider=provider).whole()

    assert 503 == answer.status_code
    assert ["AddressRefused"] == [line["why"] for line in lines.entries if line["event"] == "provider away"]


def test_userinfo_about_somebody_else_counts_for_nothing(provider: Provider) -> None:
    tenant = provider.tenant("google")
    tenant.is_frugal = True
    assert "/accounts/with/open/" == Trip(provider=provider).whole()["Location"]
    tenant.faults = {Fault.SWAPPED_SUBJECT}

    assert 403 == Trip(provider=provider).whole().status_code


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "PS256", "EdDSA"])
def test_every_algorithm_of_the_list_is_understood(provider: Provider, algorithm: str) -> None:
    provider.tenant("google").ring.algorithm = algorithm

    assert "/accounts/with/open/" == Trip(provider=provider).whole()["Location"]


def test_new_keys_are_fetched_once_and_then_not_for_a_minute(provider: Provider) -> None:
    tenant = provider.tenant("google")
    Trip(provider=provider).whole()
    Trip(provider=provider).whole()
    assert 1 == tenant.asked_for_keys
    tenant.ring.rotate()
    assert "/accounts/with/open/" == Trip(provider=provider).whole()["Location"]
    assert 2 == tenant.asked_for_keys
    tenant.faults = {Fault.UNKNOWN_KEY}
    for _ in range(3):
        assert 403 == Trip(provider=provider).whole().status_code
    assert 2 == tenant.asked_for_keys


def test_the_secret_travels_as_the_provider_wants_it(provider: Provider) -> None:
    provider.tenant("google").auth_methods = ("client_secret_post",)

    assert "/accounts/with/open/" == Trip(provider=provider).whole()["Location"]


@pytest.mark.parametrize("everything", ["public", "*.elsewhere.example.com"])
def test_a_provider_of_everybodys_is_called_on_its_own_hosts_whatever_it_says(
    provider: Provider, settings: LazySettings, everything: str
) -> None:
    """What customers may name is another list: nobody moves Google's keys to a place on it."""
    settings.OUTBOUND_ALLOWED = (everything,)
    provider.tenant("google").faults = {Fault.KEYS_ELSEWHERE}
    with captured() as lines:
        answer = Trip(provider=provider).whole()

    assert 503 == answer.status_code
    refused = [(line["host"], line["why"]) for line in lines.entries if line["event"] == "outward call refused"]
    assert [("keys.elsewhere.example.com", "is not on the list of places to call")] == refused
