"""A database role that row-level security does not hold for is noticed, and production serves nothing with it."""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from psycopg import sql

from assay.kernel.roles import faults

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
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_the_role_of_these_tests_is_held_by_every_fence() -> None:
    assert () == faults(connection)


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


def test_an_owner_whose_fence_is_not_forced_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE identity_workspace NO FORCE ROW LEVEL SECURITY")
    try:
        found = faults(connection)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE identity_workspace FORCE ROW LEVEL SECURITY")

    assert [True] == ["owns the table identity_workspace," in sentence for sentence in found]


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
