"""Nothing changes unseen: a changed row of a watched table and no fact in the same transaction is not committed.

Two fences stand here as they do around workspaces. This is the first, in Python: it reads the statements as they leave
and refuses with the table's name, at the end of the transaction (or of a service's savepoint, where a test's own
transaction surrounds everything). The second is a trigger on every watched table, which `audit` raises and which knows
nothing of this file. Every table of a module is watched unless its model says why not:

    unwatched: ClassVar[str] = "the reason"                                  # the whole table
    unwatched_fields: ClassVar[Mapping[str, str]] = {"seen_at": "the reason"}  # changes of these fields alone
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import InternalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

MODULES: Final = "assay.modules."
_CHANGE: Final = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_SAVEPOINT: Final = re.compile(r"\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO)\b", re.IGNORECASE)
_SET: Final = re.compile(r'"(\w+)" = ')


class Unrecorded(InternalError):
    """Rows of watched tables were changed and no fact was published in the same transaction."""


@cache
def watched() -> Mapping[str, frozenset[str]]:
    """Every watched table with the columns whose change alone needs no fact."""
    return {model._meta.db_table: frozenset(unwatched_fields(model)) for model in own_tables() if not unwatched(model)}


def own_tables() -> list[type[Model]]:
    """The tables of all modules."""
    return [model for model in apps.get_models() if model.__module__.startswith(MODULES) and model._meta.managed]


def unwatched(model: type[Model]) -> str:
    """Why a table is not watched; empty for one that is."""
    return str(getattr(model, "unwatched", ""))


def unwatched_fields(model: type[Model]) -> Mapping[str, str]:
    """The columns whose change alone needs no fact, each with its reason."""
    named: Mapping[str, str] = getattr(model, "unwatched_fields", {})
    columns = {field.name: field.attname for field in model._meta.concrete_fields}  # what ours are called in SQL too
    return {columns[name]: reason for name, reason in named.items()}


@dataclass(slots=True)
class _Level:
    """What happened since a transaction or a savepoint began."""

    changed: dict[str, str] = field(default_factory=dict)
    is_recorded: bool = False

    def take(self, inner: "_Level") -> None:
        self.changed |= inner.changed
        self.is_recorded |= inner.is_recorded


class Guard:
    """Follows one connection's statements, savepoint by savepoint."""

    def __init__(self) -> None:
        self.levels = [_Level()]

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, ctx: dict[str, Any]) -> Any:  # noqa: FBT001 – the shape is Django's (database instrumentation)
        connection, text = ctx["connection"], str(sql)
        if point := _SAVEPOINT.match(text):
            return self._at_savepoint(point[1].upper(), connection, lambda: execute(sql, params, many, ctx))
        change = _change(text)
        if change and not connection.in_atomic_block:
            raise Unrecorded(f"{change[1]} {change[0]}: a change of this table needs a transaction, and a fact in it")
        result = execute(sql, params, many, ctx)
        if change and ctx["cursor"].rowcount != 0:
            self.levels[-1].changed.setdefault(*change)
        return result

    def _at_savepoint(self, word: str, connection: BaseDatabaseWrapper, execute: Callable[[], Any]) -> Any:
        if word == "RELEASE SAVEPOINT" and _is_all_of_a_test(connection):
            self.check()
        result = execute()
        if word == "SAVEPOINT":
            self.levels.append(_Level())
        elif word == "ROLLBACK TO":
            self.levels[-1] = _Level()
        elif len(self.levels) > 1:
            inner = self.levels.pop()
            self.levels[-1].take(inner)
        return result

    def note(self) -> None:
        """Know that what happens in the present transaction was announced."""
        self.levels[-1].is_recorded = True

    def check(self) -> None:
        """Raise Unrecorded where rows were changed and nothing was announced."""
        level = self.levels[-1]
        if level.changed and not level.is_recorded:
            what = ", ".join(f"{verb} {table}" for table, verb in level.changed.items())
            raise Unrecorded(f"{what}: no fact was published in this transaction (see assay.kernel.recording)")

    def forget(self) -> None:
        """Start anew: a transaction ended, or the connection is another one."""
        self.levels = [_Level()]


def _is_all_of_a_test(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether only a test's own transaction is left around this savepoint, which stands for a commit then."""
    around = connection.atomic_blocks
    return bool(around) and all(getattr(block, "_from_testcase", False) for block in around)


def guard_of(connection: BaseDatabaseWrapper) -> Guard:
    """Return the guard of a connection, placing one there first where there is none."""
    for wrapper in connection.execute_wrappers:
        if isinstance(wrapper, Guard):
            return wrapper
    guard = Guard()
    # First in the list is outermost and stays when a test's own wrapper is popped off the end.
    connection.execute_wrappers.insert(0, guard)
    return guard


def _install(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "postgresql":
        guard_of(connection).forget()


def install() -> None:
    """Put the guard on every connection from now on; called once, when the kernel's app is ready."""
    connection_created.connect(_install, dispatch_uid="assay.kernel.recording")


def _change(text: str) -> tuple[str, str] | None:
    """The watched table that a statement changes, and the statement's verb."""
    found = _CHANGE.match(text)
    if found is None or not apps.models_ready:
        return None
    verb, table = found[1].upper(), found[2].lower()
    spared = watched().get(table)
    if spared is None:
        return None
    # Django's update_or_create writes the moment of birth along with what it was given.
    if spared and verb == "UPDATE" and set(_SET.findall(text.partition(" WHERE ")[0])) <= spared | {"created_at"}:
        return None
    return table, verb
