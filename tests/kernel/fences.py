"""For tests that take one of the two fences away and look whether the other stands."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

from tests.owner import as_owner


@contextmanager
def without_row_security(*tables: type[models.Model]) -> Iterator[None]:
    """Switch row-level security off for these tables, as their owner may, and on again afterwards."""
    _say(tables, "NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        _say(tables, "ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY")


def is_fenced(table: str) -> bool:
    """Tell whether row-level security is on for the table, for its owner too, with a policy for reading and writing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity AND relforcerowsecurity AND EXISTS ("
            " SELECT FROM pg_policy WHERE polrelid = pg_class.oid"
            " AND polcmd = '*' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL"
            ") FROM pg_class WHERE relname = %s",
            [table],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _say(tables: tuple[type[models.Model], ...], *changes: str) -> None:
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table that a deferred trigger waits for cannot be altered
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            for change in changes:
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table._meta.db_table)} {change}")
