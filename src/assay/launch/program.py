"""A program that can be started, and a running one."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from assay.launch.account import Account, Identity
from assay.launch.leftovers import end_session
from assay.launch.trouble import Trouble, no_space, says_full
from assay.launch.waiting import Pause

_POLL = 0.01
_TAIL = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to start and how to know that it is up; `patience` in seconds holds for start and for stop."""

    name: str
    argv: tuple[str, ...]
    folder: Path
    log: Path
    is_ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    account: Account | None = None
    tidy: Callable[[], None] = lambda: None  # before each start: what a killed predecessor left behind


@dataclass(frozen=True, slots=True)
class Running:
    program: Program
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self, *, is_hasty: Callable[[], bool] = lambda: False) -> None:
        """Ask, wait, insist: nothing of the program's session is left when this returns."""
        limit = time.monotonic() + self.program.patience
        if not self.has_ended():
            self.process.send_signal(self.program.stop_signal)
        while not self.has_ended() and time.monotonic() < limit and not is_hasty():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.2)
        end_session(self.pid)
        self.process.wait()


def launch(program: Program) -> Running:
    """In a session of its own: a Ctrl-C at the keyboard reaches only us, and we stop in order."""
    program.tidy()
    identity = program.account.identity if program.account else Identity()
    with program.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own list of words, no shell
            program.argv,
            cwd=program.folder,
            env=dict(program.env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity,
        )
    return Running(program, process)


def start(program: Program, pause: Pause = time.sleep) -> Running:
    """Launch and wait until it is ready; a failed start leaves nothing running."""
    running = launch(program)
    try:
        wait_ready(running, pause)
    except BaseException:
        running.stop()
        raise
    return running


def wait_ready(running: Running, pause: Pause = time.sleep) -> None:
    end = time.monotonic() + running.program.patience
    while not running.program.is_ready():
        if running.has_ended():
            raise ended_early(running)
        if time.monotonic() > end:
            raise Trouble(
                f"{running.program.name} did not get ready within {running.program.patience:.0f} s. "
                f"Its log says why: {running.program.log}"
            )
        pause(_POLL)


def ended_early(running: Running) -> Trouble:
    said = tail(running.program.log)
    if says_full(said):
        return no_space(running.program.folder)
    if "ddress already in use" in said:
        return Trouble(
            f"{running.program.name} found its port taken meanwhile. Start again: another one will be chosen."
        )
    last = "\n".join(said.splitlines()[-6:])
    return Trouble(f"{running.program.name} ended at once. The end of {running.program.log}:\n{last}")


def tail(log: Path) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _TAIL))
        return stream.read().decode(errors="replace")
