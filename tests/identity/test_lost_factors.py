"""Who lost every factor gets back in, slowly; who only reads the mailbox, or only knows the password, does not."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from assay.kernel import clock, jobs
from assay.kernel.testing import published, run_jobs
from assay.modules.identity.api import Role
from assay.modules.identity.events.factors import (
    FactorRecoveryCancelled,
    FactorRecoveryCompleted,
    FactorRecoveryReady,
    FactorRecoveryStarted,
    FactorRemoved,
)
from assay.modules.identity.models import Factor, FactorRecovery, Person
from assay.modules.identity.queries.factors import count_codes
from assay.modules.identity.services import lost_factors
from tests.identity.factors import SECOND_STEP, SECURITY, App, enter, half_in, is_in, show_code, signed_in, with_app
from tests.identity.factors import with_passkey as passkey_of
from tests.identity.make import PASSWORD, Cast, cast, client_for, person
from tests.identity.test_journey import sign_in, subjects

pytestmark = pytest.mark.django_db
LOST = f"{SECOND_STEP}lost/"
START = (clock.now() + timedelta(hours=1)).replace(second=0, microsecond=0)  # after everybody here has joined
HOURS = settings.FACTOR_RECOVERY_WAIT // 3600


@pytest.fixture
def ada() -> Person:
    return person()


@pytest.fixture
def app(ada: Person) -> App:
    return with_app(ada)


def link(subject: str, *, to: str) -> str:
    """The path of the link in the newest mail of that subject."""
    run_jobs()
    found = [m for m in mail.outbox if str(m.subject).startswith(subject) and m.to == [to]]
    assert found, [str(m.subject) for m in mail.outbox]
    path = re.search(r"http://testserver(/accounts/lost-factor/\S+)", str(found[-1].body))
    assert path is not None
    return path[1]


def ask(who: Person) -> str:
    """Password, then "I can use none of these"; return the link that was mailed."""
    assert b"Open the link we sent you" in half_in(who).post(LOST).content
    return link("Is it you who lost", to=who.email)


def begin(who: Person) -> str:
    """Ask and confirm; return the link that ends it."""
    confirm = ask(who)
    assert b"Did you lose your second step?" in Client().get(confirm).content
    assert 0 == FactorRecovery.objects.exclude(state="asked").count(), "opening a link changes nothing"
    assert b"The waiting time has begun" in Client().post(confirm).content
    return link("Your second step will be taken off", to=who.email)


def at(hours: float) -> None:
    """Let the clock's job run so many hours after the start."""
    with clock.frozen(START + timedelta(hours=hours)):
        jobs.find("identity.lost_factors").run()
        run_jobs()


def give_up(who: Person) -> Client:
    client = half_in(who)
    client.post(SECOND_STEP, {"give_up": ""})
    return client


def test_the_whole_way_back(ada: Person, app: App) -> None:
    old = signed_in(ada, app)
    with clock.frozen(START):
        begin(ada)
    for hours in (1, 25, 49, 71):
        at(hours)
    assert not is_in(give_up(ada)), "not before the time is over"
    at(HOURS + 0.1)
    assert [ada.pk] == [fact.person_id for fact in published(FactorRecoveryReady)]
    client = half_in(ada)
    assert b"Your waiting time is over" in client.get(SECOND_STEP).content
    assert "/app/" == client.post(SECOND_STEP, {"give_up": ""}).headers["Location"]
    assert is_in(client)
    assert not is_in(old), "every other session has ended"
    assert SECURITY == client.get("/app/ideas/").headers["Location"], "a new factor comes before all else"
    assert 403 == client.get("/api/v1/ideas").status_code
    assert (0, 0) == (Factor.objects.filter(person=ada).count(), count_codes(ada.pk))
    assert [ada.pk] == [fact.person_id for fact in published(FactorRecoveryCompleted)]
    assert {"recovery"} == {fact.reason for fact in published(FactorRemoved)}
    with_app(ada)
    Person.objects.get(pk=ada.pk, must_add_factor=False)


def test_the_owner_is_written_to_at_the_start_every_day_and_at_the_end(ada: Person, app: App) -> None:
    assert app.codes
    with clock.frozen(START):
        begin(ada)
    for hours in (0.25, 12, 24, 24.25, 36, 48.3, 60, HOURS):
        at(hours)
    give_up(ada)
    told = [subject for to, subject in subjects() if to == ada.email]
    assert [
        "A second step was added to your account",
        "Is it you who lost a second step?",
        "Your second step will be taken off in 72 hours",
        "Your second step will be taken off in 48 hours",
        "Your second step will be taken off in 24 hours",
        "You can sign in and set up a new second step",
        "Your old second step was taken off",
    ] == told


def test_one_click_in_any_of_the_mails_ends_it(ada: Person, app: App) -> None:
    assert app.codes
    with clock.frozen(START):
        first = begin(ada)
    at(25)
    for path in (first, link("Your second step will be taken off", to=ada.email)):
        assert b"Somebody wants to get in" in Client().get(path).content
        assert FactorRecovery.objects.filter(state="waiting").exists()
    assert b"The request is over" in Client().post(first).content
    at(HOURS + 1)
    assert not is_in(give_up(ada))
    assert ["not_me"] == [fact.reason for fact in published(FactorRecoveryCancelled)]
    assert 1 == Factor.objects.filter(person=ada).count()
    assert (ada.email, "Your second step stays as it is") in subjects()
    assert b"The request is over" in Client().post(first).content, "a second click changes nothing"


@pytest.mark.parametrize("how", ["app", "recovery", "passkey"])
def test_a_sign_in_with_any_factor_ends_it(ada: Person, app: App, how: str) -> None:
    key = passkey_of(ada)
    with clock.frozen(START):
        begin(ada)
    if how == "passkey":
        enter(Client(), key)
    else:
        show_code(half_in(ada), app.code() if how == "app" else app.codes[0])
    assert ["factor_used"] == [fact.reason for fact in published(FactorRecoveryCancelled)]
    at(HOURS + 1)
    assert not is_in(give_up(ada))


def test_the_mailbox_alone_opens_nothing(ada: Person, app: App) -> None:
    """Whoever reads the mailbox can set a new password, and then has a password; it must not count as one."""
    assert app.codes
    Client().post("/accounts/password/reset/", {"email": ada.email})
    run_jobs()
    path = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert path is not None
    thief, new = Client(), "eleven brass kettles sang"
    page = thief.get(path[1])
    thief.post(page.headers["Location"], {"password1": new})
    assert not is_in(thief), "a reset signs nobody in"
    assert SECOND_STEP == sign_in(thief, email=ada.email, password=new).headers["Location"]
    refused = thief.post(LOST)
    assert (409, True) == (refused.status_code, b"set through your mailbox" in refused.content)
    assert not FactorRecovery.objects.exists()
    assert not is_in(thief)
    thief.post(SECOND_STEP, {"give_up": ""})
    assert not is_in(thief)
    show_code(half_in(ada, password=new), app.code())
    assert Person.objects.get(pk=ada.pk).password_mailed_at is None, "with the factor the password is the owner's again"


def test_a_reset_during_the_waiting_time_ends_it(ada: Person, app: App) -> None:
    assert app.codes
    with clock.frozen(START):
        begin(ada)
    lost_factors.note_mailed_password(ada.pk)
    assert ["password_reset"] == [fact.reason for fact in published(FactorRecoveryCancelled)]


def test_the_password_alone_opens_nothing(ada: Person, app: App) -> None:
    assert app.codes
    with clock.frozen(START):
        ask(ada)
    at(HOURS + 1)
    assert not is_in(give_up(ada))
    assert ["expired"] == [fact.reason for fact in published(FactorRecoveryCancelled)]
    assert [] == published(FactorRecoveryStarted)


def test_nobody_who_has_not_just_typed_the_password_can_ask(ada: Person, app: App) -> None:
    assert app.codes
    assert "/accounts/login/" == Client().post(LOST).headers["Location"]
    assert "/accounts/login/" == client_for(ada).post(LOST).headers["Location"]
    stranger = Client()
    sign_in(stranger, email=ada.email, password=PASSWORD + "?")
    assert "/accounts/login/" == stranger.post(LOST).headers["Location"]
    assert not FactorRecovery.objects.exists()


def test_links_are_not_to_be_guessed_swapped_or_used_late(ada: Person, app: App) -> None:
    assert app.codes
    with clock.frozen(START):
        confirm = ask(ada)
        token = confirm.split("/")[3]
        assert 404 == Client().get(f"/accounts/lost-factor/{token}/cancel/").status_code
        assert 404 == Client().post(f"/accounts/lost-factor/{token[:-1]}x/").status_code
        assert 404 == Client().post("/accounts/lost-factor/nothing/").status_code
        cancel = begin(ada)
        assert 404 == Client().post(cancel.removesuffix("cancel/")).status_code
    assert 1 == FactorRecovery.objects.count()


def test_a_ready_request_lapses_after_a_week(ada: Person, app: App) -> None:
    assert app.codes
    with clock.frozen(START):
        begin(ada)
    at(HOURS + 1)
    at(HOURS + 24 * 7 + 1)
    assert ["expired"] == [fact.reason for fact in published(FactorRecoveryCancelled)]
    assert not is_in(give_up(ada))


# --- vouching ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def people() -> Cast:
    return cast(bobs_role=Role.MEMBER)


def _into(client: Client, people: Cast) -> Client:
    client.post("/app/workspace/switch/", {"workspace": str(people.workspace_id)})
    return client


def _vouch(client: Client) -> int:
    row = FactorRecovery.objects.get()
    return client.post(f"/app/settings/workspace/recoveries/{row.pk}/vouch/").status_code


def test_an_owner_sees_it_and_vouching_shortens_the_wait_and_not_to_nothing(people: Cast) -> None:
    with_app(people.bob)
    with clock.frozen(START):
        begin(people.bob)
    alice = _into(signed_in(people.alice, with_app(people.alice)), people)
    page = alice.get("/app/settings/workspace/security/").content.decode()
    assert "Bob" in page
    assert "Vouch for Bob" in page
    with clock.frozen(START + timedelta(hours=1)):
        assert 302 == _vouch(alice)
    row = FactorRecovery.objects.get()
    assert START + timedelta(seconds=settings.FACTOR_RECOVERY_VOUCHED_WAIT) == row.due_at
    assert (people.bob.email, "Somebody vouched for you") in subjects()
    at(3.9)
    assert not is_in(give_up(people.bob))
    at(4.1)
    assert is_in(give_up(people.bob))


def test_who_may_not_vouch(people: Cast) -> None:
    with_app(people.bob)
    with clock.frozen(START):
        begin(people.bob)
    bare = Client()
    sign_in(bare, email=people.alice.email)
    _vouch(_into(bare, people))  # an owner without a factor of their own
    charlie = signed_in(people.charlie, with_app(people.charlie))
    assert 404 == _vouch(charlie), "an owner, of another workspace"
    row = FactorRecovery.objects.get()
    assert (None, START + timedelta(hours=HOURS)) == (row.voucher_id, row.due_at)


def test_nobody_vouches_for_themselves_or_for_somebody_who_came_after_asking() -> None:
    people = cast(bobs_role=Role.ADMIN)
    app = with_app(people.bob)
    with clock.frozen(START - timedelta(days=365)):
        begin(people.bob)
    inside = _into(client_for(people.bob), people)
    session = inside.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 9e9}]
    session["account_authentication_methods_user"] = str(people.bob.pk)
    session.save()
    inside.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""  # a proof changes the key
    assert 404 == _vouch(inside)
    alice = _into(signed_in(people.alice, with_app(people.alice)), people)
    FactorRecovery.objects.update(created_at=START - timedelta(days=400))
    assert 404 == _vouch(alice), "Bob became a member after he had asked"
    assert app.codes
