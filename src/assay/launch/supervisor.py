"""Keeps programs running: starts them, starts them again with back-off when they die, stops them in order."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from assay.launch import console, leftovers
from assay.launch.program import Program, Running, ended_early, launch, tail
from assay.launch.record import Part, State
from assay.launch.trouble import Trouble, no_space, says_full
from assay.launch.waiting import Signals

_POLL: Final = 0.02
_WATCH: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Seconds before a dead program is started again; `steady` seconds of life wipe its record."""

    first: float = 0.25
    longest: float = 30.0
    steady: float = 60.0
    tries: int = 10

    def wait(self, deaths: int) -> float:
        return float(min(self.longest, self.first * 2 ** (deaths - 1)))


@dataclass(slots=True)
class Child:
    program: Program
    running: Running
    since: float
    state: State = State.STARTING
    deaths: int = 0
    restarts: int = 0
    again_at: float = 0.0
    born: str = ""

    def part(self) -> Part:
        alive = self.state in {State.STARTING, State.READY}
        pid = self.running.pid if alive else None
        return Part(self.program.name, self.state, pid, self.born if alive else "", self.restarts)


@dataclass(slots=True)
class Supervisor:
    """One thread, no locks: everything happens between two pauses."""

    signals: Signals
    changed: Callable[[tuple[Part, ...]], None] = lambda _parts: None
    backoff: Backoff = field(default_factory=Backoff)
    children: list[Child] = field(default_factory=list)

    def start(self, *programs: Program, began: float | None = None) -> None:
        """Start all of them at once and return when all are ready. Raises Trouble when one cannot.

        `began` is when their preparation began, if that is to count in the seconds that are shown.
        """
        began = began or time.monotonic()
        fresh = [self._add(program) for program in programs]
        while waiting := [child for child in fresh if child.state is State.STARTING]:
            for child in waiting:
                self._first_look(child, began)
            self.signals.pause(_POLL)

    def watch(self) -> None:
        """Until asked to stop: look after everyone. Raises StopAsked, or Trouble when a program cannot be kept."""
        while True:
            self.signals.pause(_WATCH)
            self.look()

    def look(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.state is State.WAITING:
                if now >= child.again_at:
                    self._restart(child)
            elif child.running.has_ended():
                self._died(child)
            elif child.state is State.STARTING:
                self._second_look(child, now)
            elif child.deaths and now - child.since > self.backoff.steady:
                child.deaths = 0

    def restart(self, *names: str) -> None:
        """On purpose, as after a change of the source: not counted as a death."""
        for child in self.children:
            if child.program.name in names and child.state is not State.WAITING:
                child.running.stop(is_hasty=self.signals.is_hasty)
                self._launch_again(child)

    def stop(self) -> None:
        """Stop everyone, last started first; a second wish to stop shortens the wait."""
        for child in reversed(self.children):
            began = time.monotonic()
            child.running.stop(is_hasty=self.signals.is_hasty)
            child.state = State.STOPPED
            console.step(f"{child.program.name} stopped", time.monotonic() - began)
            self._tell()

    def _add(self, program: Program) -> Child:
        running = launch(program)
        child = Child(program, running, time.monotonic(), born=leftovers.born(running.pid))
        self.children.append(child)
        self._tell()
        return child

    def _first_look(self, child: Child, began: float) -> None:
        if child.program.is_ready():
            child.state = State.READY
            console.step(child.program.name, time.monotonic() - began)
            self._tell()
        elif child.running.has_ended():
            raise ended_early(child.running)
        elif time.monotonic() - child.since > child.program.patience:
            raise Trouble(
                f"{child.program.name} did not get ready within {child.program.patience:.0f} s. "
                f"Its log says why: {child.program.log}"
            )

    def _second_look(self, child: Child, now: float) -> None:
        if child.program.is_ready():
            child.state = State.READY
            console.note(f"{child.program.name} is back.")
            self._tell()
        elif now - child.since > child.program.patience:
            child.running.stop(is_hasty=self.signals.is_hasty)
            self._died(child)

    def _died(self, child: Child) -> None:
        leftovers.end_session(child.running.pid)
        child.deaths += 1
        said = tail(child.program.log)
        if child.deaths > self.backoff.tries:
            raise no_space(child.program.folder) if says_full(said) else _given_up(child)
        wait = self.backoff.wait(child.deaths)
        child.state, child.again_at = State.WAITING, time.monotonic() + wait
        why = f" {no_space(child.program.folder)}" if says_full(said) else f" Log: {child.program.log}"
        console.problem(f"{child.program.name} {_ending(child)}; starting it again in {wait:.1f} s.{why}")
        self._tell()

    def _restart(self, child: Child) -> None:
        child.restarts += 1
        self._launch_again(child)

    def _launch_again(self, child: Child) -> None:
        child.running = launch(child.program)
        child.since, child.state = time.monotonic(), State.STARTING
        child.born = leftovers.born(child.running.pid)
        self._tell()

    def _tell(self) -> None:
        self.changed(tuple(child.part() for child in self.children))


def _ending(child: Child) -> str:
    code = child.running.process.returncode
    return f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"


def _given_up(child: Child) -> Trouble:
    last = "\n".join(tail(child.program.log).splitlines()[-6:])
    return Trouble(
        f"{child.program.name} ended {child.deaths} times in a row, so everything is stopped. "
        f"The end of {child.program.log}:\n{last}"
    )
