"""The embedded servers as they are used: made, cut off, lost, moved, side by side."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from assay.launch.leftovers import is_alive
from assay.launch.postgres import Postgres, start_postgres
from assay.launch.servers import scratch_folder
from assay.launch.trouble import Trouble
from assay.launch.valkey import Valkey, start_valkey
from tests.launch.make import until

type Start = Callable[..., Postgres]
type StartCache = Callable[..., Valkey]

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    made = scratch_folder("assay-servers")
    yield made
    shutil.rmtree(made)


@pytest.fixture
def start_database() -> Iterator[Start]:
    """`start_postgres`, whose servers are stopped whatever the test does."""
    with ExitStack() as running:

        def start(folder: Path, *, durable: bool = False) -> Postgres:
            database = start_postgres(folder, durable=durable)
            running.callback(database.stop)
            return database

        yield start


@pytest.fixture
def start_cache() -> Iterator[StartCache]:
    with ExitStack() as running:

        def start(folder: Path, *, durable: bool = False) -> Valkey:
            cache = start_valkey(folder, durable=durable)
            running.callback(cache.stop)
            return cache

        yield start


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A cluster that was made once; tests copy it, which is faster than making their own."""
    made = scratch_folder("assay-cluster")
    start_postgres(made / "pg", durable=False).stop()
    yield made / "pg"
    shutil.rmtree(made)


@pytest.fixture
def copied(cluster: Path, folder: Path) -> Path:
    subprocess.run(["cp", "-a", str(cluster), str(folder / "pg")], check=True)
    return folder / "pg"


def tell(url: str, statement: str) -> None:
    with psycopg.connect(url, connect_timeout=5) as line:
        line.execute(statement.encode())


def answer(url: str, question: str) -> object:
    with psycopg.connect(url, connect_timeout=5) as line:
        row = line.execute(question.encode()).fetchone()
    return row[0] if row else None


def owner(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_servers_started_by_root_run_as_nobody(
    copied: Path, folder: Path, start_database: Start, start_cache: StartCache
) -> None:
    if not AS_ROOT:
        pytest.skip("only root has rights to drop")
    database = start_database(copied)
    cache = start_cache(folder / "valkey")
    owners = owner(database.pid), owner(cache.pid)
    cache.stop()
    database.stop()
    assert 0 not in owners


def test_the_applications_role_is_bound_by_row_level_security(copied: Path, start_database: Start) -> None:
    database = start_database(copied)
    rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    are_free = [answer(address, rights) for address in (database.url, database.owner_url)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(database.url.replace("assay_service:", "assay_service:x"))
    database.stop()
    assert [False, False] == are_free


def test_who_serves_from_a_cluster_that_is_kept_cannot_become_who_owns_it(folder: Path, start_database: Start) -> None:
    database = start_database(folder / "kept", durable=True)
    member = answer(database.url, "SELECT pg_has_role('assay', 'MEMBER') OR pg_has_role('postgres', 'MEMBER')")
    owner = answer(database.url, "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'assay'")
    database.stop()
    assert (False, "assay") == (member, owner)


def test_a_cluster_from_before_there_were_two_roles_gets_the_second(copied: Path, start_database: Start) -> None:
    first = start_database(copied)
    tell(first.admin_url.rpartition("/")[0] + "/assay", "DROP ROLE assay_service")
    first.stop()
    (copied / "passwords.json").write_text('{"admin": "of-old", "application": "of-old-too"}')
    second = start_database(copied)
    found = answer(second.url, "SELECT current_user::text")
    second.stop()
    assert "assay_service" == found


def test_rows_survive_a_restart_and_the_password_stays(copied: Path, start_database: Start) -> None:
    first = start_database(copied, durable=True)
    tell(first.owner_url, "CREATE TABLE kept AS SELECT 42 AS n")
    first.stop()
    second = start_database(copied, durable=True)
    kept = answer(second.owner_url, "SELECT n FROM kept")
    second.stop()
    assert kept == 42
    assert second.url.partition("@")[0] == first.url.partition("@")[0]


def test_a_cluster_that_was_left_half_made_is_made_again(folder: Path, start_database: Start) -> None:
    half = folder / "pg" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    database = start_database(folder / "pg")
    found = answer(database.url, "SELECT current_database()")
    database.stop()
    assert found == "assay"
    assert not half.exists()


def test_a_lock_file_with_somebody_elses_process_number_does_not_stop_the_start(
    copied: Path, start_database: Start
) -> None:
    (copied / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{copied / 'data'}\n1\n5432\n\n127.0.0.1\n")
    database = start_database(copied)
    found = answer(database.url, "SELECT 1")
    database.stop()
    assert found == 1


def test_a_server_that_a_killed_start_left_running_is_ended_first(copied: Path, start_database: Start) -> None:
    left = start_database(copied)
    again = start_database(copied)
    until(left.running.has_ended)
    found = answer(again.url, "SELECT 1")
    again.stop()
    assert found == 1


def test_lost_passwords_are_replaced_and_the_rows_stay(copied: Path, start_database: Start) -> None:
    first = start_database(copied)
    tell(first.owner_url, "CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    (copied / "passwords.json").write_text('{"admin": "cut')
    second = start_database(copied)
    kept = answer(second.owner_url, "SELECT n FROM kept")
    second.stop()
    assert kept == 7
    assert second.url.partition("@")[0] != first.url.partition("@")[0]


def test_passwords_are_readable_by_their_owner_alone(copied: Path) -> None:
    file = copied / "passwords.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len({*json.loads(file.read_text()).values()}) == 3


def test_a_cluster_of_another_version_says_what_to_do(copied: Path, start_database: Start) -> None:
    (copied / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Trouble, match=r"made by PostgreSQL 15, this is 18\. Move the folder away"):
        start_database(copied)


def test_a_killed_server_loses_no_committed_row(copied: Path, start_database: Start) -> None:
    first = start_database(copied, durable=True)
    tell(first.owner_url, "CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(first.pid, signal.SIGKILL)
    until(first.running.has_ended)
    second = start_database(copied, durable=True)
    kept = answer(second.owner_url, "SELECT n FROM kept")
    second.stop()
    assert kept == 1


def test_two_folders_run_side_by_side(copied: Path, folder: Path, cluster: Path, start_database: Start) -> None:
    other = folder / "other"
    subprocess.run(["cp", "-a", str(cluster), str(other)], check=True)
    one, two = start_database(copied), start_database(other)
    tell(one.owner_url, "CREATE TABLE here AS SELECT 1")
    found = answer(two.url, "SELECT to_regclass('here') IS NULL")
    two.stop()
    one.stop()
    assert found is True
    assert one.port != two.port


def test_what_was_cached_survives_a_killed_valkey(folder: Path, start_cache: StartCache) -> None:
    first = start_cache(folder / "valkey", durable=True)
    with redis.Redis.from_url(first.url) as line:
        line.set("kept", "yes")
        line.execute_command("CONFIG", "SET", "appendfsync", "always")
        line.set("kept", "still")
    os.kill(first.pid, signal.SIGKILL)
    until(first.running.has_ended)
    second = start_cache(folder / "valkey", durable=True)
    with redis.Redis.from_url(second.url) as line:
        kept = line.get("kept")
    second.stop()
    assert kept == b"still"


def test_valkey_refuses_a_client_without_the_password(folder: Path, start_cache: StartCache) -> None:
    cache = start_cache(folder / "valkey")
    with redis.Redis(port=cache.port, retry=Retry(NoBackoff(), 0)) as line, pytest.raises(redis.AuthenticationError):
        line.get("anything")
    cache.stop()
    assert not is_alive(cache.pid)


def test_a_full_disk_is_said_and_leaves_nothing_half_made(folder: Path, start_database: Start) -> None:
    if not AS_ROOT or not mounts(folder):
        pytest.skip("only root may mount a small disk")
    try:
        small = folder / "small"
        with pytest.raises(Trouble, match=r"The disk that holds .* is full, or nearly so \(\d+ MB left\)"):
            start_database(small / "pg")
        (small / "filler").unlink()
        with pytest.raises(Trouble, match=r"The disk that holds .* is full"):
            start_database(small / "pg")
        assert not (small / "pg" / "data").exists()
    finally:
        subprocess.run(["umount", str(folder / "small")], check=True)


def mounts(folder: Path) -> bool:
    """A disk of 16 MB, full already."""
    small = folder / "small"
    small.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=755", "tmpfs", str(small)], check=False)
    if done.returncode == 0:
        (small / "filler").write_bytes(b"\0" * 15_000_000)
    return done.returncode == 0


def test_a_folder_below_one_that_only_root_may_enter_is_refused_and_left_as_it_was(
    folder: Path, start_database: Start
) -> None:
    if not AS_ROOT:
        pytest.skip("only root hands its servers to somebody else")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Trouble, match="below a folder that only root may enter"):
        start_database(closed / "pg")
    assert closed.stat().st_mode & 0o777 == 0o700
