"""Steps of migrations that seal a column's present rows, and open them again on the way back."""

from collections.abc import Callable, Iterator
from typing import Any, Final, override

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from psycopg import sql

from assay.kernel import crypto, tenancy
from assay.kernel.sealed import Envelope, SealedField

_BATCH: Final = 500
_WRITE: Final = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s")
type Rewrite = Callable[[SealedField[Any, Any], str, Any], str]


class SealField(Operation):
    """Seal what stands in a column that has just become a sealed field."""

    reversible = True
    reduces_to_sql = False
    elidable = False

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing that Django's model state knows of."""

    @override
    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        rewrite(schema_editor.connection, self._field(app_label, to_state), _sealed)

    @override
    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        rewrite(schema_editor.connection, self._field(app_label, from_state), _opened)

    @override
    def describe(self) -> str:
        return f"Seal {self.model_name}.{self.name}"

    @property
    @override
    def migration_name_fragment(self) -> str:
        return f"seal_{self.model_name}_{self.name}".lower()

    def _field(self, app_label: str, state: ProjectState) -> Any:
        return state.apps.all_models[app_label][self.model_name.lower()]._meta.get_field(self.name)


class Elsewhere(Operation):
    """Take a step on another application's table, one that is not ours and whose migrations are not either."""

    reversible = True
    reduces_to_sql = False
    elidable = False

    def __init__(self, app_label: str, step: Operation) -> None:
        self.app_label, self.step = app_label, step

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        self.step.state_forwards(self.app_label, state)

    @override
    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.step.database_forwards(self.app_label, schema_editor, from_state, to_state)

    @override
    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.step.database_backwards(self.app_label, schema_editor, from_state, to_state)

    @override
    def describe(self) -> str:
        return f"{self.step.describe()} (in {self.app_label})"


def rewrite(connection: BaseDatabaseWrapper, field: SealedField[Any, Any], how: Rewrite) -> None:
    """Write every value of a column anew, in batches by key; empty ones stay."""
    table, column, key_column = field.model._meta.db_table, str(field.column), str(field.model._meta.pk.column)
    with tenancy.system(), connection.cursor() as cursor:
        for rows in _batches(connection, field):
            crypto.preload([subject for _, subject, _ in rows])
            cursor.executemany(
                _WRITE.format(sql.Identifier(table), sql.Identifier(column), sql.Identifier(key_column)),
                [(how(field, text, subject), key) for key, subject, text in rows],
            )


def _batches(connection: BaseDatabaseWrapper, field: SealedField[Any, Any]) -> Iterator[list[tuple[Any, Any, str]]]:
    """Key, subject and what the column holds, as text: through a cast, so that nothing is opened."""
    rows = QuerySet(field.model, using=connection.alias).annotate(held=Cast(field.name, TextField()))
    filled = rows.filter(held__gt="").order_by("pk").values_list("pk", field.subject, "held")
    batch = list(filled[:_BATCH])
    while batch:
        yield batch
        batch = list(filled.filter(pk__gt=batch[-1][0])[:_BATCH])


def _sealed(field: SealedField[Any, Any], text: str, subject: Any) -> str:
    return Envelope.of(field.from_plain(text), field, subject=subject).raw


def _opened(field: SealedField[Any, Any], text: str, subject: Any) -> str:
    return field.encode(Envelope(text, field).open(subject=subject)).decode()
