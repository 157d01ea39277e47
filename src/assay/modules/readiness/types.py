"""Items, evidence, findings and the report they add up to."""

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ItemId = NewType("ItemId", str)
EvidenceId = NewType("EvidenceId", str)

_EXPECTATION = re.compile(r"(?P<part>status|header|absent|body) (?P<name>[^:]+)(?:: (?P<value>.+))?")


class Kind(StrEnum):
    """How evidence proves something."""

    TEST = "test"
    PROBE = "probe"  # a request to the running product
    CONFIGURATION = "configuration"  # an assertion on production's settings
    DRILL = "drill"  # an exercise with a recorded outcome
    DOCUMENT = "document"  # a text with an owner and a day of expiry


class Outcome(StrEnum):
    """What looking at one piece of evidence showed."""

    HOLDS = "holds"
    FAILS = "fails"
    STALE = "stale"  # nothing recent enough to judge by


class Standing(StrEnum):
    """What that means for an item; only proven counts."""

    PROVEN = "proven"
    FAILED = "failed"
    STALE = "stale"
    OPEN = "open"  # no evidence is registered


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    number: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    number: int
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A registered proof. All evidence that names an item has to hold for the item to be proven."""

    id: str = field(metadata={"pattern": r"[a-z][a-z0-9-]+"})
    kind: Kind
    title: str
    owner: str = field(metadata={"min_length": 2})
    proves: tuple[str, ...] = field(metadata={"min_items": 1})
    run: tuple[str, ...] = field(metadata={"min_items": 1})  # test ids, paths, names of assertions or drills, files
    expect: tuple[str, ...] = ()  # of a probe's answer, see Expectation
    max_age_days: int = field(default=90, metadata={"minimum": 1, "maximum": 400})  # of a drill


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The items that have to be proven; the list only grows."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Evidence with what it showed."""

    evidence: Evidence
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """How often what an item promises was broken on purpose, and how often its evidence turned red by that."""

    since: dt.datetime  # the one seen longest ago
    planted: int
    red: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An item with its standing and everything that speaks for or against it."""

    item: Item
    standing: Standing
    examined: tuple[Examined, ...]
    broken: Broken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGroup:
    number: str
    title: str
    items: tuple[Judged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSection:
    number: int
    title: str
    groups: tuple[JudgedGroup, ...]

    @property
    def items(self) -> tuple[Judged, ...]:
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    at: dt.datetime
    sections: tuple[JudgedSection, ...]
    lost: tuple[str, ...]  # items of the floor that are not proven

    @property
    def items(self) -> tuple[Judged, ...]:
        return tuple(item for section in self.sections for item in section.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One demand on the answer to a probe."""

    part: str  # status, header, absent or body
    name: str
    value: str

    @classmethod
    def read(cls, text: str) -> "Expectation | None":
        """Read ``status 200``, ``header NAME: PART``, ``absent NAME`` or ``body PART``; None for anything else."""
        match = _EXPECTATION.fullmatch(text)
        return cls(part=match["part"], name=match["name"], value=match["value"] or "") if match else None
