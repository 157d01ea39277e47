"""A change without a fact does not commit: by the first fence alone, by the second alone, and at every table."""

from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.models import Model

from assay.kernel import context, recording, tenancy
from assay.kernel.events import publish
from assay.kernel.recording import Unrecorded
from assay.modules.audit.api import SystemChange, system_change
from assay.modules.audit.services import fences
from assay.modules.identity.events import PersonRenamed
from assay.modules.identity.models import Membership, Person, Workspace
from tests.audit.make import commit_past_django, entries
from tests.identity.make import actor_for, person
from tests.owner import as_owner


@pytest.mark.django_db
def test_a_fact_becomes_an_entry_in_the_same_transaction_with_who_where_and_what() -> None:
    who = person()
    with context.bound(person_id=who.pk, request_id="request-1"), transaction.atomic():
        publish(PersonRenamed(person_id=who.pk))

    (entry,) = entries(name="identity.person_renamed.v1")

    assert (who.pk, who.pk, "request-1", "request") == (
        entry.actor_id,
        entry.subject_id,
        entry.request_id,
        entry.via,
    )
    assert ({"person_id": str(who.pk)}, f"person:{who.pk}") == (entry.objects_named, entry.chain)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_fact_leaves_no_entry() -> None:
    who = person()
    with suppress(ZeroDivisionError), transaction.atomic():
        publish(PersonRenamed(person_id=who.pk))
        raise ZeroDivisionError

    assert [] == entries(name="identity.person_renamed.v1")


@pytest.fixture
def everywhere() -> Iterator[None]:
    """Row-level security lets everything through, so that nothing but the fence at hand refuses."""
    with tenancy.system():
        yield


@pytest.mark.usefixtures("everywhere")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["save", "update", "delete", "bulk", "raw"])
def test_a_change_without_a_fact_does_not_commit_however_it_is_made(way: str) -> None:
    who, home = person(), Workspace.objects.get(pk=actor_for(person()).workspace_id)
    before = Workspace.objects.count()

    def change() -> None:
        if way == "save":
            home.is_personal = False
            home.save()
        elif way == "update":
            Workspace.objects.update(is_personal=False)
        elif way == "delete":
            Person.objects.filter(pk=who.pk).delete()
        elif way == "bulk":
            Workspace.objects.bulk_create([Workspace(name="one"), Workspace(name="two")])
        else:
            connection.cursor().execute("UPDATE identity_workspace SET is_personal = false")

    with pytest.raises(Unrecorded, match="identity_"), transaction.atomic():
        change()
    with pytest.raises(Unrecorded, match="identity_"):
        change()

    assert (before, False) == (Workspace.objects.count(), Workspace.objects.filter(is_personal=False).exists())


@pytest.mark.usefixtures("everywhere")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE identity_workspace SET is_personal = false",
        "DELETE FROM identity_membership",
        "INSERT INTO identity_workspace VALUES (gen_random_uuid(), now(), 'Other', false, false, NULL)",
    ],
)
def test_the_trigger_alone_refuses_at_commit_and_names_the_table(statement: str) -> None:
    person()

    with pytest.raises(psycopg.errors.RaiseException, match=r"identity_(workspace|membership)"):
        commit_past_django(statement)

    assert (1, 1) == (Workspace.objects.filter(is_personal=True).count(), Membership.objects.count())


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_an_earlier_transaction_is_none_for_this_one() -> None:
    person()
    commit_past_django("SELECT audit_system_change('first')")

    with pytest.raises(psycopg.errors.RaiseException):
        commit_past_django("UPDATE identity_person SET is_staff = true")


@pytest.mark.django_db(transaction=True)
def test_a_fact_on_a_savepoint_that_was_rolled_back_does_not_count() -> None:
    who = person()

    def change() -> None:
        Person.objects.filter(pk=who.pk).update(is_staff=True)
        with suppress(ZeroDivisionError), transaction.atomic():
            publish(PersonRenamed(person_id=who.pk))
            raise ZeroDivisionError

    with pytest.raises(Unrecorded), transaction.atomic():
        change()
    with pytest.raises(psycopg.errors.RaiseException):
        commit_past_django(
            "SAVEPOINT one",
            "SELECT audit_system_change('taken back')",
            "ROLLBACK TO one",
            "UPDATE identity_person SET is_staff = true",
        )


@pytest.mark.django_db(transaction=True)
def test_the_fact_may_come_after_the_change_and_inside_a_savepoint() -> None:
    who = person()
    with transaction.atomic():
        Person.objects.filter(pk=who.pk).update(is_staff=True)
        with transaction.atomic():
            publish(PersonRenamed(person_id=who.pk))

    assert Person.objects.get(pk=who.pk).is_staff


@pytest.mark.django_db(transaction=True)
def test_columns_that_need_no_fact_are_the_declared_ones_and_no_other() -> None:
    who = person()
    Person.objects.filter(pk=who.pk).update(last_login="2026-01-01T00:00Z")

    commit_past_django("UPDATE identity_person SET last_login = now()")

    with pytest.raises(Unrecorded), transaction.atomic():
        Person.objects.filter(pk=who.pk).update(last_login="2026-01-02T00:00Z", is_staff=True)
    with pytest.raises(psycopg.errors.RaiseException):
        commit_past_django("UPDATE identity_person SET last_login = now(), is_staff = true")


@pytest.mark.django_db(transaction=True)
def test_upkeep_says_why() -> None:
    who = person()
    with system_change(reason="retention"):
        Person.objects.filter(pk=who.pk).update(name="")

    assert [{"reason": "retention"}] == [entry.details for entry in entries(name="audit.system_changed.v1")]


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_changes_rows_says_why_and_may_alter_the_table_afterwards() -> None:
    who, step = person(), SystemChange("everybody becomes staff")
    with pytest.raises(DatabaseError), as_owner(), connection.schema_editor() as editor:
        editor.execute("UPDATE identity_person SET is_staff = true")

    with as_owner(), connection.schema_editor() as editor:
        step.database_forwards("identity", editor, ProjectState(), ProjectState())
        editor.execute("UPDATE identity_person SET is_staff = true")
        editor.execute("ALTER TABLE identity_person ALTER COLUMN name SET DEFAULT ''")
        editor.execute("ALTER TABLE identity_person ALTER COLUMN name DROP DEFAULT")

    assert Person.objects.get(pk=who.pk).is_staff
    assert ["everybody becomes staff"] == [entry.details["reason"] for entry in entries(chain="system")]


@pytest.mark.django_db
def test_every_table_of_every_module_is_fenced_or_says_why_not() -> None:
    silent = [m.__qualname__ for m in recording.own_tables() if recording.unwatched(m) == "" and not _is_watched(m)]

    assert ([], []) == (silent, fences.missing())
    assert set() == {m._meta.db_table for m in recording.own_tables() if not recording.unwatched(m)} - fenced()


def fenced() -> set[str]:
    """The tables with both fences, asked of PostgreSQL and not of the list that they are raised from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname IN ('audit_fence', 'audit_fence_changes')"
            " AND tgenabled = 'O' GROUP BY 1 HAVING count(*) = 2"
        )
        return {table for (table,) in cursor.fetchall()}


def _is_watched(model: type[Model]) -> bool:
    return model._meta.db_table in recording.watched()


@pytest.mark.django_db(transaction=True)
def test_a_fence_that_was_taken_down_is_missed_and_raised_again() -> None:
    with as_owner() as cursor:
        cursor.execute("DROP TRIGGER audit_fence ON ideas_note")
        cursor.execute("ALTER TABLE ideas_idea DISABLE TRIGGER audit_fence_changes")

    assert ["ideas_idea", "ideas_note"] == fences.missing()
    with as_owner():
        fences.after_migration()
    assert [] == fences.missing()
