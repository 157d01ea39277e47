"""The second fence: on every watched table a trigger that refuses a commit without an entry.

It is raised after each migration, from the tables as they are then, so that no module can forget it.
"""

from collections.abc import Iterable
from typing import Final

from django.db import connection

from assay.kernel import recording
from assay.kernel.logging import get_logger

log = get_logger(__name__)

ROWS, CHANGES = "audit_fence", "audit_fence_changes"
_STANDING: Final = """
SELECT t.tgname, c.relname, obj_description(t.oid, 'pg_trigger'), t.tgenabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname IN (%s, %s) AND c.relnamespace = current_schema()::regnamespace
"""
_MAKE: Final = (
    "CREATE CONSTRAINT TRIGGER {} AFTER {} ON {} DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW {}EXECUTE FUNCTION audit_require_entry()"
)
type Fence = tuple[str, str]  # trigger, table


def after_migration(**_: object) -> None:
    """Raise the fences that are missing and take down those of tables that are watched no longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('audit_require_entry') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return  # the log's own tables are not there (yet, or no more)
    standing, wanted = _standing(), _wanted()
    right = {fence for fence in wanted if wanted[fence] == standing.get(fence)}
    if right == wanted.keys() == standing.keys():
        return
    with connection.schema_editor() as schema_editor:
        for trigger, table in standing.keys() - right:
            schema_editor.execute(f"DROP TRIGGER {trigger} ON {schema_editor.quote_name(table)}")
        for trigger, table in wanted.keys() - right:
            schema_editor.execute(wanted[trigger, table])
            about = f"COMMENT ON TRIGGER {trigger} ON {schema_editor.quote_name(table)} IS "
            schema_editor.execute(about + schema_editor.quote_value(wanted[trigger, table]))


def missing() -> list[str]:
    """Name the watched tables whose fence is absent, altered or switched off."""
    standing = _standing()
    return sorted({table for (trigger, table), text in _wanted().items() if standing.get((trigger, table)) != text})


def _standing() -> dict[Fence, str]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [ROWS, CHANGES])
        return {
            (name, table): text if enabled in {"O", "A"} else "" for name, table, text, enabled in cursor.fetchall()
        }


def _wanted() -> dict[Fence, str]:
    there = set(connection.introspection.table_names())
    return {
        fence: text
        for table, spared in recording.watched().items()
        if table in there
        for fence, text in _fences(table, spared)
    }


def _fences(table: str, spared: Iterable[str]) -> list[tuple[Fence, str]]:
    """Deferred to the commit, so that the fact may come after the change."""
    quoted = connection.ops.quote_name(table)
    whole = "OLD.* IS DISTINCT FROM NEW.*"
    names = ", ".join(f"'{name}'" for name in sorted(spared))
    partly = f"to_jsonb(OLD) - ARRAY[{names}] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[{names}]"
    return [
        ((ROWS, table), _MAKE.format(ROWS, "INSERT OR DELETE", quoted, "")),
        ((CHANGES, table), _MAKE.format(CHANGES, "UPDATE", quoted, f"WHEN ({partly if names else whole}) ")),
    ]
