"""What all tests stand on: one PostgreSQL and one Valkey for the whole run, started here, stopped here.

With pytest-xdist the controller starts them and its workers inherit the addresses; each worker has its own database
(made by pytest-django) and its own numbered database in Valkey. The owner makes the database; the tests run as the role
that serves, as production does, and become the owner where they say so (`tests.owner`).
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
import pytest_socket
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker

from assay.kernel import grants, memory
from assay.kernel.db import sign_in_as
from assay.launch.servers import scratch_folder, start_postgres, start_valkey
from tests.owner import OWNER, SERVICE, as_owner, password_of

SETTINGS = {
    "ENVIRONMENT": "test",
    "SECRET_KEY": "of-the-tests-and-of-nothing-else-0123456789-0123456789",
    "MASTER_KEYS": "master-of-the-tests-and-of-nothing-else-0123456789",
    "INDEX_KEYS": "1:index-of-the-tests-and-of-nothing-else-0123456789",
    "BASE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "LOG_LEVEL": "INFO",
    "DB_POOL_SIZE": "16",
    "DB_POOL_TIMEOUT_MS": "1500",
    "STATIC_ROOT": "var/static",
    "DJANGO_SETTINGS_MODULE": "assay.config.settings.test",
}
QUEUE_TABLES = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")
_running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, tell Django where they are, and set it up before any test module is imported."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None and not config.option.collectonly:
        _start_servers()
    os.environ |= SETTINGS
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")  # --collect-only reaches no server
    os.environ.setdefault("VALKEY_URL", "redis://127.0.0.1:1/0")
    if worker is not None:
        number = 1 + int(worker.removeprefix("gw")) % 15  # as settings.test reckons it
        os.environ["VALKEY_URL"] = f"{os.environ['VALKEY_URL'].rpartition('/')[0]}/{number}"
    Path(SETTINGS["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
    django.setup()
    if not config.option.collectonly:
        # Until the database is made, and before there is a pool: one of now would know the database of now.
        connection.settings_dict.update(USER=OWNER, PASSWORD=password_of("DATABASE_OWNER_URL"))


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    _running.close()


def _start_servers() -> None:
    folder = scratch_folder("assay-tests")
    _running.callback(shutil.rmtree, folder, ignore_errors=True)
    database = start_postgres(folder / "postgres", durable=False)
    _running.callback(database.stop)
    cache_server = start_valkey(folder / "valkey", durable=False)
    _running.callback(cache_server.stop)
    os.environ["AUDIT_WITNESS"] = (folder / "witness").as_uri()
    os.environ["DATABASE_URL"] = database.url
    os.environ["DATABASE_OWNER_URL"] = database.owner_url
    os.environ["DATABASE_ADMIN_URL"] = database.admin_url
    os.environ["VALKEY_URL"] = cache_server.url


def pytest_runtest_setup() -> None:
    """Let tests reach this machine and nothing else."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Serve from the new database as production does; the owner takes it away at the end."""
    del django_db_setup  # has been made by the fixture of this name that pytest-django brings
    with django_db_blocker.unblock():
        grants.give(SERVICE)
        with connection.cursor() as cursor:  # Django empties tables after a test that committed
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {SERVICE}")
            cursor.execute(f"ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {SERVICE}")  # of tests that make their own
        connection.close()
        sign_in_as(SERVICE, password_of("DATABASE_URL"))
    yield
    with django_db_blocker.unblock():
        connection.close()
        sign_in_as(OWNER, password_of("DATABASE_OWNER_URL"))


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give each test that touches the database an empty cache: limits and counters of one do not reach the next."""
    yield
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(
        request.fixturenames
    ):
        cache.clear()
        memory.forget_all()  # kept ones outlive the rows of a test


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """Clear procrastinate's tables after tests that commit: they are unmanaged, so Django does not."""
    if not _commits(request):
        yield
        return
    request.getfixturevalue("transactional_db")  # set up before us, so torn down after us
    _fences_against_emptying("ENABLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(QUEUE_TABLES)} CASCADE")
    _fences_against_emptying("DISABLE")


def _fences_against_emptying(word: str) -> None:
    """Django empties every table after a test that committed; append-only tables refuse that everywhere else."""
    with as_owner() as cursor:
        cursor.execute(r"SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%\_no\_truncate'")
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {trigger}")


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    is_marked = marker is not None and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    return bool(is_marked or {"transactional_db", "live_server"} & set(request.fixturenames))
