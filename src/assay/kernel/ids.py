"""Identifiers: UUID version 7 (RFC 9562), ordered by the moment they were made."""

import secrets
import threading
import time
import uuid
from typing import Final

_COUNTER_BITS: Final = 42


class Counter:
    """Counts within a millisecond (RFC 9562, 6.2, method 1); when the clock steps back its last moment goes on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.moment = 0
        self.value = 0

    def tick(self, moment: int) -> tuple[int, int]:
        """Return the millisecond and the count for the next id."""
        with self._lock:
            if moment > self.moment:
                self.moment, self.value = moment, secrets.randbits(_COUNTER_BITS - 1)
            else:
                self.value += 1
                if self.value >> _COUNTER_BITS:
                    self.moment, self.value = self.moment + 1, 0
            return self.moment, self.value


_counter: Final = Counter()


def new_id() -> uuid.UUID:
    """Return a UUIDv7 that sorts after every earlier one of this process."""
    milliseconds, count = _counter.tick(time.time_ns() // 1_000_000)
    high, low = count >> 30, count & 0x3FFF_FFFF
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << 32 | secrets.randbits(32))
