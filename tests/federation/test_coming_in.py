"""Signing up and in with an account elsewhere, and what it takes to connect one that is here already."""

import json
import threading
from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from assay.kernel.privacy import Email
from assay.kernel.testing import published
from assay.modules.audit.api import system_change
from assay.modules.comms.models import Message
from assay.modules.federation.errors import LinkedElsewhere
from assay.modules.federation.events import AccountOpenedElsewhere, SignInLinked
from assay.modules.federation.models import Link
from assay.modules.federation.services.links import open_account
from assay.modules.federation.types import Assertion
from assay.modules.identity.events import ClaimReleased
from assay.modules.identity.events.sessions import SignedIn
from assay.modules.identity.models import Person
from assay.sandbox.oidc.server import Provider
from tests.federation.make import MAIL, Trip, is_signed_in
from tests.identity.factors import SECOND_STEP, show_code, with_app
from tests.identity.make import PASSWORD, person

OTHER_TENANT = "99999999-2222-4333-8444-555555555555"
KNOWN = "/accounts/login/?next=/accounts/with/connect/"


def test_nothing_is_offered_where_nothing_is_set_up(db: None) -> None:
    del db
    page = Client().get("/accounts/login/").content.decode()

    assert "Continue with" not in page
    assert 404 == Client().get("/accounts/with/google/").status_code


def test_the_sign_in_page_offers_what_is_set_up_and_keeps_where_one_wanted_to_go(provider: Provider) -> None:
    assert provider
    page = Client().get("/accounts/login/?next=/app/profile/").content.decode()

    for key, name in (("google", "Google"), ("microsoft", "Microsoft"), ("github", "GitHub")):
        assert f"/accounts/with/{key}/?next=%2Fapp%2Fprofile%2F" in page
        assert f"Continue with {name}" in page


@pytest.mark.parametrize("key", ["google", "github"])
def test_somebody_new_opens_an_account_and_comes_in_again(provider: Provider, key: str) -> None:
    trip = Trip(provider=provider, key=key)
    answer = trip.joined()

    assert "/app/" == answer["Location"]
    assert is_signed_in(trip.client)
    who = Person.objects.get(email=MAIL)
    assert not who.has_usable_password()
    assert EmailAddress.objects.get(user=who).verified
    assert [key] == [fact.provider for fact in published(AccountOpenedElsewhere)]
    again = Trip(provider=provider, key=key)
    assert "/app/profile/" == again.whole("?next=/app/profile/")["Location"]
    assert is_signed_in(again.client)
    assert [key, key] == [fact.method for fact in published(SignedIn)]
    assert 1 == Person.objects.filter(email=MAIL).count()


def test_the_subject_and_not_the_address_says_who_it_is(provider: Provider) -> None:
    Trip(provider=provider).joined(sub="A1")
    Person.objects.filter(email=MAIL).get()
    moved = Trip(provider=provider)
    assert "/app/" == moved.whole(sub="A1", email="other@gmail.com")["Location"]
    other = Trip(provider=provider)
    assert "/accounts/with/open/" == other.whole(sub="a1")["Location"]  # another case, another person
    assert "You have an account already" in other.client.get("/accounts/with/open/").content.decode()


def test_an_account_here_is_never_joined_because_the_addresses_are_the_same(provider: Provider) -> None:
    alice = person(email=MAIL)
    trip = Trip(provider=provider)
    trip.whole()

    assert KNOWN in trip.client.get("/accounts/with/open/").content.decode()
    assert "/accounts/with/open/" not in trip.client.post("/accounts/with/open/").headers.get("Location", "")
    assert not is_signed_in(trip.client)
    assert not Link.objects.exists()
    answer = trip.client.post(KNOWN, {"login": MAIL, "password": PASSWORD})
    assert "/accounts/with/connect/" == answer["Location"]
    assert not Link.objects.exists()  # signing in is one thing, saying so another
    trip.client.post("/accounts/with/connect/")
    assert [alice.pk] == list(Link.objects.values_list("person_id", flat=True))
    assert [alice.pk] == [fact.person_id for fact in published(SignInLinked)]
    assert "A way to sign in was added" in Message.objects.latest("created_at").subject


def test_an_address_that_was_proven_meanwhile_opens_no_second_account(provider: Provider) -> None:
    assert provider
    person(email=MAIL)
    said = Assertion(provider="google", issuer="x", subject="1", email=Email(MAIL), is_proven=True)
    for found in (said, replace(said, email=Email("new@gmail.com"), is_proven=False), replace(said, email=None)):
        with pytest.raises(LinkedElsewhere):
            open_account(found)

    assert not Link.objects.exists()


def test_who_claimed_an_address_before_its_owner_came_keeps_nothing_of_it(provider: Provider) -> None:
    attacker = Client()
    attacker.post("/accounts/signup/", {"email": MAIL, "password1": PASSWORD})
    claimed = Person.objects.get(email=MAIL)
    Trip(provider=provider).joined()

    victim = Person.objects.get(email=MAIL)
    assert claimed.pk != victim.pk
    assert [claimed.pk] == [fact.person_id for fact in published(ClaimReleased)]
    attacker.post("/accounts/login/", {"login": MAIL, "password": PASSWORD})
    assert not is_signed_in(attacker)


@pytest.mark.parametrize(
    ("key", "who"),
    [
        ("google", {"email_verified": ""}),
        ("google", {"email": "dana@company-example.org"}),  # verified once, by a mailbox Google does not keep
        ("microsoft", {}),
        ("microsoft", {"email": "ceo@victim-example.org"}),  # any tenant may write that (nOAuth)
    ],
)
def test_an_address_nobody_vouches_for_is_proven_by_our_own_mail(
    provider: Provider, key: str, who: dict[str, str]
) -> None:
    trip = Trip(provider=provider, key=key)
    assert "/accounts/with/prove/" == trip.whole(**who)["Location"]
    assert "/accounts/with/prove/" == trip.client.post("/accounts/with/open/")["Location"]
    trip.client.post("/accounts/with/prove/")
    sent = Message.objects.get(template="federation/mail/prove")
    link = sent.text.partition("http://testserver")[2].split()[0]
    assert not Person.objects.exists()
    assert 404 == Client().get(link).status_code  # in another browser it is worth nothing
    assert 404 == Client().post(link).status_code
    assert "/accounts/with/open/" == trip.client.post(link)["Location"]
    trip.client.post("/accounts/with/open/")
    assert is_signed_in(trip.client)
    assert sent.recipient == Person.objects.get().email


def test_who_has_an_account_is_not_told_before_the_mailbox_was_shown(provider: Provider) -> None:
    person(email="ceo@victim-example.org")
    pages = []
    for email in ("ceo@victim-example.org", "ceo@nobody-example.org"):
        trip = Trip(provider=provider, key="microsoft")
        trip.whole(email=email)
        pages.append(trip.client.post("/accounts/with/prove/").content.decode().replace(email, ""))

    assert pages[0].partition("<main")[2] == pages[1].partition("<main")[2]


def test_microsoft_is_believed_where_it_says_that_the_domain_is_the_tenants(provider: Provider) -> None:
    assert "/accounts/with/open/" == Trip(provider=provider, key="microsoft").whole(xms_edov="yes")["Location"]


def test_two_tenants_of_microsoft_do_not_share_people(provider: Provider) -> None:
    Trip(provider=provider, key="microsoft").joined(xms_edov="yes", sub="one")
    other = Trip(provider=provider, key="microsoft")
    answer = other.whole(xms_edov="yes", sub="one", tid=OTHER_TENANT, email="x@evil-example.org")

    assert "/accounts/with/open/" == answer["Location"]
    assert not is_signed_in(other.client)


def test_the_same_subject_at_two_providers_is_two_people(provider: Provider) -> None:
    Trip(provider=provider).joined(sub="4711")
    other = Trip(provider=provider, key="microsoft")
    other.whole(sub="4711", xms_edov="yes")

    assert not is_signed_in(other.client)
    assert "You have an account already" in other.client.get("/accounts/with/open/").content.decode()


def test_no_token_of_a_provider_is_kept_or_shown(provider: Provider) -> None:
    trip = Trip(provider=provider)
    answer = trip.joined()
    tokens = [*provider.tenant("google").tokens]
    remembered = json.dumps(dict(trip.client.session.items()))
    seen = (
        remembered
        + answer.content.decode()
        + str(answer.headers)
        + trip.client.get("/app/settings/accounts/").content.decode()
    )

    assert 1 == len(tokens)
    assert tokens[0] not in seen
    assert "id_token" not in remembered
    assert {"id", "created_at", "provider", "subject", "address", "person", "used_at"} == {
        field.name for field in Link._meta.get_fields()
    }


def test_github_without_a_verified_primary_address_opens_nothing(provider: Provider) -> None:
    trip = Trip(provider=provider, key="github")
    trip.whole(email_verified="")
    page = trip.client.get("/accounts/with/open/").content.decode()

    assert "shows us no address" in page
    trip.client.post("/accounts/with/open/")
    assert not Person.objects.exists()


def test_who_says_no_over_there_comes_back_to_the_sign_in_page(provider: Provider) -> None:
    trip = Trip(provider=provider)
    answer = trip.back(trip.choose(trip.out(), no="no"))

    assert "/accounts/login/" == answer["Location"]
    assert "Nothing came of signing in with Google" in trip.client.get("/accounts/login/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_account(provider: Provider) -> None:
    trip = Trip(provider=provider)
    trip.whole()
    copies = [Client() for _ in range(4)]
    for copy in copies:
        copy.cookies.update(trip.client.cookies)

    def press(copy: Client) -> None:
        try:
            copy.post("/accounts/with/open/")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, 1) == (Person.objects.filter(email=MAIL).count(), Link.objects.count())


def test_the_second_step_of_an_account_is_asked_for_here_too(provider: Provider) -> None:
    Trip(provider=provider).joined()
    app = with_app(Person.objects.get())
    trip = Trip(provider=provider)

    assert SECOND_STEP == trip.whole("?next=/app/profile/")["Location"]
    assert not is_signed_in(trip.client)
    assert "/app/profile/" == show_code(trip.client, app.code())["Location"]
    assert is_signed_in(trip.client)
    assert "google+mfa" == published(SignedIn)[-1].method


def test_somebody_who_is_switched_off_does_not_get_in(provider: Provider) -> None:
    Trip(provider=provider).joined()
    who = Person.objects.get()
    who.is_active = False
    with system_change(reason="a test switches somebody off"):
        who.save()
    trip = Trip(provider=provider)
    trip.whole()

    assert not is_signed_in(trip.client)
