"""Work for later: a job joins the caller's transaction and runs at least once, in the caller's context.

A job's arguments are ids and plain values; what is private is refused. A job that fails is repeated with growing
pauses; when its attempts are used up it stays in the table as ``failed``, shows in /healthz, and ``on_give_up`` (if
any) says so where people look.
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, override

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as StoredJob
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from assay.kernel import context, tenancy
from assay.kernel.logging import get_logger
from assay.kernel.privacy import Private

log = get_logger(__name__)

LONGEST_PAUSE = 600  # seconds
type Work = Callable[..., None]

_jobs: dict[str, "Job"] = {}


class UnknownJob(LookupError):
    """No job of that name is declared."""


class PrivateArgument(TypeError):
    """A private value was about to be stored as a job's argument."""


class BackOff(BaseRetryStrategy):
    """Repeat ``limit`` times, after 1, 2, 4 … seconds, up to a quarter longer each, so as not to march in step."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    @override
    def get_retry_decision(self, *, exception: BaseException, job: StoredJob) -> RetryDecision | None:
        if job.attempts >= self.limit:
            return None
        pause = min(2**job.attempts, LONGEST_PAUSE)
        return RetryDecision(retry_in={"milliseconds": 1000 * pause + secrets.randbelow(250 * pause)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A declared job. ``run`` calls it here and now (tests, services that need no queue)."""

    name: str
    work: Work
    queue: str
    limit: int
    on_give_up: Work | None = field(default=None)

    def defer(self, **arguments: object) -> None:
        """Store the job in the present transaction; a worker sees it when that commits."""
        _store(self, arguments, at=None)

    def defer_at(self, moment: datetime, **arguments: object) -> None:
        """Store the job in the present transaction, to be run not before ``moment``."""
        _store(self, arguments, at=moment)

    def run(self, **arguments: object) -> None:
        """Do the work here and now, in the present context."""
        self.work(**arguments)

    def __call__(self, **arguments: object) -> None:
        self.work(**arguments)


def job(
    *, name: str, queue: str = "default", retry: int = 3, on_give_up: Work | None = None, every: str | None = None
) -> Callable[[Work], Job]:
    """Declare a job.

    ``retry``: how often it is repeated after a failure. ``on_give_up``: called with the same arguments, as a job of its
    own, when the last attempt failed. ``every``: also run it by the clock (cron expression, UTC), without arguments.
    """

    def declare(work: Work) -> Job:
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        made = Job(name=name, work=work, queue=queue, limit=retry, on_give_up=on_give_up)
        _jobs[name] = made
        task = app.task(name=name, queue=queue, retry=BackOff(retry), pass_context=True)(_runner(made))
        if every:
            app.periodic(cron=every, periodic_id=name)(task)
        return made

    return declare


def defer(name: str, **arguments: object) -> None:
    """Store the job of that name in the present transaction. Raises UnknownJob."""
    find(name).defer(**arguments)


def find(name: str) -> Job:
    """Return the job of that name. Raises UnknownJob."""
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(name) from None


def names() -> tuple[str, ...]:
    """Return the names of all declared jobs."""
    return tuple(sorted(_jobs))


def _store(made: Job, arguments: Mapping[str, object], *, at: datetime | None) -> None:
    _refuse_private(arguments)
    task = app.configure_task(made.name, queue=made.queue, schedule_at=at)
    stored: dict[str, Any] = {"call": dict(arguments), "origin": _origin()}
    task.defer(**stored)


def _origin() -> dict[str, str]:
    """Pack the context; the workspace is the one whose rows the caller may see, whatever else the context says."""
    packed = context.travelling()
    packed.pop("workspace_id", None)
    workspace = tenancy.current()
    return packed if workspace is None else packed | {"workspace_id": str(workspace)}


def _refuse_private(value: object) -> None:
    if isinstance(value, Private):
        raise PrivateArgument(f"a {type(value).__name__} does not travel with a job; send the id")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_private(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_private(inner)


def _runner(made: Job) -> Callable[..., None]:
    def run(
        told: procrastinate.JobContext,
        *,
        call: dict[str, Any] | None = None,
        origin: dict[str, str] | None = None,
        timestamp: int | None = None,
    ) -> None:
        del timestamp  # what runs by the clock is told its moment and reads the clock itself
        carry_out(made, call or {}, origin or {}, stored=told.job)

    return run


def carry_out(made: Job, call: dict[str, Any], origin: dict[str, str], *, stored: StoredJob) -> None:
    """Run a stored job in the context it was deferred in. Whatever it raises is logged and raised again."""
    there = context.arrived(origin, job_id=stored.id)
    with (
        context.bound(
            request_id=there.request_id, person_id=there.person_id, workspace_id=there.workspace_id, job_id=there.job_id
        ),
        _scope(there),
    ):
        try:
            made.work(**call)
        except Exception:  # the worker's edge: said here, repeated or given up by the queue
            is_last = stored.attempts >= made.limit
            log.exception("job failed", job=made.name, attempt=stored.attempts + 1, is_last=is_last)
            if is_last:
                give_up(made, call)
            raise


def _scope(there: context.Context) -> AbstractContextManager[None]:
    return tenancy.nowhere() if there.workspace_id is None else tenancy.scope(there.workspace_id)


def give_up(made: Job, call: dict[str, Any]) -> None:
    """Queue the job's ``on_give_up``, if it has one."""
    if made.on_give_up is not None:
        with transaction.atomic():
            given_up.defer(name=made.name, call=call)


@job(name="kernel.given_up", retry=5)
def given_up(*, name: str, call: dict[str, Any]) -> None:
    """Tell the declaring module that a job of its own will not be tried again."""
    on_give_up = find(name).on_give_up
    if on_give_up is not None:
        on_give_up(**call)
