"""Which workspace the work at hand belongs to, in Python and in Postgres.

Two fences stand around a workspace's rows. The first is the query itself, which names the workspace. The second is
row-level security: `EnableRls` gives a table a policy that compares `workspace_id` with the setting
`assay.workspace` of the connection, so that a query which forgot its filter returns nothing instead of everything.
Who belongs to which workspace is read before there is one, so a scope can also name a person (`assay.person`).

The setting follows the context variable, not the other way round: just before a statement leaves, `_Fence` compares
what the connection was last told with what the context says, and tells it anew where they differ. So a rolled back
`set_config`, a nested scope, a reconnect or a connection that comes from the pool with somebody else's setting cannot
leave a statement in the wrong workspace. Outside every scope the setting is empty and the policies let nothing through.
What goes past Django's cursors (COPY, a raw psycopg cursor) goes past this too: it is not used on workspace tables.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, Final, override
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.signals import connection_created
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.http import HttpRequest, HttpResponseBase
from psycopg.pq import TransactionStatus

from assay.kernel import context

PER_MINUTE: Final = "_assay_per_minute"  # where a request says how often the key it came with may be used


class NoWorkspace(RuntimeError):
    """Work that belongs to one workspace was started outside of any."""


@dataclass(frozen=True, slots=True)
class _Scope:
    workspace_id: UUID | None = None
    person_id: UUID | None = None
    everything: bool = False

    def settings(self) -> tuple[str, str, str]:
        return (str(self.workspace_id or ""), str(self.person_id or ""), "system" if self.everything else "")


_NOWHERE: Final = _Scope()
_scope: ContextVar[_Scope] = ContextVar("assay_scope", default=_NOWHERE)


@contextmanager
def _entered(new: _Scope) -> Iterator[None]:
    token = _scope.set(new)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def scope(workspace_id: UUID, *, person_id: UUID | None = None) -> Iterator[None]:
    """Work inside one workspace, where only its rows are seen or written. Scopes nest; the innermost counts.
    ``person_id``: who works there; they may also see to which other workspaces they belong."""
    with _entered(_Scope(workspace_id=workspace_id, person_id=person_id)):
        yield


@contextmanager
def person(person_id: UUID) -> Iterator[None]:
    """Work for a person before it is known where: to which workspaces they belong can be read, and nothing written."""
    with _entered(_Scope(person_id=person_id)):
        yield


@contextmanager
def system() -> Iterator[None]:
    """Work across all workspaces: seeding, clean-up, staff pages. Never for a request of a user."""
    with _entered(_Scope(everything=True)):
        yield


@contextmanager
def nowhere() -> Iterator[None]:
    """Work outside of every workspace, whatever the surroundings: what a visitor without an account may see."""
    with _entered(_NOWHERE):
        yield


def current() -> UUID | None:
    """Return the workspace of the innermost scope; None outside of any and in `system()`."""
    return _scope.get().workspace_id


def require() -> UUID:
    """Return the workspace of the innermost scope. Raises NoWorkspace outside of any and in `system()`."""
    found = current()
    if found is None:
        raise NoWorkspace
    return found


class WorkspaceModel(models.Model):
    """A row that belongs to a workspace. Its migration carries `EnableRls("<table>")`."""

    outlives_workspace: ClassVar[bool] = False  # True: its rows stay when the workspace is deleted (`clearing`)

    workspace_id = models.UUIDField()

    class Meta:
        abstract = True


_TELL: Final = (
    "SELECT set_config('assay.workspace', %s, false), set_config('assay.person', %s, false),"
    " set_config('assay.scope', %s, false)"
)


class _Fence:
    """Keeps one connection's settings equal to the context, statement by statement.

    A setting made inside a transaction goes back when the transaction, or the savepoint around it, is rolled back.
    So what was said inside one holds only while that same transaction lasts without a rollback to a savepoint;
    after that the fence no longer knows and says it again.
    """

    def __init__(self) -> None:
        self.told: tuple[str, str, str] | None = None
        self.inside_transaction = False

    def reset(self, told: tuple[str, str, str] | None) -> None:
        self.told = told
        self.inside_transaction = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, ctx: dict[str, Any]) -> Any:  # noqa: FBT001 – the shape is Django's (database instrumentation)
        if ctx["connection"].connection.info.transaction_status == TransactionStatus.IDLE:
            self._doubt()
        if str(sql)[:11].upper() == "ROLLBACK TO":
            self._doubt()
        else:
            self._tell(ctx["connection"])
        return execute(sql, params, many, ctx)

    def _doubt(self) -> None:
        if self.inside_transaction:
            self.reset(None)

    def _tell(self, connection: BaseDatabaseWrapper) -> None:
        raw, wanted = connection.connection, _scope.get().settings()
        if self.told == wanted or raw.info.transaction_status == TransactionStatus.INERROR:
            return
        with connection.wrap_database_errors:
            raw.execute(_TELL, wanted)
        self.told = wanted
        self.inside_transaction = not raw.autocommit


def _install(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor != "postgresql":
        return
    fence = next((wrapper for wrapper in connection.execute_wrappers if isinstance(wrapper, _Fence)), None)
    if fence is None:
        fence = _Fence()
        # First in the list is outermost and stays when a test's own wrapper is popped off the end.
        connection.execute_wrappers.insert(0, fence)
    # A connection from the pool may carry the setting of whoever had it last; a new one carries none.
    fence.reset(None if connection.settings_dict["OPTIONS"].get("pool") else _NOWHERE.settings())


def install() -> None:
    """Put the fence on every connection from now on; called once, when the kernel's app is ready."""
    connection_created.connect(_install, dispatch_uid="assay.kernel.tenancy")


class EnableRls(Operation):
    """Migration step: row-level security on a table, for its owner too, by workspace.

    Both settings are read in sub-selects, which Postgres evaluates once per statement and not once per row. FORCE makes
    the policy hold for the owner too, who migrates; only a superuser is beyond it. Who serves is neither (ADR 33).
    """

    reversible = True
    reduces_to_sql = True
    elidable = False

    def __init__(self, table: str, *, key: str = "workspace_id", seen_by_person: str = "") -> None:
        """``key``: the column that holds the workspace. ``seen_by_person``: a condition under which a row may be read
        outside of its workspace; ``{person}`` stands for the id of the person at work (NULL when there is none)."""
        self.table, self.key, self.seen_by_person = table, key, seen_by_person

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing that Django's model state knows of."""

    @override
    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = schema_editor.quote_name(self.table)
        for statement in _fence_up(table, key=schema_editor.quote_name(self.key), seen=self.seen_by_person):
            schema_editor.execute(statement)

    @override
    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in _fence_down(schema_editor.quote_name(self.table)):
            schema_editor.execute(statement)

    @override
    def describe(self) -> str:
        return f"Enable row-level security by workspace on {self.table}"

    @property
    @override
    def migration_name_fragment(self) -> str:
        return f"rls_{self.table}"


_MINE: Final = (
    "{key} = (SELECT nullif(current_setting('assay.workspace', true), '')::uuid)"
    " OR (SELECT current_setting('assay.scope', true)) = 'system'"
)
_PERSON: Final = "(SELECT nullif(current_setting('assay.person', true), '')::uuid)"


def _fence_up(table: str, *, key: str, seen: str) -> tuple[str, ...]:
    mine = _MINE.format(key=key)
    also = f"CREATE POLICY person ON {table} FOR SELECT USING ({seen.format(person=_PERSON)})"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY workspace ON {table} USING ({mine}) WITH CHECK ({mine})",
        *((also,) if seen else ()),
    )


def _fence_down(table: str) -> tuple[str, ...]:
    return (
        f"DROP POLICY IF EXISTS person ON {table}",
        f"DROP POLICY workspace ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Occupant:
    """Who asks, and in which workspace; with a key of theirs, and how often it may be used a minute, or in person."""

    person_id: UUID
    workspace_id: UUID
    key_id: UUID | None = None
    per_minute: int | None = None
    behind: UUID | None = None  # who really asks, where somebody of the staff sees what this person sees


Resolver = Callable[[HttpRequest], Occupant | None]


class _Doorkeeper:
    """Knows how to tell the occupant of a request; `identity` supplies it, because the kernel knows no accounts."""

    def __init__(self) -> None:
        self.resolve: Resolver = _nobody


def _nobody(_: HttpRequest) -> Occupant | None:
    return None


_doorkeeper: Final = _Doorkeeper()


def resolve_with(resolver: Resolver) -> None:
    """Register how a request's occupant is found (None: signed out); called once, when that module's app is ready."""
    _doorkeeper.resolve = resolver


class TenancyMiddleware:
    """Runs each request inside its occupant's workspace and names both in the logs. Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        occupant = _doorkeeper.resolve(request)
        if occupant is None:
            with nowhere():
                return self.get_response(request)
        # Bound beyond this middleware, so that the line about the request names them; RequestMiddleware unbinds.
        who = occupant.behind or occupant.person_id
        context.bind(person_id=who, workspace_id=occupant.workspace_id, key_id=occupant.key_id)
        setattr(request, PER_MINUTE, occupant.per_minute)
        with scope(occupant.workspace_id, person_id=occupant.person_id):
            return self.get_response(request)
