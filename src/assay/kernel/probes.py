"""The kernel's own health checks: database, migrations, queue, cache, and jobs that failed."""

import time
from functools import cache

from django.core.cache import cache as store
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assay.kernel import clock
from assay.kernel.health import Finding, needed, watched
from assay.kernel.ids import new_id

MOST_APART = 2.0  # seconds between two machines' clocks
OLDEST_WAIT = 300  # seconds a job that is due may wait before somebody should look
_COUNTS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
_FAILED = "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY task_name"
_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"
_OLDEST = """
SELECT coalesce(extract(epoch FROM now() - min(greatest(job.scheduled_at, event.at))), 0)
FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""


@needed("database")
def database() -> Finding:
    """See whether the database answers and takes writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_is_in_recovery()")
        version, is_replica = cursor.fetchone()
    return Finding(is_ok=not is_replica, detail={"version": version, "is_replica": is_replica})


@watched("clock")
def same_time() -> Finding:
    """See whether this machine and the database's agree on the time; a cut of half a minute breaks one-time codes."""
    asked = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (there,) = cursor.fetchone()
    seconds = apart(float(there), after=asked, before=time.time())
    return Finding(is_ok=seconds <= MOST_APART, detail={"seconds_apart": round(seconds, 3)})


def apart(there: float, *, after: float, before: float) -> float:
    """Return by how many seconds another clock is surely off: what it said lies outside of when it was asked."""
    return max(after - there, there - before, 0.0)


@needed("migrations")
def migrations() -> Finding:
    """See whether the tables are those this code expects."""
    pending = _pending()
    return Finding(is_ok=not pending, detail={"pending": list(pending)})


def _pending() -> tuple[str, ...]:
    """Name the migrations that have not run. Once none is left that stays so for this process."""
    if _are_done.cache_info().currsize:
        return ()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    pending = tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
    if not pending:
        _are_done()
    return pending


@cache
def _are_done() -> bool:
    return True


@needed("queue")
def queue() -> Finding:
    """See whether jobs can be stored; how many wait and how long the oldest has waited is detail."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        counts = dict(cursor.fetchall())
    return Finding(is_ok=True, detail={"jobs": counts})


@needed("cache")
def cache_server() -> Finding:
    """See whether the cache keeps what it is given. Requests survive its loss, at a cost in speed."""
    word, key = str(new_id()), "assay-probe"
    store.set(key, word, 5)
    return Finding(is_ok=store.get(key) is not None, detail={})


@watched("workers")
def workers() -> Finding:
    """See whether somebody carries out jobs, and in time."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS)
        (alive,) = cursor.fetchone()
        cursor.execute(_OLDEST)
        (oldest,) = cursor.fetchone()
    return Finding(
        is_ok=alive > 0 and oldest < OLDEST_WAIT, detail={"alive": alive, "oldest_seconds": round(float(oldest))}
    )


@watched("failed jobs")
def failed_jobs() -> Finding:
    """See whether jobs were given up."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILED)
        failed = dict(cursor.fetchall())
    return Finding(is_ok=not failed, detail={"failed": failed, "at": clock.now().isoformat()})
