"""What a process remembers for a short while, so as not to ask again: bounded, and forgotten on demand."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final
from weakref import WeakSet

_every: Final[WeakSet["Memory[Any, Any]"]] = WeakSet()


class Memory[K, V]:
    """At most ``size`` things for at most ``seconds``; of too many the least used goes first. Safe between threads."""

    def __init__(self, *, size: int, seconds: float) -> None:
        self.size, self.seconds = size, seconds
        self._lock = threading.Lock()
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()
        _every.add(self)

    def find(self, key: K) -> V | None:
        """Return the thing, unless it is unknown or too old."""
        with self._lock:
            until, value = self._held.get(key, (0.0, None))
            if until < time.monotonic():
                self._held.pop(key, None)
                return None
            self._held.move_to_end(key)
            return value

    def keep(self, key: K, value: V) -> None:
        """Remember the thing."""
        with self._lock:
            self._hold(key, value)

    def is_first(self, key: K, value: V) -> bool:
        """Remember the thing unless it is remembered already, in one step, and tell whether it was not."""
        with self._lock:
            until, _ = self._held.get(key, (0.0, None))
            if until >= time.monotonic():
                return False
            self._hold(key, value)
            return True

    def drop(self, keys: Iterable[K]) -> None:
        """Forget these."""
        with self._lock:
            for key in keys:
                self._held.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()

    def __len__(self) -> int:
        return len(self._held)

    def _hold(self, key: K, value: V) -> None:
        self._held[key] = (time.monotonic() + self.seconds, value)
        self._held.move_to_end(key)
        while len(self._held) > self.size:
            self._held.popitem(last=False)


def forget_all() -> None:
    """Empty every memory of this process."""
    for memory in tuple(_every):
        memory.clear()
