"""The whole result of a validation, the preview of a record and the steps between two results."""

from dataclasses import dataclass, field
from enum import StrEnum

from assay.engine.result.judgement import AssumptionOut, FlipPoint, LeverPair, NextTest, Removal, ScoreOut, VerdictOut
from assay.engine.result.pictures import BreakEvenCurve, CashFan, EconomicsOut, ImportancePoint, TornadoBar
from assay.engine.result.plan import PlanOut, RiskOut
from assay.engine.result.words import Problem, Verdict
from assay.engine.types import Archetype, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationResult:
    engine_version: str
    registry_version: str
    seed: int
    draws: int
    input_hash: str  # of the structured input without free text (Q16)
    archetype: Archetype | None
    currency: str
    verdict: VerdictOut
    ledger_head: str | None = None  # filled by whoever keeps the ledger
    next_tests: tuple[NextTest, ...] = ()
    flip_points: tuple[FlipPoint, ...] = ()
    scores: tuple[ScoreOut, ...] = ()
    readiness: Quantity | None = None  # mean of the assessed scores; the verdict never reads it
    assumptions: tuple[AssumptionOut, ...] = ()
    removed: tuple[Removal, ...] = ()
    two_levers: tuple[LeverPair, ...] = ()  # only when no single lever reaches the goal
    cash_fan: CashFan | None = None
    break_even: BreakEvenCurve | None = None
    tornado: tuple[TornadoBar, ...] = ()
    importance: tuple[ImportancePoint, ...] = ()
    risks: tuple[RiskOut, ...] = ()
    plan: PlanOut | None = None
    economics: EconomicsOut | None = None
    quantities: tuple[Quantity, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One assumption before and after a record that is not yet saved."""

    template: str
    name: str
    before: Quantity
    after: Quantity
    bar: Quantity | None
    p_meets_before: Quantity | None
    p_meets_after: Quantity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    rows: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...] = ()


class Cause(StrEnum):
    INPUT = "input"
    EVIDENCE = "evidence"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of the waterfall from an earlier result to a later one."""

    cause: Cause
    subject: str  # JSON pointer of an input, id of a record, or a version
    label: str
    p_goal_before: Quantity
    p_goal_after: Quantity
    verdict_before: Verdict
    verdict_after: Verdict
