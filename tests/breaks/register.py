"""The planted breaks: what somebody might have done to a promise, and the evidence that has to notice.

They stand in planted/*.toml. ``python -m tests.breaks`` plants them one by one; tests/architecture/test_breaks.py holds
the register against the source and against the register of evidence, so that it cannot rot.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from assay.kernel import wire
from assay.modules.readiness import api
from assay.modules.readiness.types import Evidence, Kind

HOME: Final = Path(__file__).resolve().parent / "planted"
HELD: Final = ("1.", "11.H1", "11.H2", "11.H3", "11.H4", "11.H5", "11.H9", "11.H10")  # items that have to have a break


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One text for another, in the file of the break or in one of its own."""

    before: str = field(metadata={"min_length": 3})
    after: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """What somebody did, and what has to turn red by it."""

    id: str = field(metadata={"pattern": r"[a-z][a-z0-9-]+"})
    items: tuple[str, ...] = field(metadata={"min_items": 1})
    by: str = field(metadata={"min_length": 20})  # what an attacker or a careless colleague would have done
    file: str
    before: str = field(metadata={"min_length": 3})
    after: str
    also: tuple[Change, ...] = ()  # what else has to change for the first to run at all
    red: tuple[str, ...] = field(metadata={"min_items": 1})  # tests, or assertions on production's settings
    refusal: str = ""  # the error that says it, where it is no failed assertion

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that is changed, each with its file."""
        first = Change(before=self.before, after=self.after, file=self.file)
        return (first, *(replace(one, file=one.file or self.file) for one in self.also))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    breaks: tuple[Break, ...]


def load() -> tuple[Break, ...]:
    """Every break, in the order of the files. Raises kernel.wire.WireInvalid."""
    files = sorted(HOME.glob("*.toml"))
    return tuple(
        one for file in files for one in wire.load(Planted, tomllib.loads(file.read_text(encoding="utf-8"))).breaks
    )


def faults(breaks: Iterable[Break], *, root: Path) -> list[str]:
    """What is wrong with the register: doubled ids, texts that are gone, evidence that is none."""
    breaks = tuple(breaks)
    evidence = api.register()
    doubled = [f"{name} is planted twice" for name, times in Counter(one.id for one in breaks).items() if times > 1]
    return [*doubled, *(fault for one in breaks for fault in (*_of_text(one, root), *_of_evidence(one, evidence)))]


def unbroken(breaks: Iterable[Break], items: Iterable[str]) -> list[str]:
    """Those of the items held here that no break is about."""
    about = {item for one in breaks for item in one.items}
    return [item for item in items if is_held(item) and item not in about]


def is_held(item: str) -> bool:
    """Whether this item has to have been seen to turn red."""
    return item in HELD or item.startswith(HELD[0])


def _of_text(one: Break, root: Path) -> Iterator[str]:
    for change in one.changes:
        path = root / change.file
        if change.file.startswith("tests/"):
            yield f"{one.id} breaks a test, which proves nothing"
        if not path.is_file():
            yield f"{one.id}: there is no {change.file}"
        elif (times := path.read_text(encoding="utf-8").count(change.before)) != 1:
            yield f"{one.id}: its text stands {times} times in {change.file}, and has to stand there once"
        if change.before == change.after:
            yield f"{one.id} changes nothing"


def _of_evidence(one: Break, evidence: Iterable[Evidence]) -> Iterator[str]:
    kinds = {True: Kind.TEST, False: Kind.CONFIGURATION}
    for item in one.items:
        proving = [each for each in evidence if item in each.proves]
        for name in one.red:
            known = {target for each in proving if each.kind is kinds["::" in name] for target in each.run}
            if name not in known and name.partition("[")[0] not in known:
                yield f"{one.id}: {name} is no evidence of {item}"
