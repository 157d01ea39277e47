"""What staff do with accounts: each by its duty, each with a reason, each recorded where its owner can see it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from assay.kernel import crypto, tenancy
from assay.kernel.errors import Invalid
from assay.kernel.staff import DutyTooLow
from assay.kernel.testing import published
from assay.modules.audit import api as audit
from assay.modules.comms.models import Message
from assay.modules.identity.api import Duty
from assay.modules.identity.events.staff import (
    AccountSearched,
    AccountSwitched,
    LockoutLifted,
    StaffActed,
    StaffActedInWorkspace,
)
from assay.modules.identity.models import Factor, Person, Session
from assay.modules.identity.services import accounts, lockout
from tests.audit.make import entries
from tests.backoffice.make import BECAUSE, REASON, WHY, Colleague, colleague, grow_old
from tests.faults.addresses import EVERY
from tests.faults.staff import ROWS
from tests.faults.world import nobody, rest
from tests.identity.factors import signed_in, with_app
from tests.identity.make import actor_for, browser, cast, client_for, person, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


@pytest.fixture
def ada() -> Person:
    return person(email=ADDRESS, name="Ada")


@pytest.fixture
def eve() -> Colleague:
    return colleague()


def act(by: Colleague, on: Person, name: str, **sent: str) -> Any:
    """Do something with an account, through its page."""
    return by.browser.post(f"/staff/people/{on.pk}/acts/{name}/", {**BECAUSE, **sent})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_account_is_found_by_its_exact_address_or_id_and_by_nothing_else(eve: Colleague, ada: Person) -> None:
    for sought in (ADDRESS, " ADA@Example.org ", str(ada.pk)):
        answer = eve.browser.post("/staff/people/", {"sought": sought})
        assert f"/staff/people/{ada.pk}/" == answer.headers.get("Location"), sought
    for sought in ("ada", "ada@example", "%@example.org", "*", "a" * 300, ""):
        assert 422 == eve.browser.post("/staff/people/", {"sought": sought}).status_code, sought
    assert 404 == eve.browser.get(f"/staff/people/{nobody()}/").status_code
    assert ADDRESS not in json.dumps([entry.details for entry in entries(name="identity.account_searched.v1")])
    assert [True, True] == [each.is_found for each in published(AccountSearched)][:2]


def test_the_page_of_an_account_masks_its_address_and_notes_who_looked(eve: Colleague, ada: Person) -> None:
    shown = text(eve.browser.get(f"/staff/people/{ada.pk}/"))

    assert (True, False) == ("a***@***.org" in shown, ADDRESS in shown)
    (entry,) = entries(name="audit.person_read.v1")
    assert (eve.person.pk, ada.pk, "account") == (entry.actor_id, entry.subject_id, entry.details["kind"])
    assert "Assay&#x27;s staff" in text(client_for(ada).get("/app/settings/activity/"))


def test_the_address_is_shown_for_a_reason_and_its_owner_sees_that(eve: Colleague, ada: Person) -> None:
    place = f"/staff/people/{ada.pk}/address/"
    for wrong in ({"reason": "no"}, {"ticket": "ask ada@example.org"}, {"ticket": "7" * 41}):
        assert 422 == eve.browser.post(place, {**BECAUSE, **wrong}).status_code, wrong
    assert ADDRESS in text(eve.browser.post(place, BECAUSE))

    (acted,) = published(StaffActed)
    assert ("address.reveal", "asked", "T-17", ada.pk) == (acted.act, acted.category, acted.ticket, acted.person_id)
    mine = text(client_for(ada).get("/app/settings/activity/"))
    assert ("address.reveal" in mine, REASON in mine) == (True, False)


def test_a_ticket_that_is_an_address_goes_into_no_log_whatever_page_let_it_through(eve: Colleague, ada: Person) -> None:
    with pytest.raises(Invalid):
        accounts.reveal(eve.actor, ada.pk, why=replace(WHY, ticket=ADDRESS))
    assert [] == published(StaffActed)


def test_what_staff_did_is_read_by_staff_with_its_reason_until_the_account_is_erased(
    eve: Colleague, ada: Person
) -> None:
    act(eve, ada, "sessions")
    shown = text(eve.browser.get("/staff/log/"))
    assert (True, True) == (REASON in shown, "<strong>Eve</strong> was given the duty “staff” by an operator" in shown)
    crypto.destroy_key(ada.pk)
    shown = text(eve.browser.get("/staff/log/"))
    assert (False, True) == (REASON in shown, "were erased with the account" in shown)


def test_every_session_ends_and_its_owner_is_told_why(eve: Colleague, ada: Person) -> None:
    theirs = client_for(ada)
    assert 302 == act(eve, ada, "sessions").status_code
    answer = theirs.get("/app/ideas/", follow=True)
    assert "signed out everywhere by Assay" in text(answer)
    assert not Session.objects.filter(person=ada, ended_at=None).exists()


def test_failed_attempts_are_shown_and_forgotten(eve: Colleague, ada: Person) -> None:
    for number in range(6):
        browser(network=f"198.51.{number}.7").post("/accounts/login/", {"login": ADDRESS, "password": "wrong one here"})
    assert {"password": 6, "factor": 0} == lockout.failures_of(ada.pk)
    assert "password: 6" in text(eve.browser.get(f"/staff/people/{ada.pk}/"))

    assert 302 == act(eve, ada, "lockout").status_code

    assert {"password": 0, "factor": 0} == lockout.failures_of(ada.pk)
    assert [LockoutLifted(person_id=ada.pk)] == published(LockoutLifted)


def test_an_account_is_switched_off_and_on_again(eve: Colleague, ada: Person) -> None:
    theirs = client_for(ada)
    assert 302 == act(eve, ada, "off").status_code
    assert 302 == act(eve, ada, "off").status_code, "a second time changes nothing"
    assert theirs.get("/app/ideas/").headers["Location"].startswith("/accounts/login/")
    assert 200 != sign_in(ada).get("/app/ideas/").status_code
    rest()
    assert 302 == act(eve, ada, "on").status_code
    assert 200 == sign_in(ada).get("/app/ideas/").status_code
    assert [False, True] == [each.is_active for each in published(AccountSwitched)]


def test_the_confirmation_is_mailed_once_more_to_the_address_itself(eve: Colleague) -> None:
    ben = person(email="ben@example.org", verified=False)
    assert 302 == act(eve, ben, "verification").status_code
    mail = Message.objects.get(template="identity/mail/email_confirmation")
    assert ("ben@example.org", True) == (mail.recipient, "/accounts/confirm-email/" in mail.text)
    EmailAddress.objects.filter(user=ben).update(verified=True)
    assert 422 == act(eve, ben, "verification").status_code


def test_a_request_about_a_lost_factor_can_be_ended_and_no_factor_taken_off(eve: Colleague, ada: Person) -> None:
    with_app(ada)
    assert 422 == act(eve, ada, "recovery").status_code
    assert 404 == act(eve, ada, "factor").status_code
    assert 1 == Factor.objects.filter(person=ada).count()


def test_support_sees_and_mails_and_does_nothing_that_is_staffs(ada: Person) -> None:
    sam = colleague(Duty.SUPPORT, name="Sam")
    ben = person(verified=False)
    assert 200 == sam.browser.get(f"/staff/people/{ada.pk}/").status_code
    assert 302 == act(sam, ben, "verification").status_code
    for name in ("sessions", "lockout", "off", "on", "recovery"):
        assert 403 == act(sam, ada, name).status_code, name
    shown = text(sam.browser.get(f"/staff/people/{ada.pk}/"))
    assert ("Sign out everywhere" in shown, "Switch the account off" in shown) == (False, False)
    for place in ("/staff/log/", "/staff/incidents/", f"/staff/workspaces/{actor_for(ada).workspace_id}/log/"):
        assert 403 == sam.browser.get(place).status_code, place
    menu = text(sam.browser.get("/staff/"))
    assert ("/staff/people/" in menu, "/staff/incidents/" in menu, "/staff/log/" in menu) == (True, False, False)


def test_the_services_refuse_by_the_duty_of_the_moment_whatever_page_let_through(ada: Person) -> None:
    sam = colleague(Duty.SUPPORT, name="Sam")
    refused = (accounts.end_sessions, accounts.lift_lockout, accounts.cancel_recovery)
    for service in refused:
        with pytest.raises(DutyTooLow):
            service(sam.actor, ada.pk, why=WHY)
    for is_active in (True, False):
        with pytest.raises(DutyTooLow):
            accounts.switch(sam.actor, ada.pk, is_active=is_active, why=WHY)
    with pytest.raises(DutyTooLow):
        accounts.note_log_read(sam.actor, actor_for(ada).workspace_id, why=WHY)
    assert [] == published(StaffActed)


def test_accounts_of_the_staff_are_not_touched_here(eve: Colleague) -> None:
    sam = colleague(Duty.SUPPORT, name="Sam")
    for target in (sam, eve):
        for name in ("sessions", "lockout", "off", "verification", "recovery"):
            assert 403 == act(eve, target.person, name).status_code, name
        assert 403 == eve.browser.post(f"/staff/people/{target.person.pk}/address/", BECAUSE).status_code


def test_a_strong_factor_is_asked_of_staff_and_a_fresh_proof_before_they_change_anything(
    eve: Colleague, ada: Person
) -> None:
    half = client_for(eve.person)
    assert "/accounts/step-up/" in half.get("/staff/").headers["Location"]
    grow_old(eve.browser)
    assert 200 == eve.browser.get(f"/staff/people/{ada.pk}/").status_code, "looking goes on"
    answer = act(eve, ada, "off")
    assert (302, True) == (answer.status_code, "/accounts/step-up/" in answer.headers["Location"])
    assert Person.objects.get(pk=ada.pk).is_active


def test_to_everybody_else_there_are_no_pages_of_staff(ada: Person) -> None:
    own = signed_in(ada, with_app(ada))
    for method, route, _, _ in ROWS:
        path = next(case for case in EVERY if (case.method, case.route) == (method, route)).path({})
        assert own.generic(method, path).status_code == 404, path
    assert "/staff/" not in text(own.get("/app/ideas/"))
    assert Client().get("/staff/").headers["Location"].startswith("/accounts/login/")


def test_a_workspace_is_seen_masked_and_its_log_for_a_reason_which_its_owner_reads(eve: Colleague) -> None:
    people = cast()
    place = f"/staff/workspaces/{people.workspace_id}/"
    shown = text(eve.browser.get(place))
    assert ("a***@***.org" in shown, people.alice.email in shown) == (True, False)
    assert "Read the log" in text(eve.browser.get(f"{place}log/"))
    assert 422 == eve.browser.post(f"{place}log/", {**BECAUSE, "reason": ""}).status_code

    assert 302 == eve.browser.post(f"{place}log/", BECAUSE).status_code

    assert "identity.person_joined.v1" in text(eve.browser.get(f"{place}log/"))
    (acted,) = published(StaffActedInWorkspace)
    assert (people.workspace_id, "workspace.log") == (acted.workspace_id, acted.act)
    log = text(client_for(people.alice).get("/app/audit/"))
    assert ("workspace.log" in log, "Assay&#x27;s staff" in log, REASON in log) == (True, True, False)
    other = person()
    assert "Read the log" in text(eve.browser.get(f"/staff/workspaces/{actor_for(other).workspace_id}/log/"))


def test_the_acts_of_staff_land_in_no_workspace_of_their_own(eve: Colleague, ada: Person) -> None:
    eve.browser.get(f"/staff/people/{ada.pk}/")
    act(eve, ada, "sessions")
    with tenancy.system():
        own = audit.list_entries(actor_for(eve.person).workspace_id, wanted=audit.Wanted()).items
    assert not [entry for entry in own if entry.fact in {"identity.staff_acted.v1", "audit.person_read.v1"}]


def test_what_the_rules_found_is_listed_and_closed_with_a_word(eve: Colleague) -> None:
    found = audit.Found(rule="refused-keys", severity="warning", about="0" * 64, total=20, person_id=None)
    with tenancy.system():
        audit.open_incident(found, window=eve.person.created_at)
    (card,) = audit.list_incidents(is_open=True).items
    assert "refused-keys" in text(eve.browser.get("/staff/incidents/"))
    place = f"/staff/incidents/{card.id}/"
    assert 422 == eve.browser.post(place, {"note": "ok"}).status_code
    assert 302 == eve.browser.post(place, {"note": "A partner's old job; they know."}).status_code
    assert 409 == eve.browser.post(place, {"note": "A partner's old job; they know."}).status_code
    assert "they know" in text(eve.browser.get(place))
    assert "refused-keys" in text(eve.browser.get("/staff/incidents/?closed=1"))
    assert 404 == eve.browser.get(f"/staff/incidents/{nobody()}/").status_code
