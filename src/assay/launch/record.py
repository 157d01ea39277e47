"""What is running: one lock that dies with its holder, and one file that says what the holder started.

The lock is the truth (the system frees it however the supervisor ends); the file only tells what to show and,
after a supervisor was killed, which processes to end.
"""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from assay.launch import leftovers, places
from assay.launch.places import Places
from assay.launch.trouble import Trouble


class State(StrEnum):
    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting to be started again"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Part:
    """One program of the running product; `born` tells it from a later process with the same number."""

    name: str
    state: State
    pid: int | None = None
    born: str = ""
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """`supervisor` tells who wrote it: after a killed supervisor the file still praises that one's start."""

    supervisor: int = 0
    ready: bool = False
    address: str = ""
    mail: str = ""
    parts: tuple[Part, ...] = ()
    dns: str = ""
    environment: dict[str, str] = field(default_factory=dict)


class AlreadyRuns(Trouble):
    """Another supervisor holds this folder."""


@contextmanager
def held(place: Places) -> Iterator[None]:
    """Hold the folder for one supervisor. Raises AlreadyRuns."""
    lock = _open(place)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRuns(f"Assay already runs here (process {holder(place)}). `assay down` stops it.") from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def is_held(place: Places) -> bool:
    if not _file(place).exists():
        return False
    lock = _open(place)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def holder(place: Places) -> int | None:
    with suppress(FileNotFoundError, ValueError):
        return int(_file(place).read_text(encoding="ascii"))
    return None


def save(place: Places, record: Record) -> None:
    places.write(place.run / "stack.json", json.dumps(asdict(record), indent=1))


def load(place: Places) -> Record:
    found = places.read_json(place.run / "stack.json")
    try:
        parts = tuple(Part(**{**part, "state": State(part["state"])}) for part in found.pop("parts", ()))  # type: ignore[attr-defined]  # our own file; a wrong shape is caught below
        return Record(parts=parts, **found)  # type: ignore[arg-type]  # the same
    except (TypeError, KeyError, ValueError):  # written by another version: nothing in it is needed
        return Record()


def end_leftovers(place: Places) -> list[str]:
    """End what a supervisor that was killed left running, last started first; returns the names."""
    ended = []
    for part in reversed(load(place).parts):
        if part.pid and leftovers.born(part.pid) == part.born != "":
            leftovers.end(part.pid, signal.SIGINT if part.name == "PostgreSQL" else signal.SIGTERM)
            leftovers.end_session(part.pid)
            ended.append(part.name)
    return ended


def _open(place: Places) -> int:
    try:
        return os.open(_file(place), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Trouble(
            f"The lock file {_file(place)} cannot be used ({error.strerror}). Remove it and start again."
        ) from error


def _file(place: Places) -> Path:
    return place.run / "lock"
