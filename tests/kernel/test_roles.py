"""A database role that row-level security does not hold for is noticed, and production serves nothing with it."""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from psycopg import sql

from assay.kernel.grants import give
from assay.kernel.roles import faults
from tests.owner import as_owner

pytestmark = pytest.mark.django_db(transaction=True)  # other connections look on
PASSWORD = secrets.token_hex(16)


@contextmanager
def connected_as(rights: str, *, to_become: str = "") -> Iterator[BaseDatabaseWrapper]:
    """A connection of a role made for this: a real one, with these rights on the real server."""
    name = f"probe_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL(f"CREATE ROLE {{}} LOGIN PASSWORD {{}} {rights}").format(sql.Identifier(name), PASSWORD))
        if to_become:
            admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(to_become), sql.Identifier(name)))
        wrapper = connection.copy()
        wrapper.settings_dict = {
            **connection.settings_dict,
            "USER": name,
            "PASSWORD": PASSWORD,
            "OPTIONS": {key: each for key, each in connection.settings_dict["OPTIONS"].items() if key != "pool"},
        }
        try:
            yield wrapper
        finally:
            wrapper.close()
            with psycopg.connect(_here(os.environ["DATABASE_ADMIN_URL"]), autocommit=True) as line:
                line.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _here(address: str) -> str:
    """The same server's database of this test."""
    return f"{address.rpartition('/')[0]}/{connection.settings_dict['NAME']}"


@contextmanager
def serving() -> Iterator[BaseDatabaseWrapper]:
    """A connection of a role that may what `assay migrate` lets the serving role do."""
    with connected_as("NOSUPERUSER") as database:
        with as_owner():
            give(database.settings_dict["USER"])
        yield database


def test_a_role_that_serves_is_held_by_every_fence_and_can_do_its_work() -> None:
    with serving() as database:
        found = faults(database)
        with database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM identity_workspace")
            (seen,) = cursor.fetchone()

    assert ((), 0) == (found, seen)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE validation_evidence DISABLE TRIGGER USER",
        "ALTER TABLE identity_workspace NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY workspace ON ideas_idea",
        "CREATE TABLE mine (id int)",
        "DROP TABLE ideas_note",
        "TRUNCATE audit_entry",
        "UPDATE audit_link SET position = 1",
        "DELETE FROM audit_checkpoint",
        "DELETE FROM django_migrations",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "SET ROLE assay",
    ],
)
def test_a_role_that_serves_cannot_take_a_fence_down(statement: str) -> None:
    with (
        serving() as database,
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        database.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("rights", "said"), [("SUPERUSER", "is a superuser"), ("BYPASSRLS NOSUPERUSER", "is a role with BYPASSRLS")]
)
def test_a_role_beyond_row_level_security_is_named_in_a_sentence(rights: str, said: str) -> None:
    with connected_as(rights) as database:
        found = faults(database)

    assert any(said in sentence and "Connect as a role that is neither." in sentence for sentence in found)


def test_a_role_that_could_become_a_superuser_is_no_better() -> None:
    with connected_as("NOSUPERUSER", to_become="postgres") as database:
        found = faults(database)

    assert ["can become postgres, a superuser"] == [
        word for word in ("can become postgres, a superuser",) if word in " ".join(found)
    ]


def test_a_role_that_owns_the_tables_or_could_become_who_does_is_named() -> None:
    (sentence,) = faults(connection)  # these tests may become the owner; the role that serves may not

    assert "or can become who does" in sentence
    assert "give DATABASE_OWNER_URL to `assay migrate` alone" in sentence


def test_production_with_a_superuser_is_not_ready_and_the_log_says_why(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ours = connections["default"]
    with connected_as("SUPERUSER") as database:
        connections["default"] = database
        try:
            elsewhere = client.get("/readyz")
            settings.IS_PRODUCTION = True
            with caplog.at_level(logging.ERROR):
                answer = client.get("/readyz")
        finally:
            connections["default"] = ours

    assert 200 == elsewhere.status_code, "development may do as it likes"
    assert (503, ["database role"]) == (answer.status_code, answer.json()["failing"])
    assert "superuser" in caplog.text
