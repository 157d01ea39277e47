"""From frozen dataclasses to JSON; one object always gives the same bytes."""

import dataclasses
import datetime as dt
import json
import math
import uuid
from enum import Enum
from typing import Any


class NotWireable(TypeError):
    """The object holds something that has no place in JSON: NaN, a set, a live object…"""


def dump(value: Any, *, digits: int | None = None, keep_none: bool = True) -> Any:
    """JSON-ready form of a dataclass: enums to values, tuples to lists, ids and times to text, numpy to plain numbers.

    ``digits`` rounds floats to so many significant digits (12 makes results equal across machines, Q18).
    ``keep_none=False`` leaves absent values out. Raises NotWireable with the place.
    """
    return _Dumper(digits=digits, keep_none=keep_none).value(value, "")


def dumps(value: Any, *, digits: int | None = None, keep_none: bool = True) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8. Takes what ``dump`` takes."""
    plain = dump(value, digits=digits, keep_none=keep_none)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Dumper:
    digits: int | None
    keep_none: bool

    def value(self, value: Any, at: str) -> Any:
        if isinstance(value, Enum):
            return self.value(value.value, at)
        if value is None or isinstance(value, bool | str):
            return str(value) if isinstance(value, str) else value
        if isinstance(value, int | float):
            return self._number(value, at)
        if isinstance(value, uuid.UUID | dt.date):
            return str(value) if isinstance(value, uuid.UUID) else value.isoformat()
        return self._container(value, at)

    def _container(self, value: Any, at: str) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._object({item.name: getattr(value, item.name) for item in dataclasses.fields(value)}, at)
        if isinstance(value, dict):
            return self._object(value, at)
        if isinstance(value, tuple | list):
            return [self.value(item, f"{at}/{index}") for index, item in enumerate(value)]
        if hasattr(value, "tolist"):  # numpy's scalars and arrays; the kernel need not import numpy to know them
            return self.value(value.tolist(), at)
        raise NotWireable(f"{at or '/'}: {type(value).__name__} has no form in JSON")

    def _object(self, members: dict[Any, Any], at: str) -> dict[str, Any]:
        return {
            str(self._key(key, at)): self.value(member, f"{at}/{key}")
            for key, member in members.items()
            if self.keep_none or member is not None
        }

    def _key(self, key: Any, at: str) -> str:
        if not isinstance(key, str):
            raise NotWireable(f"{at or '/'}: key {key!r} is no text")
        return key.value if isinstance(key, Enum) else key

    def _number(self, value: float, at: str) -> float:
        if isinstance(value, int):
            return int(value)
        if not math.isfinite(value):
            raise NotWireable(f"{at or '/'}: {value} is no JSON number")
        if self.digits is None:
            return float(value)
        return float(f"{value:.{self.digits}g}") + 0.0  # −0.0 becomes 0.0
