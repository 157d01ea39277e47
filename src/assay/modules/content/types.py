"""What the pages show: numbers with their provenance, and the bias of each kind of test."""

from dataclasses import dataclass
from enum import StrEnum


class Given(StrEnum):
    """What people gave in a test: words, an act, or money."""

    SAYS = "says"
    DOES = "does"
    PAYS = "pays"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """How one kind of test bears on one assumption: mean and spread of its flattery on the logit scale (v1)."""

    type_id: str
    template: str
    given: Given
    mu: float
    tau: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A quantity as the look draws it."""

    id: str
    label: str
    unit: str
    kind: str
    source_id: str = ""
    value: float | None = None
    p05: float | None = None
    p50: float | None = None
    p95: float | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a result of 40 in 100 says about the truth: the middle, and the range that no sample size narrows."""

    type_id: str
    name: str
    given: Given
    middle: Number
    ceiling: Number
