"""How often somebody may ask: GCRA, one round trip to Valkey; a local count where Valkey is away.

GCRA keeps one number per caller: the theoretical arrival time of the next request. It lets a burst of ``limit`` through
and then one every ``period / limit`` seconds, without windows whose edges double the rate.
"""

import hashlib
import math
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Final, cast

import redis
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from assay.kernel import context
from assay.kernel.cache import Lossy
from assay.kernel.errors import TooMany

type View = Callable[..., HttpResponseBase]

_PERIODS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_MICROS: Final = 1_000_000
_KEPT: Final = 20_000  # callers the local fallback remembers

_GCRA: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local new = tat + tonumber(ARGV[1])
local room = tonumber(ARGV[2]) - (new - now)
if room < 0 then return {0, string.format('%.0f', -room), string.format('%.0f', tat - now)} end
redis.call('SET', KEYS[1], string.format('%.0f', new), 'PX', math.ceil((new - now) / 1000) + 1)
return {1, string.format('%.0f', room), string.format('%.0f', new - now)}
"""


class By(StrEnum):
    """Whose requests are counted together."""

    PERSON = "person"  # the signed-in person; their address while signed out
    ADDRESS = "address"


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


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer to one request: may it go on, how many more might now, when the next and when all may (seconds)."""

    is_allowed: bool
    remaining: int
    retry_after: int
    reset_after: int


class Local:
    """The same reckoning in this process: each process then allows the rate by itself."""

    def __init__(self, *, most: int = _KEPT) -> None:
        self._lock, self._most = threading.Lock(), most
        self._arrivals: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    def ask(self, key: str, rate: Rate) -> tuple[int, int, int]:
        """Return (allowed, microseconds of room or of waiting, microseconds until all is free again)."""
        now, span = time.monotonic_ns() // 1000, rate.period * _MICROS
        with self._lock:
            tat = max(self._arrivals.get(key, now), now)
            new = tat + rate.interval
            room = span - (new - now)
            if room < 0:
                return 0, -room, tat - now
            self._forget(now)
            self._arrivals[key] = new
            return 1, room, new - now

    def _forget(self, now: int) -> None:
        if len(self._arrivals) < self._most:
            return
        self._arrivals = {key: tat for key, tat in self._arrivals.items() if tat > now}
        while len(self._arrivals) >= self._most:  # all of them fresh: the oldest entry goes
            del self._arrivals[next(iter(self._arrivals))]


class Counter:
    """Asks Valkey, and the local count when Valkey is lost."""

    def __init__(self) -> None:
        self._lossy, self._local = Lossy(), Local()
        self._lock = threading.Lock()
        self._ask: Callable[..., Any] | None = None

    def ask(self, key: str, rate: Rate) -> Allowance:
        """Count one request."""
        span = rate.period * _MICROS
        found = self._lossy.run(lambda: self._remote(key, rate.interval, span), otherwise=None)
        allowed, amount, busy = found or self._local.ask(key, rate)
        remaining = amount // rate.interval if allowed else 0
        wait = 0 if allowed else max(1, math.ceil(amount / _MICROS))
        return Allowance(bool(allowed), remaining, wait, math.ceil(busy / _MICROS))

    def _remote(self, key: str, interval: int, span: int) -> tuple[int, int, int]:
        found = self._script()(keys=[f"assay:rate:{key}"], args=[interval, span])
        return int(found[0]), int(found[1]), int(found[2])

    def _script(self) -> Callable[..., Any]:
        with self._lock:
            if self._ask is None:
                options: dict[str, Any] = settings.CACHES["default"]
                client = redis.Redis.from_url(str(options["LOCATION"]), **options["OPTIONS"])
                self._ask = cast("Callable[..., Any]", client.register_script(_GCRA))
            return self._ask


_counter: Final = Counter()


def allow(key: str, rate: Rate) -> Allowance:
    """Count one request under ``key`` and tell whether it may go on."""
    return _counter.ask(hashlib.blake2b(key.encode(), digest_size=16).hexdigest(), rate)


def throttle(
    rate: str, *, by: str = "person", name: str = "", methods: Collection[str] | None = None
) -> Callable[[View], View]:
    """Limit a view to ``rate`` per caller; above it the view is not called and TooMany is raised.

    ``by``: ``"person"`` or ``"address"``. ``name``: views with one name share one count (default: each its own).
    ``methods``: count only these (default: all). Every counted answer carries RateLimit-Limit, RateLimit-Remaining and
    RateLimit-Reset. On ninja routes use ``@decorate_view(throttle(…))``.
    """
    allowed, who = Rate.parse(rate), By(by)

    def decorate(view: View) -> View:
        label = name or f"{view.__module__}.{view.__qualname__}"

        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if methods and request.method not in methods:
                return view(request, *args, **kwargs)
            if methods is not None and request.method not in methods:
                return view(request, *args, **kwargs)
            allowance = allow(f"{label}|{caller(request, who)}", allowed)
            headers = _headers(allowed, allowance)
            if not allowance.is_allowed:
                refusal = TooMany(f"At most {rate} are allowed here.", retry_after=allowance.retry_after)
                refusal.headers = headers
                raise refusal
            response = view(request, *args, **kwargs)
            for header, value in headers.items():
                response.headers.setdefault(header, value)
            return response

        return limited

    return decorate


def caller(request: HttpRequest, by: By) -> str:
    """Name whose request this is: the person where one is signed in and asked for, the network address otherwise."""
    person = context.current().person_id
    return f"person:{person}" if by is By.PERSON and person else f"address:{address(request)}"


def address(request: HttpRequest) -> str:
    """Return the caller's network address: the one our outermost trusted proxy saw, never one the caller wrote."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else direct


def _headers(rate: Rate, allowance: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(rate.limit),
        "RateLimit-Remaining": str(allowance.remaining),
        "RateLimit-Reset": str(allowance.reset_after),
    }
