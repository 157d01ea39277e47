"""A company's word for a second factor stands for its workspace's demand where its owners want it, and no further."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assay.kernel import clock, tenancy
from assay.kernel.privacy import Secret
from assay.kernel.testing import captured, published
from assay.modules.comms.models import Message
from assay.modules.directory.models import Domain
from assay.modules.directory.services.domains import drop
from assay.modules.federation import policy
from assay.modules.federation.events import ConnectionTrusted
from assay.modules.federation.models import Connection
from assay.modules.federation.services import connections
from assay.modules.federation.types import ConnectionOrder
from assay.modules.identity.api import Actor, Role, admit
from assay.modules.identity.models import Person, Workspace
from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.server import Provider
from tests.federation.make import DOMAIN, PAGE, Trip, company, is_signed_in, trip
from tests.identity.factors import SECOND_STEP, with_app
from tests.identity.make import client_for, person

DANA, INSIDE, OWN = f"dana@{DOMAIN}", "/app/ideas/", "/app/settings/security/"
CONFIRM = f"/app/settings/accounts/confirm/?factor=yes&next={INSIDE}"


def asking(workspace_id: Any) -> None:
    with tenancy.system():
        Workspace.objects.filter(pk=workspace_id).update(requires_factor=True)


def trust(owner: Actor, *acr_values: str, is_trusted: bool = True) -> None:
    with tenancy.scope(owner.workspace_id):
        connections.trust(owner, is_trusted=is_trusted, acr_values=acr_values)


def strict(provider: Provider, *acr_values: str) -> Actor:
    """A company that asks for a second factor and takes its provider's word; Dana has been there once."""
    owner = company(provider)
    trip(provider, owner).joined(email=DANA)
    asking(owner.workspace_id)
    trust(owner, *acr_values)
    return owner


def come(provider: Provider, owner: Actor, **said: str) -> Trip:
    """Dana signs in; with ``several="yes"`` her provider has shown a second factor."""
    dana = trip(provider, owner)
    dana.whole(email=DANA, **said)
    return dana


def is_inside(client: Client) -> bool:
    """Tell whether the workspace is open, to pages and to scripts alike."""
    pages, scripts = client.get(INSIDE).status_code == 200, client.get("/api/v1/ideas").status_code == 200
    assert pages == scripts
    return pages


def test_it_stands_for_the_factor_that_the_workspace_asks_for(provider: Provider) -> None:
    owner = strict(provider)

    assert is_inside(come(provider, owner, several="yes").client)
    without = come(provider, owner).client
    assert not is_inside(without)
    assert CONFIRM == without.get(INSIDE)["Location"]


def test_somebody_new_is_inside_at_once(provider: Provider) -> None:
    owner = strict(provider)
    eve = trip(provider, owner)
    eve.joined(email=f"eve@{DOMAIN}", several="yes")

    assert is_inside(eve.client)


def test_off_is_how_it_begins_and_people_set_up_a_step_of_their_own(provider: Provider) -> None:
    owner = company(provider)
    trip(provider, owner).joined(email=DANA)
    asking(owner.workspace_id)
    dana = come(provider, owner, several="yes").client

    assert not is_inside(dana)
    assert OWN == dana.get(INSIDE)["Location"]


def test_it_counts_for_twelve_hours_from_when_they_signed_in_there(provider: Provider) -> None:
    owner = strict(provider)
    provider.tenant("company").faults = {Fault.STALE}  # an hour ago
    dana = come(provider, owner, several="yes").client

    assert is_inside(dana)
    with clock.frozen(clock.now() + timedelta(hours=10, minutes=59)):
        assert is_inside(dana)
    with clock.frozen(clock.now() + timedelta(hours=11, minutes=1)):
        assert not is_inside(dana)
        assert CONFIRM == dana.get(INSIDE)["Location"]


def test_it_counts_in_that_workspace_alone(provider: Provider) -> None:
    owner, other = strict(provider), company(provider, name="other", domain="other-example.org")
    asking(other.workspace_id)
    trust(other)
    dana = come(provider, owner, several="yes").client
    who = Person.objects.get(email=DANA)
    admit(who.pk, workspace_id=other.workspace_id, role=Role.MEMBER)
    dana.post("/app/workspace/switch/", {"workspace": str(other.workspace_id)})

    assert not is_inside(dana)
    dana.post("/app/workspace/switch/", {"workspace": str(owner.workspace_id)})
    assert is_inside(dana)


@pytest.mark.parametrize("standing", ["is_staff", "must_add_factor"])
def test_it_counts_for_nobody_who_is_asked_by_more_than_the_workspace(provider: Provider, standing: str) -> None:
    owner = strict(provider)
    assert 1 == Person.objects.filter(email=DANA).update(**{standing: True})
    dana = come(provider, owner, several="yes").client

    assert not is_inside(dana)
    assert OWN == dana.get(INSIDE)["Location"]
    assert 200 != dana.get("/staff/").status_code


def test_a_step_of_ones_own_is_asked_for_all_the_same(provider: Provider) -> None:
    owner = strict(provider)
    with_app(Person.objects.get(email=DANA))
    dana = trip(provider, owner)

    assert SECOND_STEP == dana.whole(email=DANA, several="yes")["Location"]
    assert not is_signed_in(dana.client)


@pytest.mark.parametrize("fault", [Fault.TEXT_AMR, Fault.NESTED_AMR, Fault.HUGE_AMR, Fault.SILENT])
def test_what_is_no_such_word_counts_for_nothing(provider: Provider, fault: Fault) -> None:
    owner = strict(provider)
    provider.tenant("company").faults = {fault}
    dana = come(provider, owner, several="yes").client

    assert is_signed_in(dana)
    assert not is_inside(dana)


@pytest.mark.parametrize("fault", [Fault.FUTURE, Fault.WORDY_TIME])
def test_a_moment_that_cannot_be_signs_nobody_in(provider: Provider, fault: Fault) -> None:
    owner = strict(provider)
    provider.tenant("company").faults = {fault}
    with captured() as lines:
        dana = come(provider, owner, several="yes").client

    assert not is_signed_in(dana)
    assert ["auth_time"] == [line["reason"] for line in lines.entries if line["event"] == "sign-in elsewhere refused"]


def test_what_only_the_userinfo_answer_says_counts_for_nothing(provider: Provider) -> None:
    owner = strict(provider)
    provider.tenant("company").is_frugal = True  # the address and amr come unsigned
    dana = come(provider, owner, several="yes").client

    assert is_signed_in(dana)
    assert not is_inside(dana)


def test_the_values_that_owners_name_are_asked_for_and_decide_alone(provider: Provider) -> None:
    owner = strict(provider, "phr", "urn:example:two")
    dana = trip(provider, owner)
    where = dana.out()
    assert "acr_values=phr+urn%3Aexample%3Atwo" in where
    assert f"max_age={policy.FACTOR_LASTS}" in where
    dana.back(dana.choose(where, email=DANA, several="yes"))
    assert is_inside(dana.client)
    provider.tenant("company").faults = {Fault.LOW_ACR}  # and amr still says mfa
    assert not is_inside(come(provider, owner, several="yes").client)


def test_what_was_decided_on_the_way_counts_from_the_next_trip_on(provider: Provider) -> None:
    owner = strict(provider)
    for is_trusted in (False, True):
        trust(owner, is_trusted=not is_trusted)
        dana = trip(provider, owner)
        back = dana.choose(dana.out(), email=DANA, several="yes")
        trust(owner, is_trusted=is_trusted)
        dana.back(back)
        assert is_signed_in(dana.client)
        assert not is_inside(dana.client)


def test_taken_back_it_counts_no_more_and_given_again_it_takes_a_new_word(provider: Provider) -> None:
    owner = strict(provider)
    dana = come(provider, owner, several="yes").client
    trust(owner, is_trusted=False)
    assert not is_inside(dana)
    trust(owner)
    assert not is_inside(dana)
    assert is_inside(come(provider, owner, several="yes").client)


def test_it_ends_with_the_provider_the_domain_and_the_place(provider: Provider) -> None:
    owner = strict(provider)
    dana = come(provider, owner, several="yes").client
    with tenancy.scope(owner.workspace_id):
        connections.switch(owner, is_enabled=False, is_enforced=False)
        assert not is_inside(dana)
        connections.switch(owner, is_enabled=True, is_enforced=False)
        assert is_inside(dana)
        drop(owner, Domain.objects.get().pk)
    assert not is_inside(dana)


def test_who_was_removed_on_the_way_is_nowhere_inside(provider: Provider) -> None:
    owner = strict(provider)
    dana = trip(provider, owner)
    back = dana.choose(dana.out(), email=DANA, several="yes")
    theirs = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    with tenancy.system():
        Workspace.objects.filter(pk=owner.workspace_id).update(requires_factor=False)
    theirs.post(f"/app/workspace/members/{Person.objects.get(email=DANA).pk}/remove/")
    dana.back(back)

    assert is_signed_in(dana.client)
    assert "Company" not in dana.client.get("/app/workspace/").content.decode()


def test_a_word_of_an_earlier_session_is_gone_with_it(provider: Provider) -> None:
    owner = strict(provider)
    dana = come(provider, owner, several="yes")
    assert is_inside(dana.client)
    dana.client.post("/accounts/logout/")
    dana.whole(email=DANA)

    assert is_signed_in(dana.client)
    assert not is_inside(dana.client)


def test_a_session_that_came_into_doubt_has_forgotten_it(provider: Provider) -> None:
    owner = strict(provider)
    dana = come(provider, owner, several="yes").client
    del dana.cookies[settings.DEVICE_COOKIE_NAME]
    dana.get("/app/settings/")

    assert not is_inside(dana)


def test_an_owner_decides_and_all_owners_hear_of_it(provider: Provider) -> None:
    owner = company(provider)
    who = Person.objects.get(pk=owner.person_id)
    client = client_for(who, workspace_id=owner.workspace_id, is_fresh=True)
    sent = {"is_trusted": "on", "acr_values": "phr  phr phrh"}
    assert PAGE == client.post(f"{PAGE}factor/", sent)["Location"]
    client.post(f"{PAGE}factor/", sent)  # once more changes nothing

    told = published(ConnectionTrusted)
    assert [(True, 2)] == [(fact.is_trusted, fact.named) for fact in told]
    assert "word now stands for a second factor" in Message.objects.filter(recipient=who.email).latest("id").subject
    assert "The provider&#x27;s word counts" in client.get(PAGE).content.decode().replace("'", "&#x27;")
    client.post(f"{PAGE}factor/", {"acr_values": ""})
    assert [True, False] == [fact.is_trusted for fact in published(ConnectionTrusted)]


@pytest.mark.parametrize("named", ["a b c d e f", "x" * 201, "naïve"])
def test_values_that_cannot_be_asked_for_are_refused(provider: Provider, named: str) -> None:
    owner = company(provider)
    client = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id, is_fresh=True)
    answer = client.post(f"{PAGE}factor/", {"is_trusted": "on", "acr_values": named})

    assert 422 == answer.status_code
    assert not published(ConnectionTrusted)


def test_deciding_takes_an_owner_and_a_proof_of_ten_minutes(provider: Provider) -> None:
    owner = company(provider)
    admin = person(email=f"admin@{DOMAIN}")
    admit(admin.pk, workspace_id=owner.workspace_id, role=Role.ADMIN)
    sent = {"is_trusted": "on"}
    stale = client_for(Person.objects.get(pk=owner.person_id), workspace_id=owner.workspace_id)

    assert (
        403
        == client_for(admin, workspace_id=owner.workspace_id, is_fresh=True).post(f"{PAGE}factor/", sent).status_code
    )
    assert "/accounts/reauthenticate/" in stale.post(f"{PAGE}factor/", sent)["Location"]
    assert not published(ConnectionTrusted)


def test_another_provider_is_not_believed_because_the_last_one_was(provider: Provider) -> None:
    owner = strict(provider)
    issuer = provider.tenant("company").issuer
    order = ConnectionOrder(issuer=issuer, client_id="other", secret=Secret(""), role=Role.MEMBER.value)
    with tenancy.scope(owner.workspace_id):
        connections.save(owner, order)
        assert Connection.objects.get().trusted_at is None
