"""When each promise was last broken on purpose and its evidence turned red (`make breaks`).

The breaks write ``{"breaks": [{id, items, at, passed, detail}]}`` into var/readiness/breaks.json, each as
it was seen last.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.kernel import wire
from assay.modules.readiness.conf import Place
from assay.modules.readiness.types import Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How one break was seen last."""

    id: str
    items: tuple[str, ...]
    at: str  # ISO 8601 with its zone
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllSeen:
    breaks: tuple[Seen, ...] = ()


def load(file: Path) -> tuple[Seen, ...]:
    """Everything that was seen. Raises kernel.wire.WireInvalid."""
    return wire.loads(AllSeen, file.read_bytes()).breaks if file.exists() else ()


def save(file: Path, seen: Iterable[Seen], *, register: Iterable[str]) -> None:
    """Write down what was seen now beside what was seen before; forget what is no longer in the register."""
    by_id = {one.id: one for one in (*load(file), *seen)}
    kept = tuple(by_id[name] for name in sorted({*register} & by_id.keys()))
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_bytes(wire.dumps(AllSeen(breaks=kept)))
    draft.replace(file)


def by_item(place: Place) -> Mapping[str, Broken]:
    """For each item how many breaks were planted, how many turned its evidence red, and when the oldest was seen."""
    seen = load(place.breaks)
    return {item: _counted([one for one in seen if item in one.items]) for one in seen for item in one.items}


def _counted(seen: list[Seen]) -> Broken:
    return Broken(
        since=min(dt.datetime.fromisoformat(one.at) for one in seen),
        planted=len(seen),
        red=sum(one.passed for one in seen),
    )
