"""Running jobs: the loop of a worker process, and the rescue of jobs whose worker died."""

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections, connection, transaction
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from assay.kernel import context, db, jobs, tenancy
from assay.kernel.logging import get_logger
from assay.kernel.recycling import Recycling, login_parameters

log = get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 0.5, 15.0, 30.0  # seconds between attempts to reach a lost database


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a dead worker is noticed and how long a stopping one is waited for; all in seconds."""

    heartbeat: float = 2.0
    lost_after: float = 12.0  # six missed heartbeats: a process busy with numbers may miss some
    rescue_every: float = 3.0
    grace: float = 20.0
    poison_after: int = 5  # a job whose worker died this often is given up: it is probably what kills them


@dataclass(frozen=True, slots=True)
class Lost:
    """A job that was being run by a worker that is no more."""

    id: int
    name: str
    attempts: int
    arguments: Mapping[str, Any]


_LOST = """
SELECT job.id, job.task_name, job.attempts, job.args
FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
FOR UPDATE OF job SKIP LOCKED
"""  # SKIP LOCKED: two rescuers do not put the same job back twice


@transaction.atomic
def rescue(pace: Pace) -> int:
    """Put jobs of dead workers back; give up those that have outlived too many workers. Returns how many it found."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [pace.lost_after])
        found = [_lost(*row) for row in cursor.fetchall()]
        for lost in found:
            if lost.attempts >= pace.poison_after:
                _bury(lost)
            else:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [lost.id])
                log.warning("job rescued", job=lost.name, lost_job=lost.id, attempt=lost.attempts + 1)
    return len(found)


def _lost(number: int, name: str, attempts: int, raw: str) -> Lost:
    return Lost(number, name, attempts, json.loads(raw))  # Django hands raw JSON on


def _bury(lost: Lost) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [lost.id])
    log.error("job given up", job=lost.name, lost_job=lost.id, attempt=lost.attempts)
    call, origin = lost.arguments.get("call") or {}, lost.arguments.get("origin") or {}
    there = context.arrived(origin, job_id=lost.id)
    scope = tenancy.nowhere() if there.workspace_id is None else tenancy.scope(there.workspace_id)
    with contextlib.suppress(jobs.UnknownJob), scope:
        jobs.give_up(jobs.find(lost.name), call)


def serve(*, concurrency: int, pace: Pace = Pace()) -> None:
    """Run jobs until SIGTERM or SIGINT; then let running jobs end (``pace.grace`` seconds) and return.

    A lost database is waited for with growing pauses; nothing is lost meanwhile, the queue lies in it.
    """
    asyncio.run(_serve(concurrency, pace))


async def _serve(concurrency: int, pace: Pace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    pause = FIRST_PAUSE
    while not stop.is_set():
        started = loop.time()
        try:
            await _until_stopped(stop, concurrency, pace)
        except (ConnectorException, DatabaseError, OSError):
            log.exception("worker lost the database", pause=pause)
        pause = FIRST_PAUSE if loop.time() - started > STEADY_AFTER else min(2 * pause, LONGEST_PAUSE)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=pause)
    log.info("worker stopped")


async def _until_stopped(stop: asyncio.Event, concurrency: int, pace: Pace) -> None:
    """Run one worker over one connection pool; return when asked to stop or when the worker ends by itself."""
    connector = Recycling(kwargs=login_parameters)  # asked anew for each connection: the login may change meanwhile
    # A second app over the same tasks: what a job defers goes through the first, that is, into the job's transaction.
    runner = app.with_connector(connector)
    async with runner.open_async(), _following(connector):
        work = asyncio.create_task(_run(runner, concurrency, pace), name="worker")
        guard = asyncio.create_task(_keep_rescuing(pace), name="rescue")
        wait = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({work, guard, wait}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (wait, guard, work):
                task.cancel()  # cancelling the worker asks it to finish what it has
            results = await asyncio.gather(work, guard, wait, return_exceptions=True)
            await sync_to_async(close_old_connections)()
        for result in results:
            if isinstance(result, Exception):
                raise result


@contextlib.asynccontextmanager
async def _following(connector: Recycling) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()

    def recycle() -> None:
        loop.call_soon_threadsafe(connector.recycle)

    with db.told_of_new_login(recycle):
        yield


async def _run(runner: App, concurrency: int, pace: Pace) -> None:
    log.info("worker started", concurrency=concurrency, jobs=len(jobs.names()))
    await runner.run_worker_async(
        concurrency=concurrency,
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=pace.heartbeat,
        stalled_worker_timeout=pace.lost_after,
        shutdown_graceful_timeout=pace.grace,
        fetch_job_polling_interval=2.0,
    )


async def _keep_rescuing(pace: Pace) -> None:
    while True:
        await sync_to_async(_rescue_once)(pace)
        await asyncio.sleep(pace.rescue_every)


def _rescue_once(pace: Pace) -> None:
    """Rescue, and give the connection back before and after.

    This runs in the one thread in which the queue stores what is due by the clock. Nobody else would ever put away a
    connection that died there.
    """
    close_old_connections()
    try:
        rescue(pace)
    finally:
        close_old_connections()
