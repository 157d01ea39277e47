"""What the role that serves may do: read and write rows. Tables, triggers and fences belong to another (ADR 33).

Whoever owns a table can switch its triggers and its row-level security off. So the processes that face the world sign
in as a role that owns nothing; `assay migrate` alone signs in as the owner and hands out, each time anew and in one
transaction, what the other may. A table that is only ever added to is not even changed by right.
"""

from typing import Final

from django.db import connection, transaction
from psycopg import sql

_EXISTS: Final = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"
_ADDED_TO: Final = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname LIKE '%\\_append\\_only'
        AND tgtype & 1 = 0  -- once for each statement: no row is exempt
) ORDER BY relname
"""
_GIVEN: Final = sql.SQL("""
REVOKE ALL ON ALL TABLES IN SCHEMA {0} FROM {1};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA {0} FROM {1};
REVOKE CREATE ON SCHEMA {0} FROM {1};
GRANT USAGE ON SCHEMA {0} TO {1};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {0} TO {1};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {0} TO {1};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {1};
""")
_ONLY_ADDED_TO: Final = sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}")


def role_exists(role: str) -> bool:
    """Tell whether the server knows the role."""
    with connection.cursor() as cursor:
        cursor.execute(_EXISTS, [role])
        (found,) = cursor.fetchone()
    return bool(found)


@transaction.atomic
def give(role: str) -> None:
    """Let the role read and write rows of every table there is now, and nothing else. Only their owner can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(_GIVEN.format(sql.Identifier(schema), sql.Identifier(role)))
        cursor.execute(_ADDED_TO)
        for (table,) in cursor.fetchall():
            cursor.execute(_ONLY_ADDED_TO.format(sql.Identifier(table), sql.Identifier(role)))
