"""Each fence alone keeps a workspace's rows apart, for every table: the database's rules, and our own check."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, models, transaction

from assay.kernel import tenancy
from assay.kernel.ids import new_id
from assay.modules.audit.models import Entry
from assay.modules.discovery.api import DiscoveryRunId
from assay.modules.discovery.api import get_run as get_search
from assay.modules.discovery.errors import RunNotFound as SearchNotFound
from assay.modules.discovery.queries import list_runs as list_searches
from assay.modules.founders.api import find_profile
from assay.modules.ideas.api import IdeaId
from assay.modules.identity.api import Actor
from assay.modules.identity.models import Workspace
from assay.modules.validation.api import RunId, RunNotFound, find_latest_done, get_run, list_evidence
from assay.modules.validation.models import Evidence
from tests.faults.addresses import EVERY
from tests.faults.asking import came_of, fits, print_of, tried
from tests.faults.table import TABLE, Ground, Outcome, Who, expected
from tests.faults.world import NAME, World, world
from tests.identity.make import actor_for
from tests.kernel.fences import is_fenced, without_row_security
from tools.rules import tables

pytestmark = pytest.mark.django_db
type Table = type[models.Model]
# Rows of no workspace: of people, who belong to several, and of the machinery. Reached by person, key or token alone.
OF_PEOPLE = frozenset(
    f"identity_{name}"
    for name in (
        *("person", "session", "device", "factor", "factor_recovery", "recovery_code", "mailed_code"),
        *("password_history", "password_standing", "spent_challenge"),
        "impersonation",  # names a workspace, and is listed for staff alone
    )
)
OF_THE_MACHINERY = frozenset(
    {
        *("kernel_delivery", "kernel_outbox", "kernel_replay", "kernel_subject_key", "comms_message"),
        *(f"audit_{name}" for name in ("checkpoint", "incident", "leaf", "link", "tally", "unsealed", "witnessed")),
    }
)


def _column(table: Table) -> str:
    """The column that says whose a row is; empty where rows are no workspace's."""
    names = {field.column for field in table._meta.concrete_fields}
    if table is Workspace:
        return "id"
    if table._meta.db_table in OF_PEOPLE or hasattr(table, "of_no_workspace"):
        return ""
    return "workspace_id" if "workspace_id" in names else ""


FENCED: tuple[Table, ...] = tuple(table for table in tables.own() if _column(table))
# Facts are added from every scope, and its triggers refuse everybody who changes or removes one (tests/audit).
WRITTEN_BY_ALL = (Entry,)
EACH = pytest.mark.parametrize("table", FENCED, ids=lambda table: table._meta.db_table)


@pytest.fixture
def there() -> World:
    return world()


@pytest.fixture
def charlie(there: World) -> Actor:
    return actor_for(there.cast.charlie)


@contextmanager
def row_security_off() -> Iterator[None]:
    with without_row_security(*FENCED):
        yield


def ask(statement: str, table: Table, *values: Any) -> int:
    """Say a statement that names no workspace but the one it is after; return how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=table._meta.db_table, column=_column(table)), values)
        return int(cursor.rowcount)


def test_a_table_has_a_fence_or_says_whose_its_rows_are() -> None:
    without = {
        table._meta.db_table for table in tables.own() if not _column(table) and not hasattr(table, "of_no_workspace")
    }

    assert OF_PEOPLE | OF_THE_MACHINERY == without


@EACH
def test_row_security_is_on_for_the_owner_of_the_table_too(table: Table) -> None:
    assert is_fenced(table._meta.db_table) or table in WRITTEN_BY_ALL


@EACH
def test_the_database_alone_hides_rows_of_others(there: World, charlie: Actor, table: Table) -> None:
    every, theirs = "SELECT FROM {table}", "SELECT FROM {table} WHERE {column} = %s"
    with tenancy.scope(there.cast.workspace_id):
        assert ask(theirs, table, there.cast.workspace_id), "the world has no row of this table yet: give it one"
        assert ask(every, table) == ask(theirs, table, there.cast.workspace_id)
    with tenancy.scope(charlie.workspace_id):
        assert 0 == ask(theirs, table, there.cast.workspace_id)
    with tenancy.nowhere():
        assert 0 == ask(every, table)


@EACH
def test_the_database_alone_refuses_to_write_into_another_workspace(there: World, charlie: Actor, table: Table) -> None:
    stood = print_of(there.cast.workspace_id)
    with tenancy.scope(charlie.workspace_id):
        for statement in (
            "UPDATE {table} SET {column} = {column} WHERE {column} = %s",
            "DELETE FROM {table} WHERE {column} = %s",
        ):
            assert 0 == _met(statement, table, there.cast.workspace_id)
    assert stood == print_of(there.cast.workspace_id)


@pytest.mark.parametrize(
    "table", [each for each in FENCED if each not in WRITTEN_BY_ALL], ids=lambda table: table._meta.db_table
)
def test_the_database_alone_refuses_to_plant_a_row_or_to_carry_one_over(
    there: World, charlie: Actor, table: Table
) -> None:
    with tenancy.scope(there.cast.workspace_id):
        row = told("SELECT to_jsonb(t) FROM {table} t LIMIT 1", table)
    if table is not Workspace:
        row["id"] = str(new_id())
    with tenancy.scope(charlie.workspace_id):
        refused("INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)", table, json.dumps(row))
    with tenancy.scope(there.cast.workspace_id):
        refused("UPDATE {table} SET {column} = %s", table, charlie.workspace_id)


def told(question: str, table: Table) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question.format(table=table._meta.db_table))
        return json.loads(cursor.fetchone()[0])


def refused(statement: str, table: Table, value: Any) -> None:
    """The evidence's own trigger forbids every change, and comes first."""
    with pytest.raises(DatabaseError, match=r"row-level security|append-only"), transaction.atomic():
        ask(statement, table, value)


def _met(statement: str, table: Table, workspace_id: UUID) -> int:
    """How many rows a change met; none where it was refused as a whole."""
    try:
        with transaction.atomic():
            return ask(statement, table, workspace_id)
    except DatabaseError:
        return 0


def test_the_application_alone_hides_rows_of_others(there: World, charlie: Actor) -> None:
    idea, run, search = (UUID(there.ids[name]) for name in ("idea_id", "run_id", "search_id"))
    with tenancy.scope(there.cast.workspace_id), row_security_off():
        assert 1 == Evidence.objects.count()
        assert () == list_evidence(IdeaId(idea), workspace_id=charlie.workspace_id)
        assert find_latest_done(charlie, IdeaId(idea)) is None
        with pytest.raises(RunNotFound):
            get_run(charlie, RunId(run))
        with pytest.raises(SearchNotFound):
            get_search(charlie, DiscoveryRunId(search))
        assert () == tuple(list_searches(charlie).items)
        assert find_profile(charlie) is None


@pytest.mark.slow(reason="every address is asked by an outsider")
def test_with_the_row_security_off_every_address_still_tells_an_outsider_what_the_table_says(there: World) -> None:
    client, wrong = there.cast.as_charlie, {}
    ours = {value for name, value in there.ids.items() if name.endswith("_id") and value.count("-") == 4} | {NAME}
    ours -= {there.ids["offer_id"], there.ids["closing_id"]}
    with row_security_off():
        with tenancy.nowhere():
            assert Evidence.objects.count(), "the fence is really down: rows can be seen"
        stood = print_of(there.cast.workspace_id)
        for case in EVERY:
            wanted = expected(case, Who.OUTSIDER)
            if TABLE[case.name].ground is not Ground.WORKSPACE and wanted is not Outcome.HIDDEN:
                continue
            with tried(client):
                answer = case.send(client, there.ids)
                is_untouched = not case.changes or print_of(there.cast.workspace_id) == stood
            told = {each for each in ours if not case.changes and each in str(getattr(answer, "content", b""))}
            told -= {each for each in ours if each in case.path(there.ids)}
            if not fits(wanted, came_of(case, answer)) or not is_untouched or told:
                wrong[case.name] = (wanted, answer.status_code, is_untouched, told)

    assert {} == wrong
