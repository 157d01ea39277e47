"""Check an audit log that Assay exported: `python3 verify_audit.py export.jsonl --witness checkpoints.jsonl --key HEX`.

This file needs Python 3.12 and nothing else. It says OK, or what is wrong and at which position. The product seals by
the functions in here, so the rules are written once. An export holds one JSON object per line: a header, the entries of
one or more chains in order, and the checkpoints signed over them. The witness is the copy of all checkpoints in a
second place; it finds what no export can show: a tail cut off together with its checkpoints.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FORMAT = "assay-audit/1"
GENESIS = "0" * 64
LATEST_COMMIT = timedelta(minutes=15)  # no transaction lasts longer, so nothing older turns up after a checkpoint
CLOCK_SKEW = timedelta(minutes=5)
type Record = Mapping[str, Any]
type SignatureCheck = Callable[[bytes, bytes, bytes], bool]


def canonical(value: object) -> bytes:
    """Write JSON the one way that is hashed and signed: sorted names, no blanks, UTF-8; numbers are whole."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def link_hash(entry: Record, *, position: int, prev: str, sealed_at: str) -> str:
    """Return the hash that ties an entry to its place: the entry, where it stands, after what, and since when."""
    return digest([FORMAT, entry["chain"], position, prev, sealed_at, digest(entry)])


def leaf_hash(leaf: Record) -> bytes:
    """Return the leaf of the tree for one chain's head."""
    return hashlib.sha256(b"\0" + canonical([leaf["chain"], leaf["position"], leaf["hash"]])).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def above(level: Sequence[bytes]) -> list[bytes]:
    """Pair neighbours; one without a neighbour goes up as it is (RFC 9162)."""
    return [_node(*level[at : at + 2]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)]


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Return the root over the leaves in their order, in hex."""
    level = list(leaves) or [hashlib.sha256(b"").digest()]
    while len(level) > 1:
        level = above(level)
    return level[0].hex()


def root_by_proof(leaf: bytes, proof: Iterable[Sequence[str]]) -> str:
    """Return the root that a leaf and its neighbours lead to."""
    for side, other in proof:
        leaf = _node(bytes.fromhex(other), leaf) if side == "left" else _node(leaf, bytes.fromhex(other))
    return leaf.hex()


# Ed25519 (RFC 8032), verification only: everything here is public, so time may tell.
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
type _Point = tuple[int, int, int, int]


def _plus(a: _Point, b: _Point) -> _Point:
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    u, v = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _plus(total, point)
        point, factor = _plus(point, point), factor >> 1
    return total


def _point(raw: bytes) -> _Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(raw) != 32 or y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point(bytes.fromhex("58" + "66" * 31)) or (0, 1, 1, 0)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the signature over the message is by the holder of this public key."""
    who, nonce, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if who is None or nonce is None or len(signature) != 64 or s >= _L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    a, b = _times(s, _BASE), _plus(nonce, _times(k, who))
    return (a[0] * b[2] - b[0] * a[2]) % _P == 0 and (a[1] * b[2] - b[1] * a[2]) % _P == 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which chain (none: in the checkpoints), and from which position on."""

    chain: str
    position: int
    what: str

    def sentence(self) -> str:
        return f"{self.chain or 'checkpoints'}, position {self.position}: {self.what}"


@dataclass(slots=True)
class Chain:
    """One chain as far as it was read."""

    name: str
    hashes: list[str] = field(default_factory=list)
    times: list[tuple[datetime, datetime]] = field(default_factory=list)  # occurred, sealed
    faults: list[Fault] = field(default_factory=list)

    def fault(self, position: int, what: str) -> None:
        self.faults.append(Fault(self.name, position, what))

    def read(self, record: Record) -> None:
        """Take the next entry. What is written there carries on, so that one fault is said once."""
        expected, position, entry = len(self.hashes) + 1, int(record["position"]), record["entry"]
        sealed = datetime.fromisoformat(record["sealed_at"])
        if position != expected:
            self.fault(min(expected, position), f"missing or out of order; position {position} follows")
            missing = max(0, position - expected)
            self.hashes, self.times = self.hashes[: position - 1] + [""] * missing, self.times[: position - 1]
            self.times += [(sealed, sealed)] * missing
        made = entry and link_hash(entry, position=position, prev=record["prev"], sealed_at=record["sealed_at"])
        if entry is None:
            self.fault(position, "the entry is gone; its link remains")
        elif self.hashes[-1:] != [""] and record["prev"] != (self.hashes[-1] if self.hashes else GENESIS):
            self.fault(position, "does not follow the entry before it")
        elif entry["chain"] != self.name or record["hash"] != made:
            self.fault(position, "was changed after it was sealed")
        self._at(position, datetime.fromisoformat(entry["occurred_at"]) if entry else sealed, sealed)
        self.hashes.append(record["hash"])

    def _at(self, position: int, occurred: datetime, sealed: datetime) -> None:
        if self.times and sealed < self.times[-1][1]:
            self.fault(position, "is dated before the entry it follows")
        if occurred > sealed + CLOCK_SKEW:
            self.fault(position, "says it happened after it was sealed")
        self.times.append((occurred, sealed))

    def compare(self, leaves: Sequence[tuple[datetime, Record]]) -> None:
        """Hold the chain against what was signed: (moment, head) in order. Only the first disagreement is said."""
        good, since = 0, None
        for at, leaf in leaves:
            position = int(leaf["position"])
            if position > len(self.hashes):
                self.fault(len(self.hashes) + 1, f"cut off here; {position} entries were signed for at {at:%F %T}")
                return
            if self.hashes[position - 1] != leaf["hash"]:
                self.fault(good + 1, f"rewritten between here and position {position}, signed for at {at:%F %T}")
                return
            self._dated(good, position, since=since, until=at)
            good, since = position, at
        self._dated(good, len(self.hashes), since=since, until=None)

    def _dated(self, first: int, last: int, *, since: datetime | None, until: datetime | None) -> None:
        """Entries between two checkpoints happened and were sealed between the two."""
        for place in range(first, last):
            occurred, sealed = self.times[place]
            if until and sealed > until + CLOCK_SKEW:
                self.fault(place + 1, f"is dated after the checkpoint of {until:%F %T} that holds it")
            if since and (occurred < since - LATEST_COMMIT or sealed < since - CLOCK_SKEW):
                self.fault(place + 1, f"is back-dated: the checkpoint of {since:%F %T} does not hold it")


def _leaves(checkpoint: Record) -> tuple[list[Record], str]:
    """Return the heads a checkpoint speaks of, and the root they lead to."""
    if "leaves" in checkpoint:
        return list(checkpoint["leaves"]), merkle_root([leaf_hash(leaf) for leaf in checkpoint["leaves"]])
    leaf = checkpoint["leaf"]
    return [leaf], root_by_proof(leaf_hash(leaf), checkpoint["proof"])


def read_checkpoint(checkpoint: Record, keys: Sequence[str], check: SignatureCheck) -> str:
    """Say what is wrong with one checkpoint; nothing when it is signed and speaks for its heads."""
    if checkpoint["key"] not in keys:
        return f"is signed by a key that is not trusted ({checkpoint['key'][:16]}…)"
    message, signature = canonical(checkpoint["statement"]), bytes.fromhex(checkpoint["signature"])
    if not check(bytes.fromhex(checkpoint["key"]), message, signature):
        return "bears a signature that does not fit"
    return "" if _leaves(checkpoint)[1] == checkpoint["statement"]["root"] else "does not speak for these heads"


@dataclass(slots=True)
class Export:
    """What an export holds."""

    keys: Sequence[str] = ()
    is_whole: bool = False  # every chain there is, not one workspace's
    entries: int = 0
    chains: dict[str, Chain] = field(default_factory=dict)
    checkpoints: dict[int, Record] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Read one line."""
        if record["type"] == "header":
            self.keys, self.is_whole = record["keys"], record["is_whole"]
            self.chains |= {name: Chain(name) for name in record["chains"]}
        elif record["type"] == "entry":
            self.entries += 1
            self.chains.setdefault(record["chain"], Chain(record["chain"])).read(record)
        else:
            self.checkpoints[record["statement"]["number"]] = record

    def compare(self, witness: Iterable[Record]) -> Iterable[Fault]:
        """Add what the second place holds; say where the two disagree and where its row of checkpoints has a gap."""
        before = GENESIS
        for expected, held in enumerate(witness, start=1):
            statement = held["statement"]
            if statement["number"] != expected or statement["previous"] != before:
                yield Fault("", expected, "the second place holds no unbroken row of checkpoints")
                return
            ours, before = self.checkpoints.get(expected), digest(statement)
            if ours and ours["statement"] != statement:
                yield Fault("", expected, "differs from the one in the second place")
            self.checkpoints[expected] = held

    def judge(self, keys: Sequence[str], check: SignatureCheck) -> Iterable[Fault]:
        """Hold every chain against what was signed for it."""
        heads: dict[str, list[tuple[datetime, Record]]] = {}
        for number, checkpoint in sorted(self.checkpoints.items()):
            if wrong := read_checkpoint(checkpoint, keys or self.keys, check):
                yield Fault("", number, wrong)
                continue
            for leaf in _leaves(checkpoint)[0]:
                at = datetime.fromisoformat(checkpoint["statement"]["at"])
                heads.setdefault(leaf["chain"], []).append((at, leaf))
        for name in sorted(self.chains.keys() | (heads.keys() if self.is_whole else set())):
            chain = self.chains.get(name, Chain(name))
            chain.compare(heads.get(name, []))
            yield from sorted(chain.faults, key=lambda fault: fault.position)


def verify(
    export: Export,
    *,
    witness: Iterable[Record] | None = None,
    keys: Sequence[str] = (),
    check: SignatureCheck = is_signed,
) -> list[Fault]:
    """Return every fault. Without trusted keys the header's are believed: enough for accidents, not for a forger."""
    if not export.keys:
        raise ValueError("it has no header")
    return [*(export.compare(witness) if witness is not None else ()), *export.judge(keys, check)]


def main(words: Sequence[str]) -> int:
    """Run from the command line. Returns 0 when all is well, 1 for faults, 2 for files that cannot be read."""
    parser = argparse.ArgumentParser(description="Check an audit log exported by Assay.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--witness", type=Path, help="the checkpoints kept in the second place")
    parser.add_argument("--key", action="append", default=[], help="a public key you trust, in hex")
    said, export = parser.parse_args(words), Export()
    try:
        for line in said.export.read_text("utf-8").splitlines():
            export.take(json.loads(line))
        held = [json.loads(line) for line in said.witness.read_text("utf-8").splitlines()] if said.witness else None
        faults = verify(export, witness=held, keys=said.key)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        sys.stderr.write(f"This is no audit log that can be read: {error!r}\n")
        return 2
    sys.stdout.write("".join(f"WRONG  {fault.sentence()}\n" for fault in faults) or f"OK  {export.entries} entries\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
