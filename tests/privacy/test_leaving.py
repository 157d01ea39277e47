"""Giving an account up on the pages: who may, what stops at once, what is said, and what happens at the same moment."""

from datetime import timedelta

import pytest

from assay.kernel import clock, subjects, tenancy
from assay.kernel.jobs import find
from assay.kernel.privacy import Email
from assay.kernel.testing.queue import run_jobs
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role, admit, list_owners, open_workspace, roles_in
from assay.modules.identity.errors import OnDuty
from assay.modules.identity.models import ApiKey, Invitation, Person, Session
from assay.modules.identity.services import invitations, leaving, members
from assay.modules.identity.services.keys import make as make_key
from assay.modules.identity.services.workspaces import open_workspace as open_another
from assay.modules.identity.types import KeyOrder, PersonId
from assay.modules.privacy import models, policy
from assay.modules.privacy.services import erasing
from tests.identity.factors import with_app
from tests.identity.make import actor_for, client_for, person, sign_in
from tests.identity.test_members import at_once
from tests.privacy.leaving import due, erasing_now

PAGE = "/app/settings/delete/"
ASK, CANCEL = f"{PAGE}ask/", f"{PAGE}cancel/"


def subjects_of(address: str) -> list[str]:
    return [mail.subject for mail in Message.objects.filter(recipient=address).order_by("created_at")]


@pytest.mark.django_db
def test_somebody_asks_is_warned_on_every_page_and_by_mail_and_keeps_the_account_after_all() -> None:
    alice = person(email="alice@example.org", name="Alice")
    browser = client_for(alice, is_fresh=True)

    before = browser.get(PAGE).content.decode()
    asked = browser.post(ASK, {"address": " Alice@Example.org "}, follow=True).content.decode()
    run_jobs()

    assert "will be deleted on" not in before
    assert "Until then you can change your mind" in asked
    for address in (PAGE, "/app/settings/", "/app/ideas/"):
        assert "will be deleted on" in browser.get(address).content.decode()
    assert "Your account is going to be deleted" in subjects_of("alice@example.org")
    assert 302 == client_for(alice).post(CANCEL).status_code
    run_jobs()
    assert "will be deleted on" not in browser.get("/app/settings/").content.decode()
    assert "Your account stays" in subjects_of("alice@example.org")
    with clock.frozen(clock.now() + policy.GRACE + timedelta(days=1)):
        assert 0 == erasing.start_due()


@pytest.mark.django_db
def test_asking_takes_a_fresh_proof_and_the_second_step_where_there_is_one() -> None:
    alice, bob = person(), person()
    with_app(bob)

    assert 302 == client_for(alice).post(ASK, {"address": alice.email}).status_code
    password_only = client_for(bob, is_fresh=True)
    session = password_only.session
    session["account_authentication_methods"] = session["account_authentication_methods"][:1]
    session.save()
    assert "/accounts/step-up/" in password_only.post(ASK, {"address": bob.email})["Location"]
    assert 0 == models.Erasure.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "somebody.else@example.org"])
def test_another_address_deletes_nothing(typed: str) -> None:
    alice = person()

    answer = client_for(alice, is_fresh=True).post(ASK, {"address": typed})

    assert 422 == answer.status_code
    assert 0 == models.Erasure.objects.count()


@pytest.mark.django_db
def test_a_workspace_that_others_need_has_to_be_handed_over_or_deleted_first() -> None:
    alice, bob = person(), person()
    shared = open_workspace(alice.pk, name="Needed by Bob")
    admit(bob.pk, workspace_id=shared, role=Role.MEMBER)
    browser = client_for(alice, is_fresh=True)

    page = browser.get(PAGE).content.decode()
    refused = browser.post(ASK, {"address": alice.email})

    assert "Needed by Bob" in page
    assert "/app/workspace/list/" in page
    assert 422 == refused.status_code
    assert "Hand the workspaces below over" in refused.content.decode()
    with tenancy.scope(shared):
        members.transfer_ownership(actor_for(alice, workspace_id=shared), bob.pk)
    assert 302 == browser.post(ASK, {"address": alice.email}).status_code


@pytest.mark.django_db
def test_somebody_on_duty_gives_the_duty_back_first() -> None:
    stella = person()
    Person.objects.filter(pk=stella.pk).update(is_staff=True)

    with pytest.raises(OnDuty):
        leaving.ask_to_leave(PersonId(stella.pk), typed=stella.email)


@pytest.mark.django_db
def test_keys_and_invitations_stop_at_once() -> None:
    alice = person()
    shared = open_workspace(alice.pk, name="Shared")
    owner = actor_for(alice, workspace_id=shared)
    with tenancy.scope(shared):
        make_key(owner, KeyOrder(name="Nightly", scopes=("ideas:read",)))
        invitations.invite(owner, email=Email("nina@example.org"), role=Role.VIEWER)

    leaving.ask_to_leave(PersonId(alice.pk), typed=alice.email)

    with tenancy.system():
        assert [] == list(ApiKey.objects.filter(revoked_at=None))
        assert [] == list(Invitation.objects.filter(is_waiting=True))


@pytest.mark.django_db
def test_the_page_says_what_goes_and_what_stays_and_why() -> None:
    alice = person()
    open_workspace(alice.pk, name="Hers alone")

    page = client_for(alice).get(PAGE).content.decode()

    assert "Hers alone" in page
    kept = {str(holding.kept) for holding in subjects.holdings() if holding.kept and not holding.is_nobodys}
    assert kept
    assert "about nobody" not in page
    for why in kept:
        assert why.split("“")[0].replace("'", "&#x27;") in page


@pytest.mark.django_db
def test_three_days_before_there_is_one_reminder() -> None:
    alice = person(email="alice@example.org")
    due_at = leaving.ask_to_leave(PersonId(alice.pk), typed=alice.email)

    assert 0 == erasing.remind()
    with clock.frozen(due_at - policy.REMINDED_BEFORE + timedelta(minutes=1)):
        assert [1, 0] == [erasing.remind(), erasing.remind()]
        run_jobs()
    assert 1 == subjects_of("alice@example.org").count("Your account is deleted in three days")


@pytest.mark.django_db
def test_who_became_the_last_owner_after_asking_leaves_the_workspace_to_who_has_most_to_say() -> None:
    alice, bob, mia, dora = (person(name=name) for name in ("Alice", "Bob", "Mia", "Dora"))
    shared = open_workspace(bob.pk, name="Shared")
    admit(mia.pk, workspace_id=shared, role=Role.VIEWER)
    admit(dora.pk, workspace_id=shared, role=Role.ADMIN)
    admit(alice.pk, workspace_id=shared, role=Role.OWNER)
    with erasing_now(alice) as erasure_id:
        with tenancy.scope(shared):
            members.leave_workspace(actor_for(bob, workspace_id=shared))
        assert (alice.pk,) == list_owners(shared)
        find(erasing.ERASE).run(erasure_id=str(erasure_id))

    assert {dora.pk: Role.OWNER, mia.pk: Role.VIEWER} == roles_in(shared)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_an_erasure_that_is_taken_back_while_it_begins_is_one_or_the_other(_round: int) -> None:
    alice = person()
    erasure_id = due(alice)

    ends = at_once(lambda: leaving.stay(PersonId(alice.pk)), lambda: erasing.erase(erasure_id))

    is_there = Person.objects.filter(pk=alice.pk, is_active=True).exists()
    assert (["done", "done"] if is_there else ["NoErasure", "done"]) == ends
    assert ("cancelled" if is_there else "done") == models.Erasure.objects.get().state


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_who_signs_in_opens_a_workspace_and_takes_an_invitation_meanwhile_is_erased_all_the_same(_round: int) -> None:
    alice, bob = person(), person()
    shared = open_workspace(bob.pk, name="Of Bob")
    inviter = actor_for(bob, workspace_id=shared)
    with tenancy.scope(shared):
        offer = invitations.invite(inviter, email=Email(alice.email), role=Role.MEMBER)
    erasure_id = due(alice)

    at_once(
        lambda: erasing.erase(erasure_id),
        lambda: sign_in(alice),
        lambda: open_another(alice.pk, name="Meanwhile") if Person.objects.filter(pk=alice.pk).exists() else None,
        lambda: invitations.accept_invitation(alice.pk, offer),
    )
    erasing.erase(erasure_id)

    assert "done" == models.Erasure.objects.get().state
    assert not Person.objects.filter(pk=alice.pk).exists()
    assert not Session.objects.filter(person_id=alice.pk).exists()
    assert {bob.pk: Role.OWNER} == roles_in(shared)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_once() -> None:
    alice = person()

    ends = at_once(*(lambda: leaving.ask_to_leave(PersonId(alice.pk), typed=alice.email) for _ in range(2)))

    assert ["ErasureUnderWay", "done"] == ends
    assert 1 == models.Erasure.objects.count()
