"""A file in MaxMind's format (2.0), as small as it can be: a tree of one bit per node, and a record per network."""

import ipaddress
import struct
from collections.abc import Mapping
from typing import Any

_MARK = b"\xab\xcd\xefMaxMind.com"
_NUMBERS = {"node_count": 6, "build_epoch": 9}  # their kinds; all other numbers are of kind 5
_GAP = 16  # zero bytes between the tree and the records


def database(
    places: Mapping[str, tuple[str, str]], *, degrees: Mapping[str, tuple[float, float]] | None = None
) -> bytes:
    """The bytes of a file that knows city and country of these IPv4 networks, and latitude and longitude of some."""
    tree: list[list[Any]] = [[None, None]]
    records = b""
    for network, (city, country) in places.items():
        _plant(tree, ipaddress.IPv4Network(network), _Leaf(len(records)))
        record: dict[str, Any] = {"city": {"names": {"en": city}}, "country": {"names": {"en": country}}}
        if degrees and network in degrees:
            record["location"] = dict(zip(("latitude", "longitude"), degrees[network], strict=True))
        records += _value(record)
    count = len(tree)
    nodes = b"".join(struct.pack(">II", *(_pointer(side, count) for side in node)) for node in tree)
    about = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 1_700_000_000,
        "database_type": "Test",
        "description": {"en": "Test"},
        "languages": ["en"],
        "ip_version": 4,
        "node_count": count,
        "record_size": 32,
    }
    return nodes + bytes(_GAP) + records + _MARK + _value(about)


class _Leaf:
    def __init__(self, offset: int) -> None:
        self.offset = offset


def _plant(tree: list[list[Any]], network: ipaddress.IPv4Network, leaf: _Leaf) -> None:
    bits = f"{int(network.network_address):032b}"[: network.prefixlen]
    at = 0
    for bit in bits[:-1]:
        if tree[at][int(bit)] is None:
            tree.append([None, None])
            tree[at][int(bit)] = len(tree) - 1
        at = tree[at][int(bit)]
    tree[at][int(bits[-1])] = leaf


def _pointer(side: Any, count: int) -> int:
    if side is None:
        return count
    return count + _GAP + side.offset if isinstance(side, _Leaf) else int(side)


def _value(value: Any, *, kind: int = 5) -> bytes:
    if isinstance(value, dict):
        pairs = [(_value(key), _value(inner, kind=_NUMBERS.get(key, 5))) for key, inner in value.items()]
        return _head(7, len(value)) + b"".join(key + inner for key, inner in pairs)
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(map(_value, value))
    if isinstance(value, float):
        return _head(3, 8) + struct.pack(">d", value)
    if isinstance(value, str):
        return _head(2, len(value.encode())) + value.encode()
    size = (int(value).bit_length() + 7) // 8
    assert isinstance(value, int)
    return _head(kind, size) + value.to_bytes(size, "big")


def _head(kind: int, size: int) -> bytes:
    assert size < 29
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
