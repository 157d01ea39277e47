"""Facts and rows for the log's tests."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import UUID

import psycopg
from django.db import connection, transaction

from assay.kernel import tenancy
from assay.kernel.events import publish
from assay.modules.audit import models
from assay.modules.identity.events import PersonRenamed, WorkspaceOpened
from tests.owner import as_owner


def told(workspace_id: UUID, *, by: UUID, times: int = 1) -> None:
    """Publish a fact of a workspace, each time in a transaction of its own."""
    for _ in range(times):
        with transaction.atomic():
            publish(WorkspaceOpened(workspace_id=workspace_id, person_id=by))


def told_of(person_id: UUID) -> None:
    """Publish a fact that belongs to no workspace."""
    with transaction.atomic():
        publish(PersonRenamed(person_id=person_id))


def entries(**wanted: object) -> list[models.Entry]:
    """Return what was recorded, in order, whoever's it is."""
    with tenancy.system():
        return list(models.Entry.objects.filter(**wanted).order_by("id"))


@contextmanager
def with_the_triggers_off(*tables: str) -> Iterator[None]:
    """Be the intruder who has the database: the triggers of these tables are off within the block."""
    with as_owner() as cursor, tenancy.system():
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
                cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def commit_past_django(*statements: str) -> None:
    """Run statements in one transaction that no Python of ours sees, and that row-level security does not stop."""
    words = connection.get_connection_params()
    line = psycopg.connect(**{name: words[name] for name in ("dbname", "user", "password", "host", "port")})
    with closing(line):
        for statement in ("SET LOCAL assay.scope = 'system'", *statements):
            line.execute(statement.encode())
        line.commit()
