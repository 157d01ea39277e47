"""Pure rules: roles; when an attempt to sign in has to wait; what a key is; what proves a second factor."""

import hmac
import math
import re
import secrets
import string
import struct
import unicodedata
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from assay.modules.identity.types import Attempt, FactorKind, KeyOrder, Level, Limit, Role, Stage, Verdict

_RANK: Final = {Role.VIEWER: 0, Role.MEMBER: 1, Role.ADMIN: 2, Role.OWNER: 3}


def reaches(role: Role, least: Role) -> bool:
    """Tell whether a role is at least the one that is asked for."""
    return _RANK[role] >= _RANK[least]


def lower(one: Role, other: Role) -> Role:
    """Return the role of these that may less."""
    return min(one, other, key=_RANK.__getitem__)


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


# --- API keys (ADR 0018): assay_live_<12: public id>_<32: secret><6: checksum> ---------------------------------------

KEY_PREFIX: Final = "assay_live_"
SCIM_PREFIX: Final = "assay_scim_"  # tokens of directories (ADR 0026), of the same form
_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ID_LENGTH, _SECRET_LENGTH, _CHECK_LENGTH = 12, 32, 6  # the secret has 190 bits
_KEY: Final = re.compile(rf"[0-9A-Za-z]{{{_ID_LENGTH}}}_[0-9A-Za-z]{{{_SECRET_LENGTH + _CHECK_LENGTH}}}", re.ASCII)
KEY_LENGTH: Final = len(KEY_PREFIX) + _ID_LENGTH + 1 + _SECRET_LENGTH + _CHECK_LENGTH
SHORTEST_LIFE, USUAL_LIFE, LONGEST_LIFE = 1, 90, 365  # days
LONGEST_OVERLAP: Final = timedelta(days=7)
MOST_KEYS, MOST_NETWORKS = 50, 20  # live keys of a workspace, networks of a key
MOST_PER_MINUTE: Final = 600
LONGEST_KEY_NAME: Final = 80
WARNINGS: Final = (14, 3)  # days before a key expires


def new_key(prefix: str = KEY_PREFIX) -> tuple[str, str]:
    """Make a key; return its public id and the whole."""
    public_id, secret = (
        "".join(secrets.choice(_DIGITS) for _ in range(length)) for length in (_ID_LENGTH, _SECRET_LENGTH)
    )
    body = f"{prefix}{public_id}_{secret}"
    return public_id, body + checksum(body)


def checksum(text: str) -> str:
    """Return CRC-32 of a key's text before its checksum as six digits to base 62 (0-9, A-Z, a-z)."""
    number, found = zlib.crc32(text.encode()), ""
    for _ in range(_CHECK_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        found = _DIGITS[digit] + found
    return found


def is_key(text: str, *, prefix: str = KEY_PREFIX) -> bool:
    """Tell whether a text has the form and the checksum of a key; says nothing of whether it is one."""
    has_form = text.startswith(prefix) and _KEY.fullmatch(text.removeprefix(prefix))
    return bool(has_form) and checksum(text[:-_CHECK_LENGTH]) == text[-_CHECK_LENGTH:]


def holds_key(text: str) -> bool:
    """Tell whether a key, or what looks like one, stands somewhere in a text."""
    return KEY_PREFIX in text


def admits(networks: Collection[str], address: str) -> bool:
    """Tell whether an address lies in one of the networks; every address does where none is named."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None  # either spelling may be named
    return any(form in ip_network(network) for network in networks for form in (found, mapped) if form is not None)


def key_faults(order: KeyOrder, *, offered: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with the wish for a key: (JSON pointer, sentence)."""
    checks = (
        (not (0 < len(order.name) <= LONGEST_KEY_NAME and order.name.isprintable()),
         "/name", f"1 to {LONGEST_KEY_NAME} printable characters"),
        (not order.scopes, "/scopes", "at least one"),
        (not SHORTEST_LIFE <= order.days <= LONGEST_LIFE, "/days", f"between {SHORTEST_LIFE} and {LONGEST_LIFE}"),
        (len(order.networks) > MOST_NETWORKS, "/networks", f"at most {MOST_NETWORKS}"),
        (order.per_minute is not None and not 1 <= order.per_minute <= MOST_PER_MINUTE,
         "/per_minute", f"between 1 and {MOST_PER_MINUTE}"),
    )  # fmt: skip
    unknown = [(f"/scopes/{at}", "no such scope") for at, scope in enumerate(order.scopes) if scope not in offered]
    strange = [
        (f"/networks/{at}", "not a network like 203.0.113.0/24 or 2001:db8::/32")
        for at, network in enumerate(order.networks)
        if not _is_network(network)
    ]
    return (*((pointer, said) for failed, pointer, said in checks if failed), *unknown, *strange)


def power(role: Role, scopes: Collection[str], *, is_signed: bool) -> Role:
    """Return the role a program acts with: the maker's present one, cut to what its key is for.

    Signed, it is what its maker is: each operation still asks for its scope, and what changes something for one that
    writes. Without a signature it is a member at most, and without a scope that writes it only reads.
    """
    most = Role.OWNER if is_signed else Role.MEMBER
    if not is_signed and not any(scope.endswith(":write") for scope in scopes):
        most = Role.VIEWER
    return lower(role, most)


def key_warning(left: timedelta, *, told: int | None, lifetime: timedelta) -> int | None:
    """Return which warning is due (its days) for a key with this time left; None when none is, or it was told.

    A key that lives no longer than the warning's days is not warned of in the hour it is made.
    """
    due = [days for days in WARNINGS if left <= timedelta(days=days) < lifetime]
    nearest = min(due, default=None)
    return nearest if nearest is not None and (told is None or nearest < told) else None


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


# --- second factors ---------------------------------------------------------------------------------------------------

STRONG: Final = frozenset({FactorKind.TOTP, FactorKind.PASSKEY})
PERIOD: Final = 30  # seconds, RFC 6238 section 4.1
DIGITS: Final = 6
DRIFT: Final = 1  # steps on either side, RFC 6238 section 5.2
MAILED_DIGITS: Final = 8
CODE_COUNT: Final = 10
CODE_LENGTH: Final = 12
SELECTOR_LENGTH: Final = 2
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I, O; five bits a letter


def plain_code(text: str) -> str:
    """Return what was meant: capitals and ASCII digits, without spaces, dashes and whatever cannot be seen.

    Full-width, Arabic-Indic and other decimal digits count as what they are: no spelling makes a used code new.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in folded if letter.isalnum()
    )


def totp_code(key: bytes, *, step: int) -> str:
    """Return the code of a time step: RFC 4226 section 5.3 with SHA-1, six digits."""
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFF_FFFF) % 10**DIGITS:0{DIGITS}}"


def totp_steps(key: bytes, *, code: str, now: datetime) -> tuple[int, ...]:
    """Return the time steps around now, oldest first, that the code belongs to; none for a wrong code."""
    present = int(now.timestamp()) // PERIOD
    window = range(present - DRIFT, present + DRIFT + 1)
    return tuple(step for step in window if hmac.compare_digest(totp_code(key, step=step).encode(), code.encode()))


def is_clone(*, stored: int, shown: int) -> bool:
    """Tell whether a key's signature counter went back or stood still: WebAuthn level 3, section 6.1.1.

    Keys that do not count say zero for ever.
    """
    return (stored, shown) != (0, 0) and shown <= stored


def is_last_strong(kind: FactorKind, *, others: Collection[FactorKind]) -> bool:
    """Tell whether taking this factor away leaves no strong one."""
    return kind in STRONG and not STRONG.intersection(others)


def may_mail_codes(*, kinds: Collection[FactorKind], is_staff: bool, is_asked: bool) -> bool:
    """Tell whether codes by email may be a second factor: only where nothing stronger is there or asked for."""
    return not STRONG.intersection(kinds) and not is_staff and not is_asked


def due_when_vouched(*, started_at: datetime, due_at: datetime, least: timedelta, now: datetime) -> datetime:
    """Return when a waiting time ends that somebody vouched for: sooner, and never at once."""
    return min(due_at, max(now, started_at + least))
