"""Running jobs: the loop of a worker process, and the rescue of jobs whose worker died."""

import asyncio
import contextlib
import json
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections, connection, transaction
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from assay.kernel import context, jobs, tenancy
from assay.kernel.logging import get_logger

log = get_logger(__name__)

HEARTBEAT = 2.0  # seconds
LOST_AFTER = 12.0  # seconds without a heartbeat after which a worker counts as dead
RESCUE_EVERY = 3.0
POISON_AFTER = 5  # a job whose worker died this often is given up: it is probably what kills them
GRACE = 20.0  # seconds running jobs get when the worker is asked to stop


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
def rescue(*, lost_after: float = LOST_AFTER) -> int:
    """Put jobs of dead workers back into the queue; give up those that have outlived too many. Returns how many it found."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [lost_after])
        found = [Lost(*row, json.loads(args)) for *row, args in cursor.fetchall()]  # Django hands raw JSON on
        for lost in found:
            if lost.attempts >= POISON_AFTER:
                _bury(lost)
            else:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [lost.id])
                log.warning("job rescued", job=lost.name, lost_job=lost.id, attempt=lost.attempts + 1)
    return len(found)


def _bury(lost: Lost) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [lost.id])
    log.error("job given up", job=lost.name, lost_job=lost.id, attempt=lost.attempts)
    call, origin = lost.arguments.get("call") or {}, lost.arguments.get("origin") or {}
    there = context.arrived(origin, job_id=lost.id)
    scope = tenancy.nowhere() if there.workspace_id is None else tenancy.scope(there.workspace_id)
    with contextlib.suppress(jobs.UnknownJob), scope:
        jobs.give_up(jobs.find(lost.name), call)


def serve(*, concurrency: int) -> None:
    """Run jobs until SIGTERM or SIGINT; then let running jobs end (``GRACE`` seconds) and return.

    A lost database is waited for with growing pauses; nothing is lost meanwhile, the queue lies in it.
    """
    asyncio.run(_serve(concurrency))


async def _serve(concurrency: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    pause = 0.5
    while not stop.is_set():
        started = loop.time()
        try:
            await _until_stopped(stop, concurrency)
        except (ConnectorException, DatabaseError, OSError):
            log.exception("worker lost the database", pause=pause)
        pause = 0.5 if loop.time() - started > 30 else min(2 * pause, 15)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=pause)
    log.info("worker stopped")


async def _until_stopped(stop: asyncio.Event, concurrency: int) -> None:
    """Run one worker over one connection pool; return when asked to stop or when the worker ends by itself."""
    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    # A second app over the same tasks: what a job defers goes through the first one, that is, into the job's transaction.
    runner = app.with_connector(connector)
    async with runner.open_async():
        work = asyncio.create_task(_run(runner, concurrency), name="worker")
        guard = asyncio.create_task(_keep_rescuing(), name="rescue")
        wait = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({work, guard, wait}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (wait, guard, work):
                task.cancel()  # cancelling the worker asks it to finish what it has
            results = await asyncio.gather(work, guard, wait, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result


async def _run(runner: App, concurrency: int) -> None:
    log.info("worker started", concurrency=concurrency, jobs=len(jobs.names()))
    await runner.run_worker_async(
        concurrency=concurrency,
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=LOST_AFTER,
        shutdown_graceful_timeout=GRACE,
        fetch_job_polling_interval=2.0,
    )


async def _keep_rescuing() -> None:
    while True:
        await sync_to_async(_rescue_once, thread_sensitive=False)()
        await asyncio.sleep(RESCUE_EVERY)


def _rescue_once() -> None:
    close_old_connections()
    try:
        rescue()
    finally:
        close_old_connections()
