"""Failed attempts, counted in Valkey in one round trip; in this process where Valkey is away.

An attempt is counted as failed before it is made and given back when it succeeds, so fifty at once cannot all pass a
check in which none of them has been counted yet. A refused attempt is not counted: impatience lengthens no wait.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, cast

import redis
from django.conf import settings

from assay.kernel.cache import Lossy
from assay.modules.identity import policy
from assay.modules.identity.providers.proofs import PROOF_LIFE
from assay.modules.identity.types import Level, Limit, Proof, Verdict

_KEPT: Final = 20_000  # counters that the local tally remembers
_NEVER: Final = -1

_READ: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function read(key, free, period)
  local kept = redis.call('HMGET', key, 'failures', 'at')
  local failures, age = tonumber(kept[1] or '0'), 0
  if kept[2] then age = math.max(0, now - tonumber(kept[2])) end
  return math.max(0, failures - age * free / (1000 * period)), age
end
local function write(key, failures, free, period, longest)
  redis.call('HSET', key, 'failures', string.format('%.6f', failures), 'at', string.format('%.0f', now))
  redis.call('PEXPIRE', key, math.ceil(1000 * (failures * period / free + longest)) + 1000)
end
"""
_TRY: Final = (
    _READ
    + """
local shown, least, most = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
if shown > 0 and not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[2]) then shown = 0 end
local hard, soft, work, kept = 0, 0, 0, {}
for i = 2, #KEYS do
  local base = 5 + (i - 2) * 5
  local free, period, longest = tonumber(ARGV[base]), tonumber(ARGV[base + 1]), tonumber(ARGV[base + 2])
  local work_from, ceiling = tonumber(ARGV[base + 3]), tonumber(ARGV[base + 4])
  local failures, age = read(KEYS[i], free, period)
  local count = math.floor(failures + 0.5)
  local function till(bound) return (failures + 0.5 - bound) * 1000 * period / free + 1 end
  kept[i] = {failures, free, period, longest}
  local pause = 1000 * math.min(longest, 2 ^ math.max(0, math.min(count - free + 1, 20))) - age
  if ceiling >= 0 and count >= ceiling then
    hard = math.max(hard, till(ceiling))
  elseif work_from >= 0 and count >= work_from then
    work = math.max(work, math.min(most, least + math.floor(math.log(count / work_from) / math.log(2) + 1e-9)))
    soft = math.max(soft, pause, till(work_from))
  elseif count >= free then
    if work_from >= 0 then soft = math.max(soft, pause) else hard = math.max(hard, pause) end
  end
end
if hard > 0 then return {0, math.ceil(hard), 0} end
if soft > 0 and not (shown > 0 and shown >= work - 1) then return {0, math.ceil(soft), work} end
for i = 2, #KEYS do write(KEYS[i], kept[i][1] + 1, kept[i][2], kept[i][3], kept[i][4]) end
return {1, 0, 0}
"""
)
_GIVE_BACK: Final = (
    _READ
    + """
for i = 1, #KEYS do
  local free, period, longest = tonumber(ARGV[i * 3 - 2]), tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3])
  local failures = read(KEYS[i], free, period)
  if failures > 0 then write(KEYS[i], math.max(0, failures - 1), free, period, longest) end
end
return 1
"""
)
_LEVELS: Final = (
    _READ
    + """
local found = {}
for i = 1, #KEYS do
  local failures = read(KEYS[i], tonumber(ARGV[i * 2 - 1]), tonumber(ARGV[i * 2]))
  found[i] = string.format('%.6f', failures)
end
return found
"""
)


class Local:
    """The same count in this process alone."""

    def __init__(self, *, most: int = _KEPT) -> None:
        self._lock, self._most = threading.Lock(), most
        self._kept: dict[str, tuple[float, float]] = {}
        self._proofs: dict[str, float] = {}

    def attempt(self, counters: Mapping[str, Limit], proof: Proof | None) -> Verdict:
        """Judge an attempt and count it as failed if it may be made."""
        now = time.monotonic() * 1000
        with self._lock:
            found = {name: self._level(name, now) for name in counters}
            shown = proof.bits if proof and self._is_fresh(proof.nonce, now) else 0
            verdict = policy.judge([(limit, found[name]) for name, limit in counters.items()], shown=shown)
            if verdict.is_allowed:
                for name, limit in counters.items():
                    self._keep(name, policy.leaked(found[name], limit) + 1, now)
            return verdict

    def give_back(self, counters: Mapping[str, Limit]) -> None:
        """Take one failure out of each counter again."""
        now = time.monotonic() * 1000
        with self._lock:
            for name, limit in counters.items():
                self._keep(name, max(0.0, policy.leaked(self._level(name, now), limit) - 1), now)

    def levels(self, counters: Mapping[str, Limit]) -> dict[str, float]:
        """Return the failures that each counter still holds."""
        now = time.monotonic() * 1000
        with self._lock:
            return {name: policy.leaked(self._level(name, now), limit) for name, limit in counters.items()}

    def forget(self, names: Collection[str]) -> None:
        """Set counters back."""
        with self._lock:
            for name in names:
                self._kept.pop(name, None)

    def _level(self, name: str, now: float) -> Level:
        failures, at = self._kept.get(name, (0.0, now))
        return Level(failures=failures, age=now - at)

    def _is_fresh(self, nonce: str, now: float) -> bool:
        self._proofs = {known: until for known, until in self._proofs.items() if until > now}
        if nonce in self._proofs:
            return False
        self._proofs[nonce] = now + 1000 * PROOF_LIFE
        return True

    def _keep(self, name: str, failures: float, now: float) -> None:
        self._kept.pop(name, None)  # the youngest stands last
        while len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[name] = (failures, now)


class Tally:
    """Asks Valkey, and the local count when Valkey is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lossy: dict[str, Lossy] = {}
        self._locals: dict[str, Local] = {}
        self._scripts: dict[tuple[str, str], Callable[..., Any]] = {}

    def attempt(self, counters: Mapping[str, Limit], proof: Proof | None) -> Verdict:
        """Judge an attempt and count it as failed if it may be made."""
        found: Verdict | None = self._server().run(lambda: self._remote(counters, proof), otherwise=None)
        return found or self._alone().attempt(counters, proof)

    def give_back(self, counters: Mapping[str, Limit]) -> None:
        """Take one failure out of each counter again: the attempt succeeded, or was not made."""
        numbers = [number for limit in counters.values() for number in (limit.free, limit.period, limit.longest_wait)]
        keys = [_key(name) for name in counters]
        done = self._server().run(lambda: self._script(_GIVE_BACK)(keys=keys, args=numbers), otherwise=None)
        if done is None:
            self._alone().give_back(counters)

    def levels(self, counters: Mapping[str, Limit]) -> dict[str, int]:
        """Return how many failures each counter still holds; nothing is counted."""
        numbers = [number for limit in counters.values() for number in (limit.free, limit.period)]
        keys = [_key(name) for name in counters]
        found = self._server().run(lambda: self._script(_LEVELS)(keys=keys, args=numbers), otherwise=None)
        levels = (
            self._alone().levels(counters) if found is None else dict(zip(counters, map(float, found), strict=True))
        )
        return {name: round(failures) for name, failures in levels.items()}

    def forget(self, names: Collection[str]) -> None:
        """Set counters back, there and here."""
        self._alone().forget(names)
        self._server().run(lambda: self._client().delete(*map(_key, names)), otherwise=None)

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(_place(), **settings.CACHES["default"]["OPTIONS"])

    def _remote(self, counters: Mapping[str, Limit], proof: Proof | None) -> Verdict:
        numbers: list[int] = [proof.bits if proof else 0, PROOF_LIFE, policy.LEAST_WORK, policy.MOST_WORK]
        for limit in counters.values():
            bounds = (_NEVER if bound is None else bound for bound in (limit.work_from, limit.ceiling))
            numbers += [limit.free, limit.period, limit.longest_wait, *bounds]
        keys = [_key(f"proof|{proof.nonce if proof else ''}"), *(_key(name) for name in counters)]
        allowed, wait, work = self._script(_TRY)(keys=keys, args=numbers)
        return Verdict(is_allowed=bool(allowed), wait=int(wait), work=int(work))

    def _script(self, text: str) -> Callable[..., Any]:
        with self._lock:
            place = _place()
            if (place, text) not in self._scripts:
                client = redis.Redis.from_url(place, **settings.CACHES["default"]["OPTIONS"])
                self._scripts[place, text] = cast("Callable[..., Any]", client.register_script(text))
            return self._scripts[place, text]

    def _server(self) -> Lossy:
        """Whether the server that the settings name was lost a moment ago."""
        return self._lossy.setdefault(_place(), Lossy())

    def _alone(self) -> Local:
        return self._locals.setdefault(_place(), Local())


def _place() -> str:
    return str(settings.CACHES["default"]["LOCATION"])


def _key(name: str) -> str:
    return f"assay:attempts:{hashlib.blake2b(name.encode(), digest_size=16).hexdigest()}"


tally: Final = Tally()
