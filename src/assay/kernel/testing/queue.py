"""Jobs in a test: they are carried out on the test's own connection, so the test need not commit."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from procrastinate.jobs import Job as StoredJob

from assay.kernel import jobs

_NEXT = """
SELECT id, task_name, queue_name, args, attempts FROM procrastinate_jobs
WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp()) ORDER BY priority DESC, id LIMIT 1
"""
_ALL = "SELECT id, task_name, queue_name, args, attempts FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"


class JobFailed(AssertionError):
    """A job raised; the cause is chained."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A stored job that has not run."""

    id: int
    name: str
    queue: str
    stored: dict[str, Any]
    attempts: int

    @property
    def call(self) -> dict[str, Any]:
        """The arguments it was deferred with."""
        return dict(self.stored.get("call") or {})

    @property
    def origin(self) -> dict[str, str]:
        """The context it was deferred in."""
        return dict(self.stored.get("origin") or {})


def queued(name: str | None = None) -> list[Queued]:
    """Return the jobs that wait, all or those of one name, in the order in which they were stored."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        found = [Queued(*_row(row)) for row in cursor.fetchall()]
    return [job for job in found if name is None or job.name == name]


def run_jobs(*, at_most: int = 200) -> list[str]:
    """Carry out every job that is due, and those that these defer, each in its own savepoint. Return their names.

    Raises JobFailed for the first one that raises: in a test a failure is not repeated but shown.
    """
    done: list[str] = []
    while (job := _take()) is not None:
        if len(done) >= at_most:
            raise AssertionError(f"more than {at_most} jobs; do they call each other? {done[-4:]}")
        try:
            with transaction.atomic():
                jobs.carry_out(jobs.find(job.name), job.call, job.origin, stored=_stored(job))
        except Exception as error:
            raise JobFailed(f"{job.name} {job.call} raised {error!r}") from error
        done.append(job.name)
    return done


def _take() -> Queued | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
    return Queued(*_row(row))


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    number, name, queue, args, attempts = row
    return number, name, queue, json.loads(args), attempts  # Django hands raw JSON on


def _stored(job: Queued) -> StoredJob:
    return StoredJob(
        id=job.id,
        queue=job.queue,
        lock=None,
        queueing_lock=None,
        task_name=job.name,
        task_kwargs=job.stored,
        attempts=job.attempts,
    )
