"""Whether row-level security holds for the role the product connects as: a superuser passes it without a word.

The role may own tables as long as their fences hold for the owner too (FORCE). It may not be a superuser, may not
have BYPASSRLS, and may not be able to become a role that is or has.
"""

from typing import Final

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from assay.kernel.health import Finding, needed
from assay.kernel.logging import get_logger

log = get_logger(__name__)

_REACHED: Final = """
SELECT rolname, rolsuper, rolbypassrls FROM pg_roles
WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER') ORDER BY rolname
"""
_UNFORCED: Final = """
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p') AND relrowsecurity AND NOT relforcerowsecurity
  AND relnamespace = current_schema()::regnamespace AND pg_has_role(session_user, relowner, 'MEMBER') ORDER BY relname
"""


def faults(database: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Say in sentences what lets the role of this connection pass row-level security; nothing where nothing does."""
    with database.cursor() as cursor:
        cursor.execute("SELECT session_user")
        (name,) = cursor.fetchone()
        cursor.execute(_REACHED)
        reached = [
            f"The database role {name} {_is(name, role)} {'a superuser' if is_super else 'a role with BYPASSRLS'}, "
            "so nothing keeps workspaces apart beneath the application. Connect as a role that is neither."
            for role, is_super, _ in cursor.fetchall()
        ]
        cursor.execute(_UNFORCED)
        unforced = [
            f"The database role {name} owns the table {table}, whose row-level security is not forced on its owner."
            for (table,) in cursor.fetchall()
        ]
    return (*reached, *unforced)


def _is(name: str, role: str) -> str:
    return "is" if role == name else f"can become {role},"


@needed("database role")
def database_role() -> Finding:
    """See whether row-level security holds. In production nothing is served while it does not."""
    found = faults(connection)
    for sentence in found if settings.IS_PRODUCTION else ():
        log.error("unsafe database role", fault=sentence)
    return Finding(is_ok=not (found and settings.IS_PRODUCTION), detail={"faults": list(found)})
