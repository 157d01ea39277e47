"""The second fence: Postgres itself keeps workspaces apart, whatever happens to transactions and connections."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import ProgrammingError, connection, models, transaction
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.kernel import tenancy
from assay.kernel.tenancy import EnableRls, NoWorkspace, WorkspaceModel, nowhere, scope, system
from tests.kernel.fences import is_fenced, without_row_security
from tests.owner import as_owner

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)
TABLE = "tenancy_probe"
pytestmark = pytest.mark.django_db(transaction=True)  # rollbacks and reconnects are the subject


@pytest.fixture
def probe() -> Iterator[type[models.Model]]:
    """A small workspace table of its own, with one row in each of two workspaces."""
    with isolate_apps("assay.kernel"):

        class Probe(WorkspaceModel):
            class Meta:
                app_label = "kernel"
                db_table = TABLE

    with as_owner(), connection.schema_editor() as editor:
        editor.create_model(Probe)
        EnableRls(TABLE).database_forwards("kernel", editor, ProjectState(), ProjectState())
    for workspace_id in (ONE, TWO):
        with scope(workspace_id):
            Probe._default_manager.create(workspace_id=workspace_id)
    yield Probe
    with as_owner(), connection.schema_editor() as editor:
        editor.delete_model(Probe)


def told() -> str:
    """Return the workspace as Postgres knows it at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('assay.workspace', true)")
        return str(cursor.fetchone()[0] or "")


def backend() -> int:
    """Return which server process the connection talks to, without a statement that would tell it anything."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def stumble() -> None:
    """Ask Postgres something, so that it is told where we are, and fail."""
    assert str(tenancy.require()) == told()
    raise ZeroDivisionError


def workspaces_seen(table: type[models.Model]) -> set[uuid.UUID]:
    return set(table._default_manager.values_list("workspace_id", flat=True))


def test_the_application_connects_as_a_role_that_row_security_binds() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert (False, False) == cursor.fetchone()


def test_every_table_of_a_workspace_is_fenced_for_its_owner_too() -> None:
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, WorkspaceModel)]
    assert [] == [table for table in tables if not is_fenced(table)]


def test_outside_of_every_scope_nothing_is_seen_and_nothing_written(probe: type[models.Model]) -> None:
    assert set() == workspaces_seen(probe)
    with pytest.raises(ProgrammingError, match="row-level security"):
        probe._default_manager.create(workspace_id=ONE)


def test_a_scope_shows_its_own_rows_only(probe: type[models.Model]) -> None:
    with scope(ONE):
        assert {ONE} == workspaces_seen(probe)
        assert {ONE} == {row.workspace_id for row in probe._default_manager.iterator(chunk_size=1)}  # type: ignore[attr-defined]  # a field of the probe


def test_another_workspaces_row_cannot_be_found_changed_deleted_planted_or_taken_over(
    probe: type[models.Model],
) -> None:
    with scope(TWO):
        theirs = probe._default_manager.get().pk
    with scope(ONE):
        with pytest.raises(ObjectDoesNotExist):
            probe._default_manager.get(pk=theirs)
        assert 0 == probe._default_manager.filter(pk=theirs).update(workspace_id=ONE)
        assert 0 == probe._default_manager.filter(pk=theirs).delete()[0]
        with pytest.raises(ProgrammingError, match="row-level security"):
            probe._default_manager.create(workspace_id=TWO)
        with pytest.raises(ProgrammingError, match="row-level security"):
            probe._default_manager.update(workspace_id=TWO)


def test_with_row_security_off_only_the_query_stands_between_workspaces(probe: type[models.Model]) -> None:
    """What the application's own check is for: this is what a query without a filter would show."""
    with without_row_security(probe), scope(ONE):
        assert {ONE, TWO} == workspaces_seen(probe)
    with scope(ONE):
        assert {ONE} == workspaces_seen(probe)


def test_system_work_sees_everything_and_a_scope_inside_it_narrows_it_again(probe: type[models.Model]) -> None:
    with system():
        assert {ONE, TWO} == workspaces_seen(probe)
        with scope(ONE):
            assert {ONE} == workspaces_seen(probe)
        assert {ONE, TWO} == workspaces_seen(probe)
    assert set() == workspaces_seen(probe)


def test_scopes_nest_and_nowhere_hides_the_surroundings(probe: type[models.Model]) -> None:
    with scope(ONE):
        with scope(TWO):
            assert {TWO} == workspaces_seen(probe)
        with nowhere():
            assert set() == workspaces_seen(probe)
        assert {ONE} == workspaces_seen(probe)


def test_the_scope_is_known_in_python_too() -> None:
    with scope(ONE):
        assert ONE == tenancy.require()
        with system():
            assert tenancy.current() is None
    with pytest.raises(NoWorkspace):
        tenancy.require()


def test_an_exception_leaves_the_scope(probe: type[models.Model]) -> None:
    with pytest.raises(ZeroDivisionError), scope(ONE):
        stumble()
    assert set() == workspaces_seen(probe)


def test_a_rollback_that_undoes_the_setting_is_noticed(probe: type[models.Model]) -> None:
    with scope(ONE):
        assert str(ONE) == told()
        with pytest.raises(ZeroDivisionError), transaction.atomic(), scope(TWO):
            stumble()
        assert str(ONE) == told()
    with transaction.atomic():
        with scope(TWO):
            assert {TWO} == workspaces_seen(probe)
        transaction.set_rollback(True)
    with scope(TWO):
        assert {TWO} == workspaces_seen(probe)


def test_a_rollback_is_noticed_also_when_the_next_transaction_begins_with_a_savepoint(
    probe: type[models.Model],
) -> None:
    with transaction.atomic():
        with scope(TWO):
            assert {TWO} == workspaces_seen(probe)
        transaction.set_rollback(True)
    with scope(TWO), transaction.atomic(), transaction.atomic():
        assert {TWO} == workspaces_seen(probe)


def test_a_statement_that_fails_inside_a_scope_does_not_leave_the_scope_behind(probe: type[models.Model]) -> None:
    with scope(ONE):
        with pytest.raises(ProgrammingError), transaction.atomic(), scope(TWO), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        assert {ONE} == workspaces_seen(probe)


def test_a_savepoint_taken_in_one_scope_and_rolled_back_in_another_does_not_bring_the_first_back() -> None:
    with transaction.atomic():
        with scope(ONE):
            assert str(ONE) == told()
            mark = transaction.savepoint_create()
        with scope(TWO):
            assert str(TWO) == told()
            transaction.savepoint_rollback(mark)
            assert str(TWO) == told()
        assert "" == told()


def test_a_reconnect_inside_a_scope_keeps_the_scope(probe: type[models.Model]) -> None:
    with scope(ONE):
        assert {ONE} == workspaces_seen(probe)
        connection.close()
        assert {ONE} == workspaces_seen(probe)


def test_a_connection_from_the_pool_does_not_remember_its_last_user() -> None:
    with scope(ONE):
        assert str(ONE) == told()
        used = backend()
    for _ in range(50):
        connection.close()
        if backend() == used:
            break
    assert used == backend(), "the pool handed out other connections only"
    assert "" == told()


def test_a_thread_does_not_inherit_the_scope_of_another(probe: type[models.Model]) -> None:
    seen: list[set[uuid.UUID]] = []

    def look() -> None:
        try:
            seen.append(workspaces_seen(probe))
        finally:
            connection.close()

    with scope(ONE):
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert [set()] == seen


@pytest.mark.usefixtures("probe")
def test_the_migration_step_can_be_taken_back() -> None:
    step = EnableRls(TABLE)
    with as_owner(), connection.schema_editor() as editor:
        step.database_backwards("kernel", editor, ProjectState(), ProjectState())
    assert not is_fenced(TABLE)
    with as_owner(), connection.schema_editor() as editor:
        step.database_forwards("kernel", editor, ProjectState(), ProjectState())
    assert is_fenced(TABLE)
    assert ("EnableRls", (TABLE,), {}) == step.deconstruct()


@dataclass(frozen=True)
class Block:
    """A piece of a made-up program: a scope or a transaction around other pieces."""

    kind: str
    fails: bool
    asks: bool
    inner: tuple["Block", ...]


KINDS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "one": lambda: scope(ONE),
    "two": lambda: scope(TWO),
    "nowhere": nowhere,
    "system": system,
    "transaction": transaction.atomic,
    "nothing": nullcontext,
}
BLOCKS = st.recursive(
    st.builds(Block, st.sampled_from(sorted(KINDS)), st.booleans(), st.booleans(), st.just(())),
    lambda inner: st.builds(
        Block, st.sampled_from(sorted(KINDS)), st.booleans(), st.booleans(), st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


class Undone(Exception):
    """Ends a block of the made-up program."""


def carry_out(block: Block) -> None:
    """Run the block. Wherever it asks, Postgres must know what Python knows; where it does not, nothing reminds it."""
    try:
        with KINDS[block.kind]():
            agree(asks=block.asks)
            for piece in block.inner:
                carry_out(piece)
            agree(asks=block.asks)
            if block.fails:
                raise Undone  # noqa: TRY301 – the block has to end in the way an error ends it
    except Undone:
        pass


def agree(*, asks: bool) -> None:
    if asks:
        assert str(tenancy.current() or "") == told()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=st.lists(BLOCKS, max_size=3))
def test_in_any_nesting_of_scopes_transactions_and_rollbacks_postgres_knows_what_python_knows(
    program: list[Block],
) -> None:
    for block in program:
        carry_out(block)
