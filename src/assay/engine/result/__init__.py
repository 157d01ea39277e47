"""What a validation hands back: frozen values, complete enough to draw every page and print every report from.

Shown numbers are ``Quantity`` objects; each also stands in ``ValidationResult.quantities``. Sentences carry their
numbers as slots, ``{{q:quantity-id}}``, so that a page can bind each number to its source (product-core 5.3, Q17).
Series (fan, curve) are plain tuples; their numbers stand in the table under ``<series>.<line>.m<month>``.
"""

from assay.engine.result.judgement import (
    AssumptionOut,
    FlipPoint,
    LeverPair,
    NextTest,
    Removal,
    RuleStep,
    ScoreOut,
    ScorePart,
    VerdictOut,
)
from assay.engine.result.pictures import (
    BreakEvenCurve,
    CashFan,
    EconomicsOut,
    ImportancePoint,
    TornadoBar,
)
from assay.engine.result.plan import (
    Aspect,
    ChecklistItem,
    Milestone,
    Persona,
    PlanOut,
    Question,
    RiskOut,
)
from assay.engine.result.whole import (
    Cause,
    Change,
    Preview,
    PreviewRow,
    ValidationResult,
)
from assay.engine.result.words import (
    Decision,
    MixShare,
    Problem,
    Sentence,
    Severity,
    Stage,
    Verdict,
)

__all__ = [
    "Aspect",
    "AssumptionOut",
    "BreakEvenCurve",
    "CashFan",
    "Cause",
    "Change",
    "ChecklistItem",
    "Decision",
    "EconomicsOut",
    "FlipPoint",
    "ImportancePoint",
    "LeverPair",
    "Milestone",
    "MixShare",
    "NextTest",
    "Persona",
    "PlanOut",
    "Preview",
    "PreviewRow",
    "Problem",
    "Question",
    "Removal",
    "RiskOut",
    "RuleStep",
    "ScoreOut",
    "ScorePart",
    "Sentence",
    "Severity",
    "Stage",
    "TornadoBar",
    "ValidationResult",
    "Verdict",
    "VerdictOut",
]
