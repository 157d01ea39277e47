"""Waiting that a signal ends: the only place where the supervisor sleeps.

A handler that raised could do so between the birth of a child and its registration. So the handlers here only
wake the sleeper, and the wish to stop is raised where we wait, where everything is in order.
"""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Pause = Callable[[float], None]

_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Somebody wants us to stop; not an error, so nothing that handles errors may swallow it."""


class Signals:
    """Turns signals into the end of a pause."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._asked = 0

    def pause(self, seconds: float) -> None:
        """Sleep up to `seconds`; a child's end wakes early. Raises StopAsked when asked to stop."""
        if select.select([self._read], [], [], 0 if self._asked else seconds)[0]:
            os.read(self._read, 512)
        if self._asked:
            raise StopAsked

    def is_hasty(self) -> bool:
        """Asked a second time: whoever waits for us has lost patience."""
        return self._asked > 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._ask) for number in _STOP}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1
