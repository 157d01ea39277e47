"""Whether the database's own fences hold for the role the product connects as.

A superuser passes row-level security without a word, and an owner can switch it off, as well as the triggers that keep
evidence and the audit log from being changed. The role may be neither, may not have BYPASSRLS, and may not be able to
become a role that is or has. `assay.kernel.grants` says what it may.
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
_OWNED: Final = """
SELECT count(*), min(relname) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
  AND pg_has_role(session_user, relowner, 'MEMBER')
"""


def faults(database: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Say in sentences what lets the role of this connection pass the fences; nothing where nothing does."""
    with database.cursor() as cursor:
        cursor.execute("SELECT session_user")
        (name,) = cursor.fetchone()
        cursor.execute(_REACHED)
        reached = [
            f"The database role {name} {_is(name, role)} {'a superuser' if is_super else 'a role with BYPASSRLS'}, "
            "so nothing keeps workspaces apart beneath the application. Connect as a role that is neither."
            for role, is_super, _ in cursor.fetchall()
        ]
        cursor.execute(_OWNED)
        count, first = cursor.fetchone()
    owned = (
        f"The database role {name} owns {count} tables ({first} is one) or can become who does, so it can switch their "
        "fences off. Connect as a role that owns nothing, and give DATABASE_OWNER_URL to `assay migrate` alone."
    )
    return (*reached, *([owned] if count and not reached else []))


def _is(name: str, role: str) -> str:
    return "is" if role == name else f"can become {role},"


@needed("database role")
def database_role() -> Finding:
    """See whether the fences hold. In production nothing is served while they do not."""
    found = faults(connection)
    for sentence in found if settings.IS_PRODUCTION else ():
        log.error("unsafe database role", fault=sentence)
    return Finding(is_ok=not (found and settings.IS_PRODUCTION), detail={"faults": list(found)})
