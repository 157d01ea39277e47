"""The verdict, the next tests, what would change the mind, the ten scores and the assumptions."""

from dataclasses import dataclass

from assay.engine.result.words import Decision, MixShare, Problem, Sentence, Verdict
from assay.engine.types import EvidenceClass, Family, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictOut:
    """The verdict and the whole of what it rests on; the numbers are None only when INCOMPLETE."""

    name: Verdict
    headline: Sentence
    reasons: tuple[Sentence, ...] = ()
    missing: tuple[Problem, ...] = ()
    p_goal: Quantity | None = None
    p_goal_low: Quantity | None = None  # over the robust set
    p_goal_high: Quantity | None = None
    p_loss: Quantity | None = None
    expected_value: Quantity | None = None  # E[U] of going on, in money
    stability: Quantity | None = None  # share of the robust set with this verdict
    p_go: Quantity | None = None  # the P(goal) this founder's risk asks for
    best_net: Quantity | None = None  # Net*, the best test's net value
    mix: tuple[MixShare, ...] = ()
    robust: tuple[Verdict, ...] = ()  # verdict of each of the nine runs


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStep:
    """Outcomes ``first`` to ``last`` (both included) of a planned test lead to ``decision``."""

    decision: Decision
    first: Quantity
    last: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTest:
    type_id: str
    name: str
    evidence_class: EvidenceClass
    templates: tuple[str, ...]  # the first is the one the test is chosen for
    question: Sentence
    how: str
    n: Quantity
    cash: Quantity
    hours: Quantity
    days: Quantity
    evsi: Quantity
    net: Quantity
    priority: Quantity
    rule: tuple[RuleStep, ...] = ()  # over k of n; empty when the test does not count


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipPoint:
    """The value of one input at which the verdict's P(goal) bar is crossed, others as believed."""

    template: str
    name: str
    now: Quantity
    flips_at: Quantity
    distance: Quantity  # in posterior standard deviations
    to: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    label: str
    weight: Quantity
    value: Quantity | None  # None: not known, its weight goes to the others


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOut:
    """One of the ten parameters, 0 to 10; ``score`` is None when less than half its weight is known."""

    number: int
    id: str
    name: str
    meaning: str
    score: Quantity | None
    low: Quantity | None  # band over the robust set
    high: Quantity | None
    evidence_share: Quantity | None
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionOut:
    template: str
    name: str
    family: Family
    unit: str
    lower_is_better: bool
    prior: Quantity  # p05, p50, p95; for a gate value = P(true)
    posterior: Quantity
    bar: Quantity | None
    bar_note: Sentence | None  # why there is no bar, or which other lever comes first
    p_meets: Quantity | None
    evidence_share: Quantity
    evidence_class: EvidenceClass
    is_contradicted: bool
    importance: Quantity | None  # EVPPI / EVPI
    mix: tuple[MixShare, ...]
    sources: tuple[str, ...]
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An assumption the founder took out, and why."""

    template: str
    name: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverPair:
    """Two inputs that together reach the goal when no single one can."""

    first: str
    first_value: Quantity
    second: str
    second_value: Quantity
