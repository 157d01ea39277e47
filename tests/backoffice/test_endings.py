"""Looking at an account ends: by time, by its owner, by signing out, and at once when anything it rests on is gone."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from assay.kernel import clock, tenancy
from assay.kernel.errors import Conflict
from assay.kernel.staff import DutyTooLow
from assay.kernel.testing import published
from assay.modules.audit.api import system_change
from assay.modules.identity.api import Duty, give_duty, withdraw_duty
from assay.modules.identity.events.staff import ImpersonationEnded, ImpersonationStarted
from assay.modules.identity.models import Impersonation, Membership, Person, Session
from assay.modules.identity.services import accounts, impersonation
from assay.modules.identity.types.staff import Over
from tests.backoffice.make import BECAUSE, WHY, Colleague, colleague, is_over, looking, places_of
from tests.identity.make import Cast, actor_for, cast, client_for, person

pytestmark = pytest.mark.django_db
NAME = "Ada's only idea"


@pytest.fixture
def ada() -> Person:
    return person(email="ada@example.org", name="Ada")


def sees(eve: Colleague) -> bool:
    """Is the account still seen in this browser?"""
    return b"You see what a***@***.org sees" in eve.browser.get("/app/ideas/").content


def test_it_ends_after_fifteen_minutes_however_much_it_is_used(ada: Person) -> None:
    eve, begun = looking(ada), clock.now()
    for minutes in (5, 10, 14):
        with clock.frozen(begun + timedelta(minutes=minutes)):
            assert sees(eve)
    with clock.frozen(begun + timedelta(minutes=15, seconds=1)):
        answer = eve.browser.get("/app/ideas/", follow=True)
        assert [("/staff/", 302)] == answer.redirect_chain
        assert b"The fifteen minutes are over" in answer.content
    assert is_over("time")


def test_nothing_makes_it_longer_and_the_next_needs_a_reason_of_its_own(ada: Person) -> None:
    eve = looking(ada)
    until = Impersonation.objects.get().until
    place = f"/staff/people/{ada.pk}/look/"
    answer = eve.browser.post(place, {**BECAUSE, "workspace": places_of(ada, by=eve)[0]})
    assert (422, True) == (answer.status_code, b"looking at an account already" in answer.content)
    assert until == Impersonation.objects.get().until

    eve.browser.post("/staff/look/end/")
    assert 422 == eve.browser.post(place, {"category": "asked", "workspace": places_of(ada, by=eve)[0]}).status_code
    looking(ada, by=eve)
    assert 2 == len(published(ImpersonationStarted))


def test_while_one_is_looked_at_nobody_else_is(ada: Person) -> None:
    eve, bob = looking(ada), person()
    place = f"/staff/people/{bob.pk}/look/"
    assert 422 == eve.browser.post(place, {**BECAUSE, "workspace": places_of(bob, by=eve)[0]}).status_code
    assert [ada.pk] == list(Impersonation.objects.values_list("person_id", flat=True))


def test_the_owner_ends_it_with_one_click_from_their_activity(ada: Person) -> None:
    eve, owner = looking(ada), client_for(ada)
    assert b'href="/app/settings/support/"' in owner.get("/app/settings/activity/").content
    assert b"Somebody looks at this moment" in owner.get("/app/settings/support/").content

    assert 302 == owner.post("/app/settings/support/end/").status_code

    assert is_over("owner")
    assert not sees(eve)
    assert b"Nobody of Assay" in owner.get("/app/settings/support/").content


def test_nobody_ends_or_sees_what_concerns_somebody_else(ada: Person) -> None:
    eve, other = looking(ada), client_for(person())
    other.post("/app/settings/support/end/")
    assert b"Nobody of Assay" in other.get("/app/settings/support/").content
    assert 404 == other.post("/staff/look/end/").status_code
    assert sees(eve)


def test_signing_out_ends_it(ada: Person) -> None:
    eve = looking(ada)
    assert 302 == eve.browser.post("/accounts/logout/").status_code
    assert is_over("signed_out")


def demote(eve: Colleague, _ada: Person) -> None:
    withdraw_duty(eve.person.pk, why=WHY.text)


def demote_past_the_services(eve: Colleague, _ada: Person) -> None:
    with system_change(reason="a test takes the duty away in the table alone"):
        Person.objects.filter(pk=eve.person.pk).update(duty="", is_staff=False)


def end_the_session(eve: Colleague, _ada: Person) -> None:
    Session.objects.filter(person=eve.person).update(ended_at=clock.now(), ended_for="revoked", payload="")


def make_them_staff(_eve: Colleague, ada: Person) -> None:
    give_duty(ada.pk, duty=Duty.SUPPORT, why=WHY.text)


def switch_them_off(_eve: Colleague, ada: Person) -> None:
    accounts.switch(colleague(name="Max").actor, ada.pk, is_active=False, why=WHY)


def put_the_session_in_doubt(eve: Colleague, _ada: Person) -> None:
    Session.objects.filter(person=eve.person).update(is_doubted=True)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (demote, "duty"),
        (demote_past_the_services, "duty"),
        (end_the_session, ""),
        (make_them_staff, "gone"),
        (switch_them_off, "gone"),
        (put_the_session_in_doubt, "signed_out"),
    ],
)
def test_it_is_over_with_the_next_request_when_what_it_rests_on_is_gone(
    ada: Person, happens: Callable[[Colleague, Person], None], reason: str
) -> None:
    eve = looking(ada)
    assert sees(eve)

    happens(eve, ada)

    assert not sees(eve)
    assert not reason or is_over(reason)


def test_who_loses_their_place_in_the_workspace_is_not_looked_at_there_any_more() -> None:
    people: Cast = cast()
    eve = looking(people.bob, workspace_id=people.workspace_id)
    with tenancy.scope(people.workspace_id), system_change(reason="the test removes Bob"):
        Membership.objects.filter(person=people.bob, workspace_id=people.workspace_id).delete()

    assert 302 == eve.browser.get("/app/ideas/").status_code
    assert is_over("gone")


def test_what_nobody_comes_back_to_is_swept_up(ada: Person) -> None:
    looking(ada)
    assert 0 == impersonation.sweep()
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert 1 == impersonation.sweep()
    assert is_over("time")


def test_ending_twice_says_so_once(ada: Person) -> None:
    looking(ada)
    assert [1, 0] == [impersonation.end_at(ada.pk, reason=Over.OWNER) for _ in range(2)]
    assert 1 == len(published(ImpersonationEnded))


def test_support_looks_only_while_the_owner_has_asked_for_it(ada: Person) -> None:
    sam = colleague(Duty.SUPPORT, name="Sam")
    sent = {**BECAUSE, "workspace": places_of(ada, by=sam)[0]}
    place = f"/staff/people/{ada.pk}/look/"
    assert 403 == sam.browser.post(place, sent).status_code

    client_for(ada, is_fresh=True).post("/app/settings/support/invite/")
    assert 302 == sam.browser.post(place, sent).status_code
    assert sees(sam)

    client_for(ada).post("/app/settings/support/end/")
    assert not sees(sam)
    assert 403 == sam.browser.post(place, sent).status_code

    client_for(ada, is_fresh=True).post("/app/settings/support/invite/")
    with clock.frozen(clock.now() + timedelta(hours=25)), pytest.raises(DutyTooLow):
        impersonation.start(sam.actor, ada.pk, workspace_id=None, session_id=sam.session_id, why=WHY)


def test_inviting_support_needs_a_fresh_proof(ada: Person) -> None:
    answer = client_for(ada).post("/app/settings/support/invite/")
    assert (302, True) == (answer.status_code, "/accounts/reauthenticate/" in answer.headers["Location"])
    assert Person.objects.get(pk=ada.pk).invites_support_until is None


@pytest.mark.django_db(transaction=True)
def test_of_two_that_begin_at_once_one_begins() -> None:
    eve, bobs = colleague(), [person(), person()]
    actor, session_id, came, gate = actor_for(eve.person), eve.session_id, [], threading.Barrier(2)

    def begin(target: Person) -> None:
        gate.wait()
        try:
            impersonation.start(actor, target.pk, workspace_id=None, session_id=session_id, why=WHY)
            came.append("began")
        except Conflict:
            came.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=(bob,)) for bob in bobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["began", "refused"] == sorted(came)
    assert 1 == Impersonation.objects.filter(ended_at=None).count()
