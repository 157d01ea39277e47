"""A company's own provider: it speaks for the people of its proven domains, and for nobody else."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from assay.kernel import tenancy
from assay.kernel.privacy import Email, Secret
from assay.kernel.testing import captured, published
from assay.modules.comms.models import Message
from assay.modules.directory.models import Domain
from assay.modules.directory.services.domains import drop
from assay.modules.federation.errors import NotTried, NoWayBack
from assay.modules.federation.events import ConnectionSwitched, ConnectionTried, OwnWayUsed
from assay.modules.federation.models import Connection, Link
from assay.modules.federation.services import connections
from assay.modules.federation.types import ConnectionOrder
from assay.modules.identity.api import Actor, Role, admit, find_actor, open_proven, open_workspace
from assay.modules.identity.events.sessions import SignedIn
from assay.modules.identity.models import Person, Session
from assay.sandbox.oidc.server import Provider
from tests.directory.make import proven
from tests.federation.make import DOMAIN, PAGE, Trip, company, enforce, is_signed_in, key_of, trip
from tests.identity.factors import SECOND_STEP, enter, show_code, with_app, with_passkey
from tests.identity.make import PASSWORD, actor_for, client_for, person

DANA, ANN = f"dana@{DOMAIN}", f"ann@{DOMAIN}"


def sign_in(client: Client, email: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def test_somebody_new_belongs_to_the_workspace_from_their_first_sign_in_on(provider: Provider) -> None:
    owner = company(provider)
    dana = trip(provider, owner)
    dana.joined(email=DANA)
    who = Person.objects.get(email=DANA)
    found = find_actor(who.pk, workspace_id=owner.workspace_id)

    assert found is not None
    assert Role.MEMBER is found.role
    assert is_signed_in(dana.client)
    assert "Company" in dana.client.get("/app/workspace/").content.decode()
    again = trip(provider, owner)
    assert "/app/" == again.whole(email=DANA)["Location"]
    assert ["company", "company"] == [fact.method for fact in published(SignedIn)]


def test_who_was_removed_does_not_come_back_by_signing_in(provider: Provider) -> None:
    owner = company(provider)
    trip(provider, owner).joined(email=DANA)
    who = Person.objects.get(email=DANA)
    client = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    client.post(f"/app/workspace/members/{who.pk}/remove/")
    assert find_actor(who.pk, workspace_id=owner.workspace_id) is None
    trip(provider, owner).whole(email=DANA)

    assert find_actor(who.pk, workspace_id=owner.workspace_id) is None


@pytest.mark.parametrize("email", ["ceo@victim-example.org", f"dana@sub.{DOMAIN}", f"x@{DOMAIN}.evil-example.org", ""])
def test_a_rogue_provider_speaks_for_nobody_outside_its_domains(provider: Provider, email: str) -> None:
    person(email="ceo@victim-example.org")
    rogue = trip(provider, company(provider))
    with captured() as lines:
        answer = rogue.whole(email=email, sub="somebody")

    assert 403 == answer.status_code
    assert ["address_not_covered"] == [
        line["reason"] for line in lines.entries if line["event"] == "sign-in elsewhere refused"
    ]
    assert not is_signed_in(rogue.client)
    assert not Link.objects.exists()


def test_a_provider_that_denies_an_address_is_not_believed_to_know_it(provider: Provider) -> None:
    assert 403 == trip(provider, company(provider)).whole(email=DANA, email_verified="").status_code


def test_one_companys_provider_speaks_for_no_others_people(provider: Provider) -> None:
    first, second = company(provider), company(provider, name="other", domain="other-example.org")
    trip(provider, first).joined(email=DANA, sub="4711")

    assert 403 == trip(provider, second).whole(email=DANA, sub="4711").status_code
    impostor = trip(provider, second)
    impostor.whole(email="x@other-example.org", sub="4711")  # the same subject, at another provider
    assert not is_signed_in(impostor.client)


def test_a_company_that_names_googles_issuer_gets_no_google_account(provider: Provider) -> None:
    Trip(provider=provider).joined(sub="4711")
    owner = company(provider, name="google")
    answer = trip(provider, owner).whole(sub="4711", email=DANA)

    assert "/accounts/with/open/" == answer["Location"]  # somebody new


def test_an_account_whose_address_is_another_one_by_now_is_not_the_companys(provider: Provider) -> None:
    owner = company(provider)
    trip(provider, owner).joined(email=DANA)
    assert Person.objects.filter(email=DANA).exists()
    with tenancy.scope(owner.workspace_id):
        drop(owner, Domain.objects.get(name=DOMAIN).pk)
        proven(owner, "renamed-example.org")
    answer = trip(provider, owner).whole(email="dana@renamed-example.org", sub=DANA)

    assert 403 == answer.status_code


def test_a_domain_that_is_given_up_ends_it_at_once(provider: Provider) -> None:
    owner = company(provider)
    trip(provider, owner).joined(email=DANA)
    with tenancy.scope(owner.workspace_id):
        drop(owner, Domain.objects.get().pk)

    assert 403 == trip(provider, owner).whole(email=DANA).status_code
    assert b"No company with this domain" in Client().post("/accounts/with/company/", {"email": DANA}).content


def test_an_account_there_is_connected_by_who_shows_both(provider: Provider) -> None:
    owner = company(provider)
    ann = person(email=ANN)
    coming = trip(provider, owner)
    coming.whole(email=ANN)
    assert "You have an account already" in coming.client.get("/accounts/with/open/").content.decode()
    sign_in(coming.client, ANN)
    assert not Link.objects.exists()
    coming.client.post("/accounts/with/connect/")

    assert [ann.pk] == list(Link.objects.values_list("person_id", flat=True))
    assert find_actor(ann.pk, workspace_id=owner.workspace_id) is not None


def test_an_account_that_the_directory_made_is_entered_at_once_and_no_other_is(provider: Provider) -> None:
    owner = company(provider)
    made, stranger = open_proven(Email(DANA)), open_proven(Email(ANN))
    admit(made, workspace_id=owner.workspace_id, role=Role.MEMBER)
    coming = trip(provider, owner)
    assert "/app/" == coming.whole(email=DANA)["Location"]
    assert is_signed_in(coming.client)
    assert [made] == list(Link.objects.values_list("person_id", flat=True))
    assert "/accounts/with/open/" == trip(provider, owner).whole(email=ANN)["Location"]  # of no place here
    admit(stranger, workspace_id=owner.workspace_id, role=Role.MEMBER)
    with_passkey(Person.objects.get(pk=stranger))
    assert "/accounts/with/open/" == trip(provider, owner).whole(email=ANN)["Location"]  # has something to show


def test_an_account_of_another_address_is_not_connected(provider: Provider) -> None:
    owner = company(provider)
    person(email="ann@elsewhere-example.org")
    coming = trip(provider, owner)
    coming.whole(email=ANN)
    sign_in(coming.client, "ann@elsewhere-example.org")
    coming.client.post("/accounts/with/connect/")

    assert not Link.objects.exists()


def enforced(provider: Provider) -> Actor:
    """A company that closed all other ways; its owner has an app, Ann is a member, Bo is none."""
    owner = company(provider)
    with_app(Person.objects.get(pk=owner.person_id))
    ann = person(email=ANN)
    admit(ann.pk, workspace_id=owner.workspace_id, role=Role.MEMBER)
    person(email=f"bo@{DOMAIN}")
    enforce(owner)
    return owner


def test_a_company_can_close_every_other_way(provider: Provider) -> None:
    owner = enforced(provider)
    here = Client()
    answer = sign_in(here, ANN)

    assert f"/accounts/with/{key_of(owner)}/only/" == answer["Location"]
    assert not is_signed_in(here)
    assert "Your company wants you" in here.get(answer["Location"]).content.decode()
    key = with_passkey(Person.objects.get(email=ANN))
    assert f"/accounts/with/{key_of(owner)}/only/" == enter(here, key)["Location"]
    assert not is_signed_in(here)
    google = Trip(provider=provider)
    google.whole(email=ANN, hd=DOMAIN)
    sign_in(google.client, ANN)
    assert not is_signed_in(google.client)


def test_who_does_not_belong_to_the_workspace_keeps_their_own_ways(provider: Provider) -> None:
    enforced(provider)
    here = Client()
    sign_in(here, f"bo@{DOMAIN}")

    assert is_signed_in(here)


def test_a_member_from_before_connects_by_showing_both_and_comes_in_by_the_provider_then(provider: Provider) -> None:
    owner = enforced(provider)
    coming = trip(provider, owner)
    coming.whole(email=ANN)
    sign_in(coming.client, ANN)
    assert is_signed_in(coming.client)
    coming.client.post("/accounts/with/connect/")
    again = trip(provider, owner)
    again.whole(email=ANN)
    assert is_signed_in(again.client)


def test_an_owner_with_a_second_step_comes_in_past_a_broken_provider_and_all_owners_hear_of_it(
    provider: Provider,
) -> None:
    owner = company(provider)
    who = Person.objects.get(pk=owner.person_id)
    app = with_app(who)
    enforce(owner)
    here = Client()
    assert SECOND_STEP == sign_in(here, who.email)["Location"]
    show_code(here, app.code())

    assert is_signed_in(here)
    assert [(owner.workspace_id, who.pk)] == [(fact.workspace_id, fact.person_id) for fact in published(OwnWayUsed)]
    assert "past the company's sign-in" in Message.objects.filter(recipient=who.email).latest("created_at").subject


def test_an_owner_without_a_second_step_has_to_come_by_the_provider(provider: Provider) -> None:
    owner = enforced(provider)
    other = person(email=f"second@{DOMAIN}")
    admit(other.pk, workspace_id=owner.workspace_id, role=Role.OWNER)
    here = Client()
    sign_in(here, other.email)

    assert not is_signed_in(here)


def test_nobody_closes_the_other_ways_who_could_not_come_back(provider: Provider) -> None:
    owner = company(provider)
    with pytest.raises(NoWayBack):
        enforce(owner)


def test_closing_the_other_ways_ends_the_sessions_that_came_by_them(provider: Provider) -> None:
    owner = company(provider)
    with_app(Person.objects.get(pk=owner.person_id))
    ann = person(email=ANN)
    admit(ann.pk, workspace_id=owner.workspace_id, role=Role.MEMBER)
    here = Client()
    sign_in(here, ANN)
    assert is_signed_in(here)
    enforce(owner)

    assert not is_signed_in(here)
    assert Session.objects.filter(person=ann, ended_at=None).count() == 0


def test_an_owner_sets_it_up_tries_it_and_switches_it_on(provider: Provider) -> None:
    owner = person(email=f"owner@{DOMAIN}")
    workspace_id = open_workspace(owner.pk, name="Company")
    proven(actor_for(owner, workspace_id=workspace_id), DOMAIN)
    client = client_for(owner, workspace_id=workspace_id, is_fresh=True)
    tenant = provider.tenant("company")
    sent = {"issuer": tenant.issuer, "client_id": "assay", "secret": tenant.clients["assay"], "role": "viewer"}
    assert 302 == client.post(PAGE, sent).status_code
    key = key_of(actor_for(owner, workspace_id=workspace_id))
    assert 404 == Client().get(f"/accounts/with/{key}/").status_code  # off
    client.post(f"{PAGE}switch/", {"wanted": "on"})
    assert "Try it first" in client.get(PAGE).content.decode()
    page = client.get(PAGE).content.decode()
    assert tenant.clients["assay"] not in page
    query = page.partition(f"/accounts/with/{key}/?try=")[2].partition('"')[0]
    trying = Trip(provider=provider, key=key, client=client)
    assert PAGE == trying.whole(f"?try={query}", email=DANA)["Location"]
    assert 1 == len(published(ConnectionTried))
    assert not Person.objects.filter(email=DANA).exists()
    client.post(f"{PAGE}switch/", {"wanted": "on"})
    assert [True] == [fact.is_enabled for fact in published(ConnectionSwitched)]
    assert "Sign in with your company" in Client().get("/accounts/login/").content.decode()
    client.post(PAGE, {**sent, "secret": "", "client_id": "another"})  # what was changed has to be tried again
    assert 404 == Client().get(f"/accounts/with/{key}/").status_code
    with tenancy.scope(workspace_id):
        assert tenant.clients["assay"] == Connection.objects.get().secret


def test_what_was_changed_is_not_switched_on_untried(provider: Provider) -> None:
    owner = company(provider)
    order = ConnectionOrder(issuer="https://other-example.org", client_id="a", secret=Secret(""), role="viewer")
    with tenancy.scope(owner.workspace_id):
        connections.save(owner, order)
        with pytest.raises(NotTried):
            connections.switch(owner, is_enabled=True, is_enforced=False)


def test_a_trial_needs_a_ticket_and_an_owner(provider: Provider) -> None:
    owner = company(provider, tried=False)
    key = key_of(owner)
    ann = person(email=ANN)
    admit(ann.pk, workspace_id=owner.workspace_id, role=Role.ADMIN)

    assert 403 == client_for(ann, workspace_id=owner.workspace_id, is_fresh=True).get(PAGE).status_code
    assert 403 == client_for(ann, is_fresh=True).get(f"/accounts/with/{key}/?try=guessed").status_code
    assert 403 == Client().get(f"/accounts/with/{key}/?try=guessed").status_code


@pytest.mark.parametrize(
    "issuer", ["http://login.example.org", "login.example.org", "https://x.example/?a=b", "https://a@b"]
)
def test_what_is_no_issuer_is_refused(provider: Provider, issuer: str) -> None:
    owner = company(provider)
    client = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    sent = {"issuer": issuer, "client_id": "assay", "secret": "of-a-test", "role": "viewer"}

    assert 422 == client.post(PAGE, sent).status_code


def test_a_provider_that_the_operator_has_not_listed_is_refused_with_its_name(
    provider: Provider, settings: LazySettings
) -> None:
    owner = company(provider)
    client = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    sent = {"issuer": "https://login.example.org", "client_id": "assay", "secret": "of-a-test", "role": "viewer"}
    answer = client.post(PAGE, sent)

    assert 422 == answer.status_code
    assert "This service may not call login.example.org" in answer.content.decode()
    for listed in ("login.example.org", "*.example.org", "public"):
        settings.OUTBOUND_ALLOWED = (listed,)
        assert 302 == client.post(PAGE, sent).status_code


def test_removing_it_removes_what_it_opened(provider: Provider) -> None:
    owner = company(provider)
    trip(provider, owner).joined(email=DANA)
    client = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    client.post(f"{PAGE}remove/")

    assert not Link.objects.exists()
    assert b"Sign in with your company" not in Client().get("/accounts/login/").content


def test_an_address_leads_to_its_company_whoever_has_it(provider: Provider) -> None:
    owner = company(provider)
    where = f"/accounts/with/{key_of(owner)}/?next=%2Fapp%2Fprofile%2F"
    for email in (DANA, f"nobody@{DOMAIN.upper()}"):
        answer = Client().post("/accounts/with/company/", {"email": email, "next": "/app/profile/"})
        assert f"0; url={where}" == answer["Refresh"]
    answer = Client().post("/accounts/with/company/", {"email": "x@unknown-example.org"})
    assert 200 == answer.status_code
    assert "Refresh" not in answer
