"""The words every part of a result uses: stages, verdicts, problems, sentences with number slots."""

from dataclasses import dataclass
from enum import StrEnum

from assay.engine.types import Kind, Quantity


class Stage(StrEnum):
    """What a running validation is doing, in order (product-core 5.21)."""

    CHECKED = "inputs_checked"
    PRIORS = "priors"
    EVIDENCE = "evidence"
    BARS = "bars"
    SIMULATION = "simulation"
    DRIVERS = "drivers"
    TESTS = "tests"
    VERDICT = "verdict"
    REPORT = "report"


class Verdict(StrEnum):
    INCOMPLETE = "incomplete"
    TEST = "test"
    COMMIT = "commit"
    PIVOT = "pivot"
    STOP = "stop"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Decision(StrEnum):
    """What a planned test's outcome will say."""

    STOP = "stop"
    TEST = "test"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong or missing in an idea file: JSON pointer and a sentence."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """English with number slots ``{{q:id}}``; ``code`` names the reason, for translation and tests."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MixShare:
    kind: Kind
    share: Quantity
