"""Pure rules: which role may what; when an attempt to sign in has to wait."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from assay.modules.identity.types import Attempt, Level, Limit, Role, Stage, Verdict

_RANK: Final = {Role.VIEWER: 0, Role.MEMBER: 1, Role.ADMIN: 2, Role.OWNER: 3}


def reaches(role: Role, least: Role) -> bool:
    """Tell whether a role is at least the one that is asked for."""
    return _RANK[role] >= _RANK[least]


LEAST_WORK: Final = 17  # bits: a fifth of a second of a telephone
MOST_WORK: Final = 22  # bits: some seconds; more would stop people before it stops machines
_HOUR: Final = 3600

# By what attempts are counted, for browsers that the account does not know. The account's own counter asks for work and
# never for waiting: whoever attacks an account from everywhere must not keep its owner out. Waiting is asked of one
# network at one account. The second step has no work to offer: a code of six digits is cheap to guess by working.
_STRANGER: Final[Mapping[Stage, Mapping[str, Limit]]] = {
    Stage.PASSWORD: {
        "account": Limit(free=10, period=_HOUR, work_from=10),
        "network": Limit(free=50, period=_HOUR, work_from=50),
        "pair": Limit(free=5, period=_HOUR, longest_wait=60, work_from=10, ceiling=40),
    },
    Stage.FACTOR: {
        "account": Limit(free=5, period=2 * _HOUR, longest_wait=_HOUR),
        "network": Limit(free=50, period=_HOUR, longest_wait=60),
    },
}
# A device the account knows is counted by itself, whatever happens to account and network.
_KNOWN: Final[Mapping[Stage, Mapping[str, Limit]]] = {
    Stage.PASSWORD: {"device": Limit(free=5, period=_HOUR, longest_wait=900)},
    Stage.FACTOR: {"device": Limit(free=5, period=2 * _HOUR, longest_wait=_HOUR)},
}


def counters(attempt: Attempt) -> dict[str, Limit]:
    """Return the names of the counters that an attempt is counted under, each with its limit."""
    names = {
        "account": attempt.account,
        "network": attempt.network,
        "pair": f"{attempt.account}|{attempt.network}",
        "device": f"{attempt.account}|{attempt.device}",
    }
    table = (_KNOWN if attempt.device else _STRANGER)[attempt.stage]
    return {f"{attempt.stage}|{by}|{names[by]}": limit for by, limit in table.items()}


def leaked(level: Level, limit: Limit) -> float:
    """Return the failures that still count: ``free`` of them are forgotten evenly within each period."""
    return max(0.0, level.failures - level.age * limit.free / (1000 * limit.period))


def judge(found: Sequence[tuple[Limit, Level]], *, shown: int) -> Verdict:
    """Decide on an attempt by all its counters; ``shown`` is the work it comes with, in bits.

    The server's script (providers.tally) decides by the same arithmetic; a test compares the two.
    """
    hard = soft = 0.0
    work = 0
    for limit, level in found:
        failures = leaked(level, limit)
        count = math.floor(failures + 0.5)
        pause = 1000 * min(limit.longest_wait, 2 ** max(0, min(count - limit.free + 1, 20))) - level.age
        if limit.ceiling is not None and count >= limit.ceiling:
            hard = max(hard, _until(limit.ceiling, failures, limit))
        elif limit.work_from is not None and count >= limit.work_from:
            work = max(work, _bits(count, limit.work_from))
            soft = max(soft, pause, _until(limit.work_from, failures, limit))
        elif count >= limit.free:
            hard, soft = (max(hard, pause), soft) if limit.work_from is None else (hard, max(soft, pause))
    if hard > 0:
        return Verdict(is_allowed=False, wait=math.ceil(hard))
    if soft <= 0 or (shown > 0 and shown >= work - 1):  # one bit of grace: others may have failed while it worked
        return Verdict(is_allowed=True)
    return Verdict(is_allowed=False, wait=math.ceil(soft), work=work)


def _until(bound: int, failures: float, limit: Limit) -> float:
    """Milliseconds until fewer than ``bound`` failures count."""
    return (failures + 0.5 - bound) * 1000 * limit.period / limit.free + 1


def _bits(count: int, start: int) -> int:
    """One bit more, which is twice the work, each time the failures double."""
    return min(MOST_WORK, LEAST_WORK + math.floor(math.log2(count / start)))
