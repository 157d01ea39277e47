"""After an erasure nothing of the person can be read by anybody, and everybody else goes on as before."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from psycopg.sql import SQL, Identifier

from assay.kernel import clock, subjects, tenancy
from assay.kernel.jobs import find
from assay.kernel.privacy import Email
from assay.kernel.sealed import ERASED
from assay.kernel.testing.queue import run_jobs
from assay.modules.audit.api import verify_live
from assay.modules.comms import services as comms
from assay.modules.comms.models import Message
from assay.modules.ideas.models import Note
from assay.modules.identity.api import Role, admit, find_by_address, open_workspace
from assay.modules.identity.models import Membership, Person, Workspace
from assay.modules.identity.services.notices import CODES_MADE, Cause, tell
from assay.modules.privacy import models, policy
from assay.modules.privacy.services import erasing
from tests.identity.make import PASSWORD, actor_for, browser, client_for, person, sign_in
from tests.privacy import make
from tests.privacy.leaving import erase, erasing_now
from tests.privacy.opening import readable

_NAMING = SQL("SELECT count(*) FROM {} AS line WHERE line::text LIKE %s")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow(reason="two people with something in every table, two dumps of the database, and an erasure")
def test_nothing_of_somebody_is_left_that_anybody_could_read_and_all_of_everybody_else() -> None:
    alice, bob = person(name="Alice", email=f"alice-{uuid.uuid4().hex}@example.org"), person(name="Bob")
    hers = set(make.furnished(alice, "alice").values())
    bobs = set((make.furnished(bob, "bob") | make.mark(bob, "bob").words).values())
    shared = open_workspace(bob.pk, name="Of Bob")
    admit(alice.pk, workspace_id=shared, role=Role.MEMBER)
    with tenancy.scope(shared):
        stay = set(make.written(actor_for(alice, workspace_id=shared), "alice-at-bobs").values())
    marked = make.mark(alice, "alice")
    marked.words.pop(("identity_invitation", "email"))  # of somebody she had invited: theirs, and their mail's
    hers |= set(marked.words.values()) | {marked.account.email}
    make.archived(alice)
    before = readable()

    erase(marked.account)

    after = readable()
    assert [] == [word for word in hers | bobs | stay if word not in before]
    assert [] == [word for word in hers if word in after]
    assert [] == [word for word in bobs | stay if word not in after]
    assert [] == [table for table in tables_naming(alice.pk) if not table.startswith(("audit_", "kernel_", "privacy_"))]
    assert [] == verify_live()[1]


def tables_naming(person_id: uuid.UUID) -> list[str]:
    """Tables in which some row still names a person by id, though nothing of them is to be kept there."""
    found = []
    for holding in subjects.holdings():
        if holding.kept:
            continue
        with tenancy.system(), connection.cursor() as cursor:
            cursor.execute(_NAMING.format(Identifier(holding.table)).as_string(), [f"%{person_id}%"])
            if cursor.fetchone()[0]:
                found.append(holding.table)
    return found


def test_everybody_else_goes_on_in_a_shared_workspace_and_sees_that_the_author_is_gone() -> None:
    alice, bob = person(name="Alice"), person(name="Bob")
    shared = open_workspace(bob.pk, name="Of Bob")
    admit(alice.pk, workspace_id=shared, role=Role.ADMIN)
    with tenancy.scope(shared):
        make.written(actor_for(alice, workspace_id=shared), "alice")

    erase(alice)

    page = client_for(bob, workspace_id=shared)
    assert 200 == page.get("/app/ideas/").status_code
    assert ERASED in page.get("/app/audit/").content.decode()
    assert "Alice" not in page.get("/app/workspace/").content.decode()
    with tenancy.scope(shared):
        note = Note.objects.get()
        assert 200 == page.get(f"/app/ideas/{note.idea_id}/notes/").status_code
        assert {bob.pk} == set(Membership.objects.values_list("person_id", flat=True))


def test_she_cannot_sign_in_and_the_address_opens_an_account_that_knows_nothing() -> None:
    alice = person(name="Alice", email="alice@example.org")
    make.furnished(alice, "alice")

    erase(alice)

    assert find_by_address(Email("alice@example.org")) is None
    assert 302 != sign_in(alice).get("/app/settings/").status_code or "login" in sign_in(alice).get("/app/")["Location"]
    anew = person(email="alice@example.org", name="Alice")
    assert anew.pk != alice.pk
    archive = make.archived(anew)
    assert [anew.email] == [row["email"] for row in archive["account/person.json"]]
    rows = {name: body for name, body in archive.items() if isinstance(body, list) and body}
    assert {"account/person.json", "account/addresses.json", "workspaces/memberships.json"} <= set(rows)
    assert not {"ideas/ideas.json", "profile/profiles.json", "account/mail.json", "account/factors.json"} & set(rows)


def test_the_last_mail_says_it_is_done_and_leaves_no_trace_of_its_address() -> None:
    alice = person(email="alice@example.org")
    tell(alice.pk, CODES_MADE, cause=Cause.new("test"))
    with erasing_now(alice) as erasure_id:
        find(erasing.ERASE).run(erasure_id=str(erasure_id))

    last = Message.objects.get()
    assert ("Your account was deleted", "alice@example.org") == (last.subject, last.recipient)
    comms._record_sent(last.pk)
    assert 0 == Message.objects.count()
    assert "alice@example.org" not in readable()


class Died(Exception):
    """A worker's end in the middle of something."""


@pytest.mark.slow(reason="an erasure that is cut off within and after each of its steps")
def test_a_worker_that_dies_within_or_after_any_step_is_followed_by_one_that_goes_on() -> None:
    alice = person(name="Alice")
    make.furnished(alice, "alice")
    with erasing_now(alice) as erasure_id:
        for at, (name, act) in enumerate(erasing.steps()):
            begun, found = erasing._begin(erasure_id), subjects.find(alice.pk)
            assert begun
            assert found
            with pytest.raises(Died):
                erasing._take(begun, found, name, dying(act))
            assert at == models.ErasureStep.objects.filter(erasure_id=erasure_id).count()
            assert Person.objects.filter(pk=alice.pk).exists()
            for former, again in erasing.steps()[: at + 1]:
                erasing._take(begun, found, former, again)
        assert "running" == models.Erasure.objects.get(pk=erasure_id).state
        erasing.erase(erasure_id)
        erasing.erase(erasure_id)

    assert "done" == models.Erasure.objects.get(pk=erasure_id).state
    assert not Person.objects.filter(pk=alice.pk).exists()
    assert [] == tables_naming(alice.pk)


def dying(act: subjects.Act) -> subjects.Act:
    def act_and_die(someone: subjects.Person) -> None:
        act(someone)
        raise Died

    return act_and_die


def test_an_erasure_that_stands_still_is_begun_again_and_one_that_is_not_due_is_not() -> None:
    alice = person()
    due_at = erasing.ask_erasure(alice.pk)
    row = models.Erasure.objects.get()

    assert 0 == erasing.start_due()
    erasing.erase(row.pk)
    assert Person.objects.filter(pk=alice.pk, is_active=True).exists()
    with clock.frozen(due_at + timedelta(minutes=1)):
        erasing._begin(row.pk)
        assert 0 == erasing.start_due()
    with clock.frozen(due_at + policy.STUCK + timedelta(minutes=2)):
        assert 1 == erasing.start_due()
        run_jobs()
    assert not Person.objects.filter(pk=alice.pk).exists()


def test_a_workspace_where_nobody_else_is_goes_with_its_key() -> None:
    alice = person()
    home, shared = actor_for(alice).workspace_id, open_workspace(alice.pk, name="Alone")

    erase(alice)

    with tenancy.system():
        assert not Workspace.objects.filter(pk__in=[home, shared]).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM kernel_subject_key WHERE subject = ANY(%s) AND is_final", [[alice.pk, home, shared]]
        )
        assert 3 == cursor.fetchone()[0]


def test_programs_and_browsers_are_refused_from_the_first_step_on() -> None:
    alice = person()
    page = client_for(alice)
    with erasing_now(alice) as erasure_id:
        begun, found = erasing._begin(erasure_id), subjects.find(alice.pk)
        assert begun
        assert found
        name, act = erasing.steps()[0]
        erasing._take(begun, found, name, act)

    assert 302 == page.get("/app/").status_code
    refused = Client().post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert "/app" not in refused.headers.get("Location", "")
    assert browser()
