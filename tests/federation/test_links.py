"""One's own ways in: added and removed by who has just shown who they are."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from assay.kernel.testing import published
from assay.modules.comms.models import Message
from assay.modules.federation.events import SignInLinked, SignInUnlinked
from assay.modules.federation.models import Link
from assay.modules.identity.models import Person
from assay.sandbox.oidc.server import Provider
from tests.federation.make import MAIL, Trip, is_signed_in, link_to
from tests.identity.factors import with_app
from tests.identity.make import client_for, person

PAGE = "/app/settings/accounts/"


def linked(provider: Provider, who: Person, *, key: str = "google", **chosen: str) -> Client:
    """Add a way in to somebody's account, as they do it."""
    client = client_for(who, is_fresh=True)
    trip = Trip(provider=provider, key=key, client=client)
    answer = trip.whole(link_to(client, key), **chosen)
    assert PAGE == answer["Location"], answer
    return client


def test_a_way_in_is_added_shown_and_told_by_mail(provider: Provider) -> None:
    alice = person()
    client = linked(provider, alice)
    page = client.get(PAGE).content.decode()

    assert MAIL in page
    assert [("google", alice.pk)] == [(fact.provider, fact.person_id) for fact in published(SignInLinked)]
    assert "A way to sign in was added" in Message.objects.get(recipient=alice.email).subject
    assert "/app/" == Trip(provider=provider).whole()["Location"]


def test_adding_it_twice_changes_nothing(provider: Provider) -> None:
    alice = person()
    linked(provider, alice)
    linked(provider, alice)

    assert 1 == Link.objects.count()
    assert 1 == len(published(SignInLinked))


def test_what_opens_one_account_opens_no_second_one(provider: Provider) -> None:
    linked(provider, person())
    client = linked(provider, person())

    assert "Already used with another account" in client.get(PAGE).content.decode()
    assert 1 == Link.objects.count()


@pytest.mark.parametrize("query", ["?add=guessed", "?add="])
def test_nobody_is_made_to_add_a_way_in(provider: Provider, query: str) -> None:
    assert provider
    client = client_for(person(), is_fresh=True)
    link_to(client)

    assert 403 == client.get(f"/accounts/with/google/{query}").status_code


def test_a_ticket_counts_once_and_in_one_browser(provider: Provider) -> None:
    alice, mallory = person(), person()
    mine, theirs = client_for(alice, is_fresh=True), client_for(mallory, is_fresh=True)
    ticket = link_to(theirs)
    link_to(mine)

    assert 403 == mine.get(f"/accounts/with/google/{ticket}").status_code
    assert 302 == theirs.get(f"/accounts/with/google/{ticket}").status_code
    assert 403 == theirs.get(f"/accounts/with/google/{ticket}").status_code
    assert provider


def test_a_way_in_is_added_to_the_account_that_asked_for_it(provider: Provider) -> None:
    alice, bob = person(), person()
    client = client_for(alice, is_fresh=True)
    trip = Trip(provider=provider, client=client)
    back = trip.choose(trip.out(link_to(client)))
    client.logout()
    client.force_login(bob)

    assert 403 == client.get(back).status_code
    assert not Link.objects.exists()


def test_a_proof_that_has_grown_old_on_the_way_adds_nothing(provider: Provider) -> None:
    client = client_for(person(), is_fresh=True)
    trip = Trip(provider=provider, client=client)
    back = trip.choose(trip.out(link_to(client)))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 601}]
    session.save()

    assert 403 == client.get(back).status_code
    assert not Link.objects.exists()


@pytest.mark.parametrize("page", [f"{PAGE}add/google/", f"{PAGE}{{link}}/remove/"])
def test_changing_ways_in_asks_for_a_fresh_proof(provider: Provider, page: str) -> None:
    alice = person()
    linked(provider, alice)
    address = page.format(link=Link.objects.get().pk)
    stale = client_for(alice)
    assert "/accounts/reauthenticate/" in stale.get(address)["Location"]
    with_app(alice)
    assert "/accounts/step-up/" in stale.get(address)["Location"]
    assert 1 == Link.objects.count()


def test_a_way_in_is_removed_and_told_by_mail(provider: Provider) -> None:
    alice = person()
    client = linked(provider, alice)
    link = Link.objects.get()
    assert 200 == client.get(f"{PAGE}{link.pk}/remove/").status_code
    client.post(f"{PAGE}{link.pk}/remove/")

    assert not Link.objects.exists()
    assert [link.pk] == [fact.link_id for fact in published(SignInUnlinked)]
    assert "A way to sign in was removed" in Message.objects.latest("created_at").subject
    trip = Trip(provider=provider)
    trip.whole()
    assert not is_signed_in(trip.client)


def test_somebody_elses_way_in_cannot_be_seen_or_removed(provider: Provider) -> None:
    linked(provider, person())
    link = Link.objects.get()
    stranger = client_for(person(), is_fresh=True)

    assert 404 == stranger.get(f"{PAGE}{link.pk}/remove/").status_code
    assert 404 == stranger.post(f"{PAGE}{link.pk}/remove/").status_code


def test_the_last_way_in_stays(provider: Provider) -> None:
    trip = Trip(provider=provider)
    trip.joined()
    answer = trip.client.post(f"{PAGE}{Link.objects.get().pk}/remove/")

    assert 409 == answer.status_code
    assert "Set a password or add a passkey first" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_ways_in_one_stays_whoever_clicks_at_once(provider: Provider) -> None:
    trip = Trip(provider=provider)
    trip.joined()
    answer = Trip(provider=provider, key="github", client=trip.client).whole(link_to(trip.client, "github"))
    assert PAGE == answer["Location"]
    links = list(Link.objects.values_list("pk", flat=True))

    def remove(link_id: object) -> None:
        copy = Client()
        copy.cookies.update(trip.client.cookies)
        try:
            copy.post(f"{PAGE}{link_id}/remove/")
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=(link,)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == Link.objects.count()


def test_who_has_no_password_proves_themselves_by_coming_in_again(provider: Provider) -> None:
    Trip(provider=provider).joined()
    who = Person.objects.get(email=MAIL)
    stale = client_for(who)
    answer = stale.get("/app/settings/security/app/")

    assert "/accounts/login/?next=/app/settings/security/app/" == answer["Location"]
    trip = Trip(provider=provider, client=stale)
    assert "/app/settings/security/app/" == trip.whole("?next=/app/settings/security/app/")["Location"]
    assert 200 == stale.get("/app/settings/security/app/").status_code


def test_what_people_are_called_elsewhere_stands_nowhere_in_clear(provider: Provider) -> None:
    linked(provider, person(), sub="subject-canary-4711", email="canary@aviary-example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_json(l)::text FROM federation_link l")
        row = cursor.fetchone()[0]

    assert "canary" not in row
    assert "4711" not in row
