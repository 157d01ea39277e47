"""Identifiers: UUID version 7 (RFC 9562), ordered by the moment they were made."""

import secrets
import threading
import time
import uuid

_COUNTER_BITS = 42
_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id() -> uuid.UUID:
    """Return a UUIDv7 that sorts after every earlier one of this process (RFC 9562, 6.2, method 1)."""
    milliseconds, counter = _tick(time.time_ns() // 1_000_000)
    high, low = counter >> 30, counter & 0x3FFF_FFFF
    value = milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << 32 | secrets.randbits(32)
    return uuid.UUID(int=value)


def _tick(moment: int) -> tuple[int, int]:
    """Advance the counter within a millisecond; a clock that steps back is carried on from the last moment."""
    global _last_ms, _counter  # noqa: PLW0603 -- the order holds for the process, so its memory is the process's
    with _lock:
        if moment > _last_ms:
            _last_ms, _counter = moment, secrets.randbits(_COUNTER_BITS - 1)
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _last_ms, _counter = _last_ms + 1, 0
        return _last_ms, _counter
