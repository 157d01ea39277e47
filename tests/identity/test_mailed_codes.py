"""Codes by mail: the declared weaker step, for those who have and need nothing stronger."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from assay.kernel import clock
from assay.kernel.tenancy import system
from assay.kernel.testing import published, run_jobs
from assay.modules.identity.api import Role, admit, open_workspace
from assay.modules.identity.errors import WeakFactor
from assay.modules.identity.events.factors import FactorRemoved
from assay.modules.identity.models import Factor, MailedCode, Person, Workspace
from assay.modules.identity.services import factors
from tests.identity.factors import SECOND_STEP, SECURITY, half_in, is_in, show_code, with_app
from tests.identity.make import person
from tests.identity.test_journey import sign_in

pytestmark = pytest.mark.django_db
TURN_ON = f"{SECURITY}mailbox/"


@pytest.fixture
def ada() -> Person:
    return person()


def _mailed(client: Client) -> str:
    """Ask for a code and take it out of the mail."""
    assert 200 == client.post(f"{SECOND_STEP}?with=email", {"send": ""}).status_code
    run_jobs()
    found = re.search(r"(\d{4} \d{4})", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_somebody_turns_it_on_and_types_the_code_that_was_mailed(ada: Person) -> None:
    client = Client()
    sign_in(client, email=ada.email)
    assert b"weaker" in client.get(SECURITY).content
    client.post(TURN_ON)
    assert ["email"] == list(Factor.objects.filter(person=ada).values_list("kind", flat=True))
    elsewhere = half_in(ada)
    code = _mailed(elsewhere)
    assert "/app/" == show_code(elsewhere, code, page=f"{SECOND_STEP}?with=email").headers["Location"]
    assert is_in(elsewhere)


def test_a_mailed_code_works_once_for_ten_minutes_and_only_where_it_was_asked_for(ada: Person) -> None:
    factors.add_mailbox(ada.pk)
    first, other = half_in(ada), half_in(ada)
    code = _mailed(first)
    assert 422 == show_code(other, code).status_code, "somebody else's sign-in"
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert 422 == show_code(first, code).status_code
    assert 302 == show_code(first, code).status_code
    again = half_in(ada)
    session = again.session
    session["mailed_code"] = str(MailedCode.objects.get().pk)
    session.save()
    assert 422 == show_code(again, code).status_code


def test_five_wrong_tries_void_a_mailed_code(ada: Person) -> None:
    factors.add_mailbox(ada.pk)
    client = half_in(ada)
    code = _mailed(client)
    for number in range(5):
        cache.clear()
        assert 422 == show_code(client, f"1234567{number}" if f"1234567{number}" != code else "00000000").status_code
    cache.clear()
    assert 422 == show_code(client, code).status_code


def test_codes_are_mailed_three_times_in_ten_minutes_at_most(ada: Person) -> None:
    factors.add_mailbox(ada.pk)
    client = half_in(ada)
    sent = [client.post(f"{SECOND_STEP}?with=email", {"send": ""}).status_code for _ in range(4)]
    assert [200, 200, 200, 429] == sent
    assert 3 == MailedCode.objects.count()


def test_a_code_is_stored_as_a_keyed_hash(ada: Person) -> None:
    factors.add_mailbox(ada.pk)
    code = _mailed(half_in(ada)).replace(" ", "")
    row = MailedCode.objects.get()
    assert code not in row.digest
    assert 64 == len(row.digest)


def test_it_is_not_offered_where_something_stronger_is_there(ada: Person) -> None:
    with_app(ada)
    with pytest.raises(WeakFactor):
        factors.add_mailbox(ada.pk)


def test_a_stronger_factor_ends_it(ada: Person) -> None:
    factors.add_mailbox(ada.pk)
    with_app(ada)
    assert ["totp"] == list(Factor.objects.filter(person=ada).values_list("kind", flat=True))
    assert ["stronger"] == [fact.reason for fact in published(FactorRemoved)]
    client = half_in(ada)
    assert 404 == client.post(f"{SECOND_STEP}?with=email", {"send": ""}).status_code


def test_it_is_never_for_staff(ada: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(is_staff=True)
    client = Client()
    sign_in(client, email=ada.email)
    assert b"Use codes by email" not in client.get(SECURITY).content
    client.post(TURN_ON)
    assert not Factor.objects.exists()


def test_it_is_not_for_members_of_a_workspace_that_asks_for_a_strong_one(ada: Person) -> None:
    workspace_id = open_workspace(person().pk, name="Strict")
    admit(ada.pk, workspace_id=workspace_id, role=Role.MEMBER)
    with system():
        Workspace.objects.filter(pk=workspace_id).update(requires_factor=True)
    with pytest.raises(WeakFactor):
        factors.add_mailbox(ada.pk)


def test_who_turned_it_on_before_the_workspace_asked_is_led_to_a_stronger_one(ada: Person) -> None:
    factors.add_mailbox(ada.pk)
    with system():
        Workspace.objects.filter(is_personal=True).update(requires_factor=True)
    client = half_in(ada)
    show_code(client, _mailed(client))
    assert is_in(client)
    assert SECURITY == client.get("/app/ideas/").headers["Location"]
