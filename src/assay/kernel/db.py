"""The database as a thing that may be away for a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection
from psycopg import errors as pg
from psycopg_pool import ConnectionPool, PoolTimeout, TooManyRequests

from assay.kernel.logging import get_logger

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

log = get_logger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds

OUTAGES = (OperationalError, InterfaceError)
_recycling: Final[list[Callable[[], None]]] = []
_reads_only: Final[ContextVar[bool]] = ContextVar("assay_reads_only", default=False)


def checked(found: Connection[Any]) -> None:
    """See whether a pooled connection still works. Where one is dead the others are looked through at once.

    Without that each request would find the dead ones singly, and the pool pauses a second after each. Raises
    OperationalError, which makes the pool replace the connection.
    """
    try:
        ConnectionPool.check_connection(found)
    except psycopg.OperationalError:
        cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS]).pool.check()
        raise


def sign_in_as(user: str, password: str) -> None:
    """Open new connections with this login; every present one is closed as soon as nobody uses it."""
    shared = connections.settings[DEFAULT_DB_ALIAS]  # the one that all threads' connections look at
    if (shared["USER"], shared["PASSWORD"]) == (user, password):
        return
    shared.update(USER=user, PASSWORD=password)
    pool = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS]).pool
    pool.kwargs = {**pool.kwargs, "user": user, "password": password}
    pool.drain()
    for recycle in tuple(_recycling):
        recycle()


@contextmanager
def told_of_new_login(recycle: Callable[[], None]) -> Iterator[None]:
    """Have ``recycle`` called whenever the login changes within the block: for who keeps connections of their own."""
    _recycling.append(recycle)
    try:
        yield
    finally:
        _recycling.remove(recycle)


def parameters() -> dict[str, Any]:
    """Return what a connection of one's own is opened with at this moment."""
    found: dict[str, Any] = connections[DEFAULT_DB_ALIAS].get_connection_params()
    return {name: value for name, value in found.items() if name not in {"cursor_factory", "context"}}


def own_line() -> Connection[Any]:
    """Open a connection outside of the pool, for who listens or locks. The caller closes it. Raises psycopg.Error."""
    return psycopg.connect(**parameters(), autocommit=True)


def login() -> str:
    """Return the role that new connections sign in as."""
    return str(connections[DEFAULT_DB_ALIAS].settings_dict["USER"])


def wait_until_ready(*, patience: float = 60.0, database: BaseDatabaseWrapper | None = None) -> None:
    """Return when the database answers; ask again with growing pauses until ``patience`` seconds have gone.

    Raises the last OperationalError then, so that a supervisor can start the process anew.
    """
    database = database or connections[DEFAULT_DB_ALIAS]
    deadline, pause = time.monotonic() + patience, FIRST_PAUSE
    while True:
        try:
            database.ensure_connection()
        except OUTAGES:
            if time.monotonic() + pause > deadline:
                raise
            log.warning("database not ready", pause=pause)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            database.close()
            return


@contextmanager
def without_limits() -> Iterator[None]:
    """Lift the time limits on statements and locks within the block: for migrations, never for requests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
            cursor.execute("RESET lock_timeout")


@contextmanager
def read_only() -> Iterator[None]:
    """Let nothing be written within the block: PostgreSQL itself refuses, whatever the code inside tries.

    A savepoint is as good as a transaction: what a sub-transaction forbids is allowed again when it is over.
    """
    token = _reads_only.set(True)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            yield
    finally:
        _reads_only.reset(token)


def is_read_only() -> bool:
    """Tell whether the present work may write nothing."""
    return _reads_only.get()


def is_refused_write(error: BaseException) -> bool:
    """Tell whether the database refused something because the transaction only reads."""
    return isinstance(error.__cause__ or error, pg.ReadOnlySqlTransaction)


def is_outage(error: BaseException) -> bool:
    """Tell whether trying again may help: no free connection, a lost server, a cancelled or deadlocked statement."""
    return isinstance(error, OUTAGES)


def reason(error: BaseException) -> str:
    """Name the outage for the log, without the words of the driver, which may repeat values."""
    cause = error.__cause__ or error
    names = (
        (PoolTimeout, "no free connection"),
        (TooManyRequests, "too many requests wait for a connection"),
        (pg.QueryCanceled, "statement took too long"),
        (pg.LockNotAvailable, "lock not available"),
        (pg.DeadlockDetected, "deadlock"),
    )
    return next((name for kind, name in names if isinstance(cause, kind)), "connection lost")
