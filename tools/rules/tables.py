"""What tables must say about themselves: where they point, what is personal, how they are called, who is fenced in."""

from collections.abc import Container, Iterable, Iterator

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, ForeignObjectRel, Model

from assay.kernel.tenancy import EnableRls, WorkspaceModel
from tools.levels import Levels

type Table = type[Model]

OWN = "assay."


def own() -> list[Table]:
    """Every table of the product, in the order of their names."""
    tables = apps.get_models()
    return sorted((table for table in tables if table.__module__.startswith(OWN)), key=lambda table: table.__qualname__)


def module_of(table: Table) -> str | None:
    """The product module a table belongs to; None for the kernel and for other people's tables."""
    parts = table.__module__.split(".")
    return parts[2] if parts[:2] == ["assay", "modules"] else None


def pointers(tables: Iterable[Table], *, levels: Levels) -> Iterator[str]:
    """Foreign keys that point upwards or that show themselves on the other side."""
    for table in tables:
        for field in table._meta.get_fields():
            if isinstance(field, ForeignObjectRel) or not field.is_relation or field.remote_field is None:
                continue
            if not field.remote_field.hidden:
                yield f'{_name(field)}: related_name ends in "+"; the other side does not know this table'
            target = field.related_model
            if target is not None and not _may_point(table, target, levels):
                yield f"{_name(field)} points to {target.__qualname__}, which does not stand lower"


def _may_point(table: Table, target: Table, levels: Levels) -> bool:
    here, there = module_of(table), module_of(target)
    if there is None:
        return True  # the kernel and the framework stand below every module
    return here is not None and levels.can_see(here, there)


def marks(tables: Iterable[Table]) -> Iterator[str]:
    """Tables that do not say which of their fields are personal, or that name fields they do not have."""
    for table in tables:
        personal = table.__dict__.get("personal")
        if not isinstance(personal, frozenset):
            yield f"{table.__qualname__}: personal = frozenset({{…}}) stands on every table, be it empty"
        else:
            unknown = personal - {field.name for field in table._meta.concrete_fields}
            yield from (
                f"{table.__qualname__}: {name!r} is marked personal and is no field" for name in sorted(unknown)
            )


def personal_fields(tables: Iterable[Table]) -> list[str]:
    """One line per field: ``table.field personal`` or ``table.field plain``."""
    return sorted(
        f"{table._meta.db_table}.{field.name} {'personal' if field.name in _personal(table) else 'plain'}"
        for table in tables
        for field in table._meta.concrete_fields
    )


def _personal(table: Table) -> frozenset[str]:
    return frozenset(table.__dict__.get("personal") or ())


def fences(tables: Iterable[Table], *, levels: Levels, fenced: Container[str]) -> Iterator[str]:
    """Tables of product rows without a workspace, and tables with a workspace but no row-level security."""
    for table in tables:
        level = levels.of.get(module_of(table) or "", 0)
        if issubclass(table, WorkspaceModel) and table._meta.db_table not in fenced:
            yield f"{table.__qualname__}: a migration raises the fence, EnableRls({table._meta.db_table!r})"
        is_free = bool(table.__dict__.get("of_no_workspace"))  # says why, as `unwatched` does
        if level > levels.of["identity"] and not issubclass(table, WorkspaceModel) and not is_free:
            yield f"{table.__qualname__}: a row of the product belongs to a workspace (WorkspaceModel)"


def fenced_tables(loader: MigrationLoader) -> set[str]:
    """The tables that some migration puts behind row-level security."""
    every = (step for migration in loader.disk_migrations.values() for step in migration.operations)
    return {step.table for step in every if isinstance(step, EnableRls)}


def names(tables: Iterable[Table]) -> Iterator[str]:
    """Tables whose name in the database would move with the code."""
    for table in tables:
        prefix = f"{module_of(table) or 'kernel'}_"
        if "db_table" not in table._meta.original_attrs or not table._meta.db_table.startswith(prefix):
            yield f"{table.__qualname__}: db_table is set by hand and starts with {prefix!r}"


def _name(field: Field) -> str:  # type: ignore[type-arg]  # any field will do
    return f"{field.model.__qualname__}.{field.name}"
