"""Counting how often somebody asks: several counts in one round trip to Valkey, a local count where Valkey is away.

GCRA keeps one number per count: the theoretical arrival time of the next request. It lets a burst of ``limit`` through
and then one every ``period / limit`` seconds, without windows whose edges double the rate.

One request is held against several counts at once (person, workspace, network …). It passes when all of them have room
and is then counted in all; where one has none it is refused and counted in none, so that a caller who is refused does
not use up what others share with them. Both happen in one script, which Valkey runs undisturbed.
"""

import hashlib
import math
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import redis
from django.conf import settings

from assay.kernel.cache import Lossy

_PERIODS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_MICROS: Final = 1_000_000
_KEPT: Final = 20_000  # callers the local fallback remembers

# For each count: whether it has room, then how much (else how long to wait), then when all of it is free again.
_GCRA: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local stored = redis.call('MGET', unpack(KEYS))
local before, after, room, open = {}, {}, {}, true
for i = 1, #KEYS do
  before[i] = math.max(tonumber(stored[i] or now), now)
  after[i] = before[i] + tonumber(ARGV[2 * i - 1])
  room[i] = tonumber(ARGV[2 * i]) - (after[i] - now)
  open = open and room[i] >= 0
end
local answer = {}
for i = 1, #KEYS do
  local busy = after[i]
  if open then
    redis.call('SET', KEYS[i], string.format('%.0f', after[i]), 'PX', math.ceil((after[i] - now) / 1000) + 1)
  else
    busy = before[i]
    if room[i] >= 0 then room[i] = room[i] + tonumber(ARGV[2 * i - 1]) end
  end
  answer[3 * i - 2] = room[i] >= 0 and 1 or 0
  answer[3 * i - 1] = string.format('%.0f', math.abs(room[i]))
  answer[3 * i] = string.format('%.0f', busy - now)
end
return answer
"""

type Found = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """``limit`` requests in ``period`` seconds."""

    limit: int
    period: int

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """Read ``"30/m"``: a number, a slash and s, m, h or d. Raises ValueError."""
        number, _, unit = text.partition("/")
        if not number.isdecimal() or int(number) < 1 or unit not in _PERIODS:
            raise ValueError(f"{text!r} is not a rate like 30/m")
        return cls(int(number), _PERIODS[unit])

    @property
    def interval(self) -> int:
        """Microseconds between requests at the steady rate."""
        return self.period * _MICROS // self.limit

    def shared(self, processes: int) -> "Rate":
        """Return the part of one of so many processes, at least one request."""
        return Rate(max(1, self.limit // processes), self.period)


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer of one count: has it room, how many more might pass now, when the next and when all may (seconds)."""

    is_allowed: bool
    remaining: int
    retry_after: int
    reset_after: int


class Local:
    """The same reckoning in this process."""

    def __init__(self, *, most: int = _KEPT) -> None:
        self._lock, self._most = threading.Lock(), most
        self._arrivals: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    def ask(self, asked: Sequence[tuple[str, Rate]]) -> list[Found]:
        """Return for each count (has room, microseconds of room or of waiting, microseconds until all is free)."""
        now = time.monotonic_ns() // 1000
        with self._lock:
            before = [max(self._arrivals.get(key, now), now) for key, _ in asked]
            after = [tat + rate.interval for tat, (_, rate) in zip(before, asked, strict=True)]
            rooms = [rate.period * _MICROS - (new - now) for new, (_, rate) in zip(after, asked, strict=True)]
            if min(rooms) < 0:
                return [
                    (0, -room, tat - now) if room < 0 else (1, room + rate.interval, tat - now)
                    for room, tat, (_, rate) in zip(rooms, before, asked, strict=True)
                ]
            for (key, _), new in zip(asked, after, strict=True):
                self._forget(now)
                self._arrivals[key] = new
            return [(1, room, new - now) for room, new in zip(rooms, after, strict=True)]

    def forget(self, keys: Collection[str]) -> None:
        """Set counts back."""
        with self._lock:
            for key in keys:
                self._arrivals.pop(key, None)

    def _forget(self, now: int) -> None:
        if len(self._arrivals) < self._most:
            return
        self._arrivals = {key: tat for key, tat in self._arrivals.items() if tat > now}
        while len(self._arrivals) >= self._most:  # all of them fresh: the oldest entry goes
            del self._arrivals[next(iter(self._arrivals))]


class Counter:
    """Asks Valkey, and the local count when Valkey is lost: each process then gives its share of the rate."""

    def __init__(self) -> None:
        self._lossy, self._local = Lossy(), Local()
        self._lock = threading.Lock()
        self._ask: Callable[..., Any] | None = None

    def ask(self, key: str, rate: Rate) -> Allowance:
        """Hold one request against one count."""
        return self.ask_all([(key, rate)])[0]

    def ask_all(self, asked: Sequence[tuple[str, Rate]]) -> list[Allowance]:
        """Hold one request against every count, in one round trip; it is counted in all of them or in none."""
        named = [(_named(key), rate) for key, rate in asked]
        found = self._lossy.run(lambda: self._remote(named), otherwise=None)
        if found is None:
            named = [(key, rate.shared(settings.WEB_PROCESSES)) for key, rate in named]
            found = self._local.ask(named)
        return [_allowance(one, rate) for one, (_, rate) in zip(found, named, strict=True)]

    def forget(self, keys: Collection[str]) -> None:
        """Set counts back, there and here."""
        named = [_named(key) for key in keys]
        self._local.forget(named)
        self._lossy.run(lambda: self._client().delete(*(f"assay:rate:{key}" for key in named)), otherwise=None)

    def _client(self) -> redis.Redis:
        options: dict[str, Any] = settings.CACHES["default"]
        return redis.Redis.from_url(str(options["LOCATION"]), **options["OPTIONS"])

    def _remote(self, named: Sequence[tuple[str, Rate]]) -> list[Found]:
        numbers = [number for _, rate in named for number in (rate.interval, rate.period * _MICROS)]
        found = [int(word) for word in self._script()(keys=[f"assay:rate:{key}" for key, _ in named], args=numbers)]
        return list(zip(found[::3], found[1::3], found[2::3], strict=True))

    def _script(self) -> Callable[..., Any]:
        with self._lock:
            if self._ask is None:
                self._ask = cast("Callable[..., Any]", self._client().register_script(_GCRA))
            return self._ask


def _named(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _allowance(found: Found, rate: Rate) -> Allowance:
    allowed, amount, busy = found
    remaining = amount // rate.interval if allowed else 0
    wait = 0 if allowed else max(1, math.ceil(amount / _MICROS))
    return Allowance(bool(allowed), remaining, wait, math.ceil(busy / _MICROS))
