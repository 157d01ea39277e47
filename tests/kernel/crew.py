"""Jobs that show what they do, for the tests of the worker and for the processes that they start."""

import os
import time
from pathlib import Path
from uuid import UUID

from assay.kernel import context, events, jobs, tenancy, worker
from assay.kernel.models import OutboxRow

FAST = worker.Pace(heartbeat=0.2, lost_after=0.8, rescue_every=0.2, grace=5, poison_after=2)


@events.fact("crew.called.v1")
class Called:
    thing_id: UUID
    folder: str
    message: str = ""


def note(name: str, **payload: object) -> None:
    """Leave an effect that can be counted."""
    OutboxRow.objects.create(name=f"effect.{name}", payload=payload)


@events.on(Called)
def act(fact: Called) -> None:
    """Leave an effect, say that it is half done, and wait for permission to finish."""
    note("acted", thing=str(fact.thing_id), workspace=str(tenancy.current()), request=context.current().request_id)
    events.publish(Answered(thing_id=fact.thing_id))
    folder = Path(fact.folder)
    (folder / f"halfway-{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)


@events.fact("crew.answered.v1")
class Answered:
    thing_id: UUID


@events.on(Answered)
def listen(fact: Answered) -> None:
    """Leave the second link of the chain."""
    note("answered", thing=str(fact.thing_id))


def lament(*, word: str) -> None:
    """Say that a job was given up."""
    note("given up", word=word)


@jobs.job(name="crew.fails", retry=1, on_give_up=lament)
def fail(*, word: str) -> None:
    """Fail always."""
    note("tried", word=word)
    raise RuntimeError(f"cannot say {word}; ask alice@example.org")


@jobs.job(name="crew.kills", retry=1, on_give_up=lament)
def kill(*, word: str) -> None:
    """Take the worker down."""
    del word
    os.kill(os.getpid(), 9)


def serve(folder: str) -> None:
    """Be a worker."""
    Path(folder, f"up-{os.getpid()}").touch()
    worker.serve(concurrency=2, pace=FAST)
