"""The evidence ledger's chain of hashes: what was logged, in which order, cannot be changed unseen (I2, Q19).

The chain proves order and integrity, not honesty: what a founder logs is self-reported, and reports say so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from math import isfinite

from assay.engine.types import Record

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None

GENESIS = "0" * 64
_DOMAIN = b"assay ledger v1\n"
_EXACT_INTEGERS = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stored row: its body, the hash of the row before (``GENESIS`` for the first), and its own hash."""

    body: Mapping[str, Json]
    prev_hash: str
    hash: str


class Fault(StrEnum):
    """What is wrong with a row."""

    CHANGED = "changed"  # the body does not give the stored hash
    UNLINKED = "unlinked"  # it does not follow the row before: one was removed, added or moved
    CUT = "cut"  # the chain ends before the expected head


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Where the chain breaks first, counted from 0, and how."""

    position: int
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A ledger entry as the engine reads it: a record, and the id of the record it corrects.

    A correction without a record takes the earlier one back.
    """

    record: Record | None
    corrects: str | None = None


def canonical(value: Json) -> bytes:
    """JSON with one spelling: sorted keys, no spaces, UTF-8, whole floats as integers. Raises ValueError otherwise.

    Numbers follow RFC 8785 in spirit, so that a trip through a database's JSON type does not change the hash.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def row_hash(prev_hash: str, body: Mapping[str, Json]) -> str:
    """SHA-256 over the hash of the row before and the canonical body, in lower-case hexadecimal."""
    return sha256(_DOMAIN + prev_hash.encode() + b"\n" + canonical(body)).hexdigest()


def appended(rows: Sequence[Row], body: Mapping[str, Json]) -> Row:
    """The row that follows ``rows``."""
    prev_hash = head(rows)
    return Row(body=body, prev_hash=prev_hash, hash=row_hash(prev_hash, body))


def head(rows: Sequence[Row]) -> str:
    """The hash that stands for the whole ledger; ``GENESIS`` when it is empty."""
    return rows[-1].hash if rows else GENESIS


def verify(rows: Sequence[Row], *, expected_head: str | None = None) -> Broken | None:
    """The first fault, or None. Rows missing at the end only show against a head that was kept elsewhere."""
    before = GENESIS
    for position, row in enumerate(rows):
        if row.prev_hash != before:
            return Broken(position=position, fault=Fault.UNLINKED)
        if row.hash != row_hash(row.prev_hash, row.body):
            return Broken(position=position, fault=Fault.CHANGED)
        before = row.hash
    if expected_head is not None and expected_head != before:
        return Broken(position=len(rows), fault=Fault.CUT)
    return None


def body_of(entry: Entry) -> dict[str, Json]:
    """What of an entry is hashed: every field of the record, and what it corrects."""
    return {"corrects": entry.corrects, "record": asdict(entry.record) if entry.record else None}


def effective(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """The records that count, in the order of the ledger; a corrected row stays in the ledger but no longer counts.

    A correction of a correction works the same way. Raises ValueError when a row corrects one that is not before it.
    """
    counting: dict[str, Record] = {}
    known: set[str] = set()
    for entry in entries:
        if entry.corrects is not None:
            if entry.corrects not in known:
                raise ValueError(f"a correction names a record that is not before it: {entry.corrects}")
            counting.pop(entry.corrects, None)
        if entry.record is not None:
            known.add(entry.record.id)
            counting[entry.record.id] = entry.record
    return tuple(counting.values())


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("keys of a ledger row are strings")
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, float):
        return _number(value)
    if value is None or isinstance(value, str | int):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise ValueError(f"a ledger row cannot hold {type(value).__name__}")


def _number(value: float) -> float | int:
    if not isfinite(value):
        raise ValueError("a ledger row cannot hold a number that is not finite")
    return int(value) if value.is_integer() and abs(value) < _EXACT_INTEGERS else value
