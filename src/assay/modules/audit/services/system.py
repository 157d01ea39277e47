"""The step of a migration that changes rows: it says why, as everybody who changes rows has to."""

from typing import override

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from assay.kernel import recording


class SystemChange(Operation):
    """First step of a migration that changes rows of watched tables: an entry with the reason.

    Fences speak at once from here on instead of at the end, so that the migration may alter a table it has written to.
    On a new database, where the log is not there yet, nothing happens.
    """

    reversible = True
    reduces_to_sql = False
    elidable = False

    def __init__(self, reason: str) -> None:
        self.reason = reason

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing that Django's model state knows of."""

    @override
    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        connection = schema_editor.connection
        recording.guard_of(connection).note()
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regprocedure('audit_system_change(text)') IS NOT NULL")
            if cursor.fetchone()[0]:
                cursor.execute("SELECT audit_system_change(%s)", [self.reason])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @override
    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    @override
    def describe(self) -> str:
        return f"Record why rows change: {self.reason}"

    @property
    @override
    def migration_name_fragment(self) -> str:
        return "system_change"
