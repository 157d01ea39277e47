"""A worker may be killed at any moment: nothing is lost and nothing happens twice. Real processes, real database."""

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from django.db import connection, transaction
from procrastinate.jobs import Job as StoredJob

from assay.config.worker import run
from assay.kernel import clock, context, events, jobs, tenancy, worker
from assay.kernel.models import Delivery, OutboxRow
from assay.kernel.testing import captured, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent
CREW = "import sys, django; django.setup(); sys.path.insert(0, sys.argv[1]); import crew; crew.serve(sys.argv[2])"


def load_crew() -> ModuleType:
    spec = importlib.util.spec_from_file_location("crew", HERE / "crew.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["crew"] = module
    spec.loader.exec_module(module)
    return module


crew = load_crew()


def wait_for(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def effects(name: str) -> int:
    return OutboxRow.objects.filter(name=f"effect.{name}").count()


def jobs_left() -> dict[str, int]:
    """Count what a test deferred by status; workers also find jobs that are due by the clock, which have no call."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs WHERE args->'call' IS NOT NULL GROUP BY status"
        )
        return dict(cursor.fetchall())


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start worker processes on the test's database; all of them are gone afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*command: str) -> subprocess.Popen[bytes]:
        name = connection.settings_dict["NAME"]
        address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        argv = command or ("-c", CREW, str(HERE), str(tmp_path))
        process = subprocess.Popen(
            [sys.executable, *argv], env=os.environ | {"DATABASE_URL": address}, stdout=log, stderr=subprocess.STDOUT
        )
        log.close()
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def call_crew(folder: Path) -> None:
    workspace = uuid4()
    with transaction.atomic(), tenancy.scope(workspace), context.bound(request_id="the-request"):
        events.publish(crew.Called(thing_id=uuid4(), folder=str(folder)))


def halfway(folder: Path) -> int:
    return len(list(folder.glob("halfway-*")))


@pytest.mark.slow  # a dead worker is noticed only after it has been silent for more than a second
def test_a_worker_killed_in_the_middle_of_a_handler_loses_and_doubles_nothing(
    tmp_path: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    call_crew(tmp_path)
    first = start()
    wait_for(lambda: halfway(tmp_path) == 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert 0 == effects("acted")
    assert {"doing": 1} == jobs_left()

    (tmp_path / "go").touch()
    start()
    wait_for(lambda: effects("answered") == 1)
    wait_for(lambda: not jobs_left())
    assert 1 == effects("acted")
    assert 2 == Delivery.objects.count()
    payload = OutboxRow.objects.get(name="effect.acted").payload
    assert "the-request" == payload["request"]
    assert "None" != payload["workspace"]


@pytest.mark.slow  # the retry waits a second
def test_a_failing_job_is_repeated_then_given_up_and_stays_visible(
    tmp_path: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    jobs.defer("crew.fails", word="so")
    start()
    wait_for(lambda: effects("given up") == 1)
    wait_for(lambda: jobs_left() == {"failed": 1})
    assert 2 == effects("tried")
    log = (tmp_path / "worker-0.log").read_text()
    assert 2 == log.count('"job failed"')
    assert "alice@example.org" not in log


@pytest.mark.slow  # three workers have to die
def test_a_job_that_kills_its_workers_is_given_up(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    jobs.defer("crew.kills", word="die")
    deaths = 0
    process = start()
    while effects("given up") == 0:
        if process.poll() is not None:
            deaths += 1
            assert deaths <= crew.FAST.poison_after + 1
            process = start()
        time.sleep(0.02)
    assert crew.FAST.poison_after + 1 == deaths
    wait_for(lambda: jobs_left() == {"failed": 1})


@pytest.mark.slow  # a whole process starts and stops
def test_a_worker_asked_to_stop_finishes_what_it_has(
    tmp_path: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    call_crew(tmp_path)
    process = start()
    wait_for(lambda: halfway(tmp_path) == 1)
    process.send_signal(signal.SIGTERM)
    (tmp_path / "go").touch()
    assert 0 == process.wait(timeout=10)
    assert 1 == effects("acted")


@pytest.mark.slow  # a whole process starts and stops
def test_the_worker_entry_runs_jobs_and_stops_on_request(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    jobs.defer("kernel.sweep")
    process = start("-m", "assay.config.worker")
    wait_for(lambda: not jobs_left())
    process.send_signal(signal.SIGTERM)
    assert 0 == process.wait(timeout=10)


@pytest.mark.slow  # the worker waits half a second before it tries again
def test_a_worker_survives_the_loss_of_its_connections(
    tmp_path: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    (tmp_path / "go").touch()
    process = start()
    wait_for(lambda: any(tmp_path.glob("up-*")))
    call_crew(tmp_path)
    wait_for(lambda: effects("answered") == 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    call_crew(tmp_path)
    wait_for(lambda: effects("answered") == 2, seconds=30)
    assert process.poll() is None


def test_a_worker_that_lives_keeps_its_jobs() -> None:
    jobs.defer("crew.fails", word="later")
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (number,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [number])
    assert 0 == worker.rescue(worker.Pace(lost_after=60))
    assert {"doing": 1} == jobs_left()
    assert 1 == worker.rescue(worker.Pace(lost_after=-1))
    assert {"todo": 1} == jobs_left()


def test_a_job_that_outlived_too_many_workers_is_given_up() -> None:
    jobs.defer("crew.fails", word="never")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 5")
    assert 1 == worker.rescue(worker.Pace())
    assert {"failed": 1, "todo": 1} == jobs_left()
    assert ["kernel.given_up"] == run_jobs()
    assert 1 == effects("given up")


def test_pauses_grow_and_end_with_the_attempts() -> None:
    backing = jobs.BackOff(3)
    pauses = []
    for attempts in range(4):
        stored = StoredJob(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
        decision = backing.get_retry_decision(exception=ValueError(), job=stored)
        pauses.append((decision.retry_at - clock.now()).total_seconds() if decision and decision.retry_at else None)
    assert None is pauses.pop()
    for pause, base in zip(pauses, (1, 2, 4), strict=True):
        assert pause is not None
        assert base - 0.2 <= pause <= 1.25 * base


def test_a_worker_in_this_process_runs_jobs_and_stops_on_request(tmp_path: Path) -> None:
    (tmp_path / "go").touch()
    call_crew(tmp_path)

    def stop_when_done() -> None:
        try:
            wait_for(lambda: effects("answered") == 1 and not jobs_left())
        finally:
            connection.close()
            os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=stop_when_done)
    watcher.start()
    with captured() as lines:
        run(concurrency=1)
    watcher.join()
    assert 1 == effects("acted")
    assert ["worker started", "worker stopped"] == [lines.entries[0]["event"], lines.entries[-1]["event"]]
