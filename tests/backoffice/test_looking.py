"""Seeing what somebody else sees: with a reason, told, recorded, and without changing anything."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from assay.kernel import clock, db, tenancy
from assay.kernel.staff import StaffAccount
from assay.kernel.testing import published
from assay.modules.comms.models import Message
from assay.modules.identity.api import Duty
from assay.modules.identity.events.sessions import DeviceSeen, SessionRotated, SignedIn
from assay.modules.identity.events.staff import ImpersonationSaw, ImpersonationStarted
from assay.modules.identity.models import Device, Impersonation, Membership, Person, Session
from assay.modules.identity.services import impersonation
from tests.audit.make import entries
from tests.backoffice.make import BECAUSE, REASON, WHY, colleague, grow_old, looking, places_of
from tests.faults.addresses import EVERY
from tests.faults.world import World, nobody, rest, undone, world
from tests.identity.make import actor_for, client_for, person
from tests.identity.programs import program

pytestmark = pytest.mark.django_db
DEAR = ("sample.pdf", "sample.json", "sample/", "design/", "", "method/")  # public, and slow to draw
# Their own while they look: the way out, and the proof of who they are.
OWN = ("staff/", "accounts/logout/", "accounts/step-up/", "accounts/reauthenticate/", "accounts/passkey/")


@pytest.fixture
def there() -> World:
    return world()


@pytest.fixture
def ada() -> Person:
    return person(email="ada@example.org", name="Ada")


def test_what_the_owner_sees_is_seen_under_a_banner_and_each_page_is_noted(there: World) -> None:
    eve = looking(there.cast.alice, workspace_id=there.cast.workspace_id)

    page = eve.browser.get(f"/app/ideas/{there.ids['idea_id']}/").content.decode()

    assert "You see what a***@***.org sees" in page
    assert "in 15 minutes" in page
    (started,) = published(ImpersonationStarted)
    assert ("asked", "T-17", there.cast.alice.pk) == (started.category, started.ticket, started.person_id)
    (saw,) = published(ImpersonationSaw)
    assert ("validation:idea", there.ids["idea_id"]) == (saw.page, str(saw.object_id))
    assert there.cast.workspace_id == saw.workspace_id
    assert {eve.person.pk} == {entry.actor_id for entry in entries(name="identity.impersonation_saw.v1")}


def test_the_owner_is_mailed_at_once_and_reads_in_their_log_who_looked_and_why(there: World) -> None:
    eve = looking(there.cast.alice, workspace_id=there.cast.workspace_id)
    eve.browser.get(f"/app/ideas/{there.ids['idea_id']}/")

    mail = Message.objects.filter(template="identity/mail/notice", recipient=there.cast.alice.email).latest(
        "created_at"
    )
    for said in ("/app/settings/support/", "the owner asked for help", "T-17"):
        assert said in mail.text
    assert REASON not in mail.text
    for place in ("/app/settings/activity/", "/app/audit/"):
        shown = there.cast.as_alice.get(place).content.decode()
        assert "<strong>Assay&#x27;s staff</strong> began to look at the account" in shown
        assert "Why: asked T-17" in shown
        assert "at the page validation:idea" in shown
        assert not {REASON, "Eve"} & set(shown.split("<"))


def test_the_words_of_the_reason_stand_nowhere_in_the_clear_and_open_with_the_owners_key(ada: Person) -> None:
    looking(ada)

    (entry,) = entries(name="identity.impersonation_started.v1")
    assert (False, ada.pk) == (REASON in entry.sealed + str(entry.details), entry.subject_id)
    assert REASON == Impersonation.objects.get().reason


def test_it_needs_a_reason_and_a_fresh_proof(ada: Person) -> None:
    eve, place = colleague(), f"/staff/people/{ada.pk}/look/"
    sent = {**BECAUSE, "workspace": places_of(ada, by=eve)[0]}
    for wrong in (
        {"reason": ""},
        {"reason": "because"},
        {"reason": "x" * 40},
        {"category": "x"},
        {"workspace": nobody()},
    ):
        answer = eve.browser.post(place, {**sent, **wrong})
        assert (422, True) == (answer.status_code, 'aria-invalid="true"' in answer.content.decode()), wrong
    grow_old(eve.browser)
    answer = eve.browser.post(place, sent)
    assert (302, True) == (answer.status_code, "/accounts/step-up/" in answer.headers["Location"])
    assert not Impersonation.objects.exists()


@pytest.mark.slow  # every address that changes something
def test_nothing_is_changed_by_any_method_at_any_address(there: World) -> None:
    eve = looking(there.cast.alice, workspace_id=there.cast.workspace_id)
    stood, wrong = _everything(), {}
    for case in (case for case in EVERY if case.changes and not case.route.startswith(OWN)):
        rest()
        status = case.send(eve.browser, there.ids).status_code
        if status != 403 and "{" not in case.path(there.ids):
            wrong[case.name] = status
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        rest()
        status = eve.browser.generic(method, "/app/ideas/").status_code
        if status not in {403, 405}:
            wrong[f"{method} /app/ideas/"] = status

    assert ({}, stood) == (wrong, _everything())


def _everything() -> dict[str, Any]:
    """What could have been changed."""
    with tenancy.system():
        return {
            "people": list(Person.objects.order_by("pk").values_list("pk", "password", "is_active", "last_login")),
            "places": list(Membership.objects.order_by("pk").values_list("pk", "role")),
            "devices": Device.objects.count(),
            "theirs": list(Session.objects.filter(person__is_staff=False).order_by("pk").values_list("pk", "ended_at")),
        }


@pytest.mark.slow  # every address that is read
def test_only_pages_that_are_named_open_and_none_of_the_account(there: World) -> None:
    eve = looking(there.cast.alice, workspace_id=there.cast.workspace_id)
    opened = set()
    for case in (
        case for case in EVERY if not case.changes and not case.route.startswith(OWN) and case.route not in DEAR
    ):
        rest()
        with undone():
            status = case.send(eve.browser, there.ids).status_code
        if status < 400:
            opened.add(case.route)

    assert not [route for route in opened if route.startswith(("app/settings/", "api/", "app/audit/", "accounts/"))]
    assert not [route for route in opened if route.endswith((".pdf", ".json", "state/", "delete/", "new/", "leave/"))]
    idea = "app/ideas/{idea_id}/"
    shown = {idea, f"{idea}evidence/", f"{idea}notes/", f"{idea}report/", f"{idea}plan/", f"{idea}edit/{{step}}/"}
    assert {*shown, "app/profile/", "app/workspace/", "app/ideas/", "app/discover/"} <= opened


def test_the_keys_of_an_owner_stay_closed_by_page_by_interface_and_with_their_cookie(there: World) -> None:
    holder = program(there.cast.alice, scopes=("ideas:read",), workspace_id=there.cast.workspace_id)
    eve = looking(there.cast.alice, workspace_id=there.cast.workspace_id)
    for place in ("/app/settings/keys/", "/app/settings/keys/new/", "/app/settings/security/", "/accounts/email/"):
        answer = eve.browser.get(place)
        assert (403, b"Looking at somebody" in answer.content) == (answer.status_code, True), place
    for place in ("/api/v1/keys", "/api/v1/me", "/api/v1/ideas", "/api/v1/sessions"):
        answer = eve.browser.get(place)
        assert (403, "/problems/kernel.ReadingOnly") == (answer.status_code, answer.json()["type"]), place
    assert 200 == holder.ask("GET", "/api/v1/ideas").status_code, "the owner's own program is not touched"


def test_the_database_refuses_a_page_that_writes_though_it_was_let_through(there: World, settings: Any) -> None:
    """The first fence is taken down: reading an invitation's page is named, and asking for it writes."""
    eve = looking(there.cast.alice, workspace_id=there.cast.workspace_id)
    settings.IMPERSONATION_PAGES = settings.IMPERSONATION_PAGES | {"identity:passkey_add", "account_confirm_email"}
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), db.read_only():
        Person.objects.update(is_active=False)
    assert db.is_refused_write(caught.value)

    with db.read_only():
        assert Person.objects.exists(), "reading goes on"
    assert not db.is_read_only()
    with tenancy.scope(there.cast.workspace_id):
        impersonation.invite_support(there.cast.alice.pk)  # and afterwards writing does
    assert 302 == eve.browser.get("/app/settings/security/passkeys/add/").status_code, "it wants a proof of the owner's"


def test_an_account_of_the_staff_is_not_looked_at_and_nobody_looks_at_themselves() -> None:
    eve, sam = colleague(), colleague(Duty.SUPPORT, name="Sam")
    for target in (sam.person, eve.person):
        assert 403 == eve.browser.get(f"/staff/people/{target.pk}/look/").status_code
        with pytest.raises(StaffAccount):
            impersonation.start(eve.actor, target.pk, workspace_id=None, session_id=eve.session_id, why=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Impersonation.objects.create(
            staff=eve.person,
            person=eve.person,
            workspace_id=actor_for(eve.person).workspace_id,
            session_id=eve.session_id,
            category="asked",
            reason=REASON,
            until=clock.now(),
        )


def test_a_forged_id_of_a_person_or_of_a_workspace_of_others_is_refused(there: World) -> None:
    eve = colleague()
    assert 404 == eve.browser.get(f"/staff/people/{nobody()}/look/").status_code
    elsewhere = {**BECAUSE, "workspace": str(actor_for(there.cast.charlie).workspace_id)}
    assert 422 == eve.browser.post(f"/staff/people/{there.cast.alice.pk}/look/", elsewhere).status_code


def test_the_owners_sign_in_sessions_and_browsers_are_as_they_were(ada: Person) -> None:
    client_for(ada)
    ada.refresh_from_db()
    stood = (ada.last_login, Device.objects.filter(person=ada).count(), Session.objects.filter(person=ada).count())
    signed_in, seen = len(published(SignedIn)), len(published(DeviceSeen))
    eve = colleague()
    staff_in, staff_seen = len(published(SignedIn)), len(published(DeviceSeen))
    looking(ada, by=eve).browser.get("/app/ideas/")

    ada.refresh_from_db()
    assert stood == (
        ada.last_login,
        Device.objects.filter(person=ada).count(),
        Session.objects.filter(person=ada).count(),
    )
    assert (staff_in, staff_seen) == (len(published(SignedIn)), len(published(DeviceSeen)))
    assert staff_in > signed_in
    assert staff_seen >= seen


def test_the_session_gets_another_key_on_the_way_in_and_on_the_way_out(ada: Person) -> None:
    eve = colleague()
    keys = [eve.browser.session.session_key]
    looking(ada, by=eve)
    keys.append(eve.browser.session.session_key)
    copied = Client()
    for name, morsel in eve.browser.cookies.items():
        copied.cookies[name] = morsel.value
    eve.browser.post("/staff/look/end/")
    keys.append(eve.browser.session.session_key)

    assert 3 == len(set(keys))
    assert 2 <= len([each for each in published(SessionRotated) if each.person_id == eve.person.pk])
    assert copied.get("/app/ideas/").headers["Location"].startswith("/accounts/login/"), "a copied key opens nothing"
    assert b"You see what" not in eve.browser.get("/app/ideas/").content
