"""Who works for us: given and taken on the command line alone, with a reason, and counted at once."""

from functools import partial

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from assay.config.commands.staff import staff
from assay.kernel import tenancy
from assay.kernel.privacy import Private
from assay.kernel.testing import published
from assay.modules.audit import api as audit
from assay.modules.identity.api import Duty, StaffAction, give_duty, withdraw_duty
from assay.modules.identity.events.staff import DutyGiven, DutyWithdrawn
from assay.modules.identity.models import Person
from assay.modules.identity.policy import staff as rules
from assay.modules.identity.queries.staff import duty_of
from tests.audit.make import entries
from tests.faults.addresses import _walk
from tests.identity.factors import signed_in, with_app
from tests.identity.make import client_for, person

REASON = "she answers the tickets from today on"


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(staff, words)
    return done.exit_code, done.output + str(done.exception or "")


@pytest.mark.django_db
def test_an_operator_gives_and_takes_a_duty_and_the_log_keeps_the_reason_sealed() -> None:
    eve = person(email="eve@example.org")

    code, said = run("grant", "Eve@example.org", "--role", "support", "--reason", REASON)
    assert (0, Duty.SUPPORT, True) == (code, duty_of(eve.pk), "no passkey" in said)
    (entry,) = entries(name="identity.duty_given.v1")
    assert ("command", {"duty": "support"}, True) == (entry.via, entry.details, REASON not in entry.sealed)
    with tenancy.system():
        assert {"reason": REASON} == audit.open_details(entry.id)

    assert "e***@***.org" in run("list")[1]
    assert 0 == run("withdraw", "eve@example.org", "--reason", "she has left the company")[0]
    assert (Duty.NONE, False) == (duty_of(eve.pk), Person.objects.get(pk=eve.pk).is_staff)
    assert [DutyGiven(person_id=eve.pk, duty="support")] == published(DutyGiven)
    assert [DutyWithdrawn(person_id=eve.pk)] == published(DutyWithdrawn)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant", "nobody@example.org", "--role", "staff", "--reason", REASON), "Nobody has an account"),
        (("grant", "eve@example.org", "--role", "owner", "--reason", REASON), "is not one of"),
        (("grant", "eve@example.org", "--role", "staff"), "Missing option"),
        (("grant", "eve@example.org", "--role", "staff", "--reason", "because"), "Say why in words"),
        (("grant", "eve@example.org", "--role", "staff", "--reason", "aaaa aaaa aaaa"), "Say why in words"),
        (("withdraw", "eve@example.org", "--reason", ""), "Say why in words"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(words: tuple[str, ...], said: str) -> None:
    eve = person(email="eve@example.org")

    code, output = run(*words)

    assert (True, True, Duty.NONE) == (code != 0, said in output, duty_of(eve.pk))


@pytest.mark.django_db
def test_every_session_ends_when_a_duty_comes_or_goes() -> None:
    eve = person()
    acts = [
        partial(give_duty, eve.pk, duty=Duty.STAFF, why=_why()),
        partial(withdraw_duty, eve.pk, why=_why()),
    ]
    for act in acts:
        browser = client_for(eve)
        assert 302 == browser.get("/app/").status_code
        act()
        assert browser.get("/app/ideas/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_table_knows_no_duty_without_what_staff_are_asked() -> None:
    eve = person()
    for wrong in ({"duty": "staff", "is_staff": False}, {"duty": "god", "is_staff": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=eve.pk).update(**wrong)


@pytest.mark.django_db
def test_nobody_becomes_staff_over_the_web() -> None:
    """Whatever a form is sent beside its own fields: no page and no operation takes a duty."""
    eve = person()
    browser = signed_in(eve, with_app(eve))
    for place in ("/app/settings/", "/accounts/email/", "/app/workspace/", "/app/settings/security/mailbox/"):
        browser.post(place, {"name": "Eve", "duty": "staff", "is_staff": "true", "role": "staff"})
    browser.patch("/api/v1/me", '{"duty": "staff"}', content_type="application/json")

    assert Duty.NONE is duty_of(eve.pk)
    assert not [path for path in _walk(get_resolver()) if "grant" in path or "duties" in path]


def test_every_action_has_its_least_duty_and_a_higher_duty_may_more() -> None:
    assert set(StaffAction) == set(rules.LEAST)
    allowed = {duty: {what for what in StaffAction if rules.may(duty, what)} for duty in Duty}
    assert set() == allowed[Duty.NONE]
    assert allowed[Duty.SUPPORT] < allowed[Duty.STAFF] == set(StaffAction)


def test_support_changes_nothing_about_how_an_account_is_entered() -> None:
    entering = {
        StaffAction.SESSIONS_END,
        StaffAction.LOCKOUT_LIFT,
        StaffAction.ACCOUNT_SWITCH,
        StaffAction.RECOVERY_CANCEL,
        StaffAction.IMPERSONATE,
    }
    assert not [what for what in entering if rules.may(Duty.SUPPORT, what)]


@given(st.text(max_size=60))
def test_a_reason_is_some_words(text: str) -> None:
    said = text.strip()
    is_one = rules.is_reason(text)
    assert not is_one or (rules.SHORTEST_REASON <= len(said) <= rules.LONGEST_REASON and " " in said)


def _why() -> Private[str]:
    return Private(REASON)
