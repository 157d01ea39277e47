"""`assay up --detach`, `down`, `status`, `logs`: the product in the background."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from assay.launch import banner, console, places, record, stack
from assay.launch.places import Places
from assay.launch.program import tail
from assay.launch.record import State
from assay.launch.trouble import Trouble

_POLL: Final = 0.05
_LONGEST_START: Final = 300.0
_LONGEST_STOP: Final = 90.0


def detach(place: Places, options: tuple[str, ...]) -> None:
    """Start a supervisor of its own session and return when the product is ready, with the same banner."""
    places.make(place)
    if record.is_held(place):
        console.note("Assay already runs here.")
        banner.show(place, record.load(place), stop="assay down")
        return
    log = place.log("assay")
    places.rotate(log)
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 -- our own command, no shell
            stack.assay("up", *options),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _follow(log, until=lambda: process.poll() is not None or _is_ready(place, process.pid), seconds=_LONGEST_START)
    if process.poll() is not None:
        raise Trouble(f"The start failed; the whole of it is in {log}.")
    banner.show(place, record.load(place), stop="assay down")


def down(place: Places) -> None:
    """Stop the supervisor and wait until everything it started is gone; also after it was killed."""
    pid = record.holder(place)
    if not record.is_held(place):
        ended = record.end_leftovers(place)
        console.note(f"Ended what a killed start had left: {', '.join(ended)}." if ended else "Nothing runs here.")
        return
    if pid is None:
        raise Trouble(f"Something holds {place.run / 'lock'} without having written its number. End it and try again.")
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    while record.is_held(place):
        if time.monotonic() - began > _LONGEST_STOP:
            raise Trouble(f"Process {pid} does not stop. `kill -9 {pid}` ends it; the next `assay down` ends the rest.")
        time.sleep(_POLL)
    console.step("Everything stopped", time.monotonic() - began)


def status(place: Places) -> bool:
    """Show every part; True when all are ready."""
    found = record.load(place)
    if not record.is_held(place):
        console.note("Assay does not run here. `make up` or `assay up` starts it.")
        return False
    console.heading(f"Assay at {found.address}, mail at {found.mail}")
    for part in found.parts:
        again = f", started again {part.restarts} times" if part.restarts else ""
        console.note(f"{part.name:<14}{part.state}{f' (process {part.pid})' if part.pid else ''}{again}")
    return found.ready and all(part.state is State.READY for part in found.parts)


def logs(place: Places, name: str | None, *, lines: int) -> None:
    """The end of one log, or of each."""
    known = sorted(file.stem for file in place.logs.glob("*.log"))
    if name and name not in known:
        raise Trouble(f"There is no log named {name}. There are: {', '.join(known) or 'none yet'}.")
    for one in [name] if name else known:
        console.heading(f"{one} ({place.log(one)})")
        for line in tail(place.log(one)).splitlines()[-lines:]:
            console.plain(line)


def _is_ready(place: Places, pid: int) -> bool:
    found = record.load(place)
    return found.ready and found.supervisor == pid


def _follow(log: Path, *, until: Callable[[], bool], seconds: float) -> None:
    """Show what the background start says while it says it."""
    limit = time.monotonic() + seconds
    with log.open(encoding="utf-8", errors="replace") as stream:
        while not until():
            _show(stream)
            if time.monotonic() > limit:
                raise Trouble(f"Not ready after {seconds:.0f} s. `assay status` and {log} tell more.")
            time.sleep(_POLL)
        _show(stream)


def _show(stream: Iterator[str]) -> None:
    for line in stream:
        if line.startswith("  ") and line.strip()[:1] in {"✓", "·", "!"}:
            console.plain(line.rstrip())
