"""From an idea to a result: check, study, write down."""

from collections.abc import Callable
from dataclasses import replace

from assay.engine.account.assumptions import assumptions, removals
from assay.engine.account.economics import economics_out
from assay.engine.account.figures import (
    break_even_curve,
    cash_fan,
    importance_of,
    importance_points,
    readiness_out,
    score_outs,
    tornado_bars,
)
from assay.engine.account.frame import framed
from assay.engine.account.headline import verdict_out
from assay.engine.account.inquiry import flip_points, next_tests
from assay.engine.account.levers import two_levers
from assay.engine.account.plan import plan_out
from assay.engine.account.risks import risks
from assay.engine.account.sheet import Sheet
from assay.engine.account.wording import headline
from assay.engine.checks import check, missing
from assay.engine.inputs import IdeaInput
from assay.engine.registry import REGISTRY_VERSION
from assay.engine.result import Problem, Stage, ValidationResult, Verdict, VerdictOut
from assay.engine.snapshot import input_hash, seed_of
from assay.engine.stance import Stance
from assay.engine.study import Study, studied
from assay.engine.version import ENGINE_VERSION

LIVE_DRAWS = 16_384
REPORT_DRAWS = 131_072
_LEAST_DRAWS, _MOST_DRAWS = 1_024, 1_048_576


class InvalidIdea(ValueError):
    """The idea's fields contradict each other; ``problems`` says where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.pointer}: {problem.detail}" for problem in problems))
        self.problems = problems


def validate(
    idea: IdeaInput,
    *,
    draws: int = LIVE_DRAWS,
    seed: int | None = None,
    progress: Callable[[Stage], None] | None = None,
) -> ValidationResult:
    """Judge one idea: beliefs, bars, futures, tests, verdict, plan, and every number with its source.

    ``draws`` is a power of two from 1,024 to 1,048,576 (131,072 for a final report); ``seed`` defaults to one that
    follows from the structured answers, so the same answers and ledger give the same bytes. ``progress`` hears each
    stage as it begins. Raises InvalidIdea when fields contradict each other, ValueError for other draws. A complete
    result or INCOMPLETE with the missing fields. Source: product-core 5.3 to 5.14.
    """
    if not _LEAST_DRAWS <= draws <= _MOST_DRAWS or draws & (draws - 1):
        raise ValueError(f"draws is a power of two from {_LEAST_DRAWS} to {_MOST_DRAWS}, not {draws}")
    tell = progress or _silent
    tell(Stage.CHECKED)
    problems = check(idea)
    if problems:
        raise InvalidIdea(problems)
    used = seed_of(idea) if seed is None else seed
    empty = ValidationResult(
        engine_version=ENGINE_VERSION,
        registry_version=REGISTRY_VERSION,
        seed=used,
        draws=draws,
        input_hash=input_hash(idea),
        archetype=idea.archetype,
        currency=idea.money.currency.upper(),
        verdict=VerdictOut(name=Verdict.INCOMPLETE, headline=headline(Verdict.INCOMPLETE), missing=missing(idea)),
    )
    if empty.verdict.missing:
        return _incomplete(idea, empty)
    study = studied(idea, draws=draws, seed=used, progress=tell)
    tell(Stage.REPORT)
    return _written(study, empty)


def _silent(stage: Stage) -> None:
    """Hear a stage and do nothing."""


def _incomplete(idea: IdeaInput, empty: ValidationResult) -> ValidationResult:
    """What can be said without a verdict: the assumptions as believed, without bars."""
    sheet = Sheet(currency=empty.currency)
    stance = Stance.before(idea).after()
    return replace(empty, assumptions=assumptions(sheet, stance, {}, {}), quantities=sheet.entries)


def _written(study: Study, empty: ValidationResult) -> ValidationResult:
    """Enter the study on a fresh sheet; later sections refer to what earlier ones entered."""
    sheet = Sheet(currency=empty.currency)
    beliefs = study.beliefs
    framed(sheet, beliefs.frame, beliefs.idea)
    rows = assumptions(sheet, beliefs.stance, beliefs.bars, importance_of(study))
    verdict = verdict_out(sheet, study)
    tests = next_tests(sheet, study)
    economics = economics_out(sheet, study)
    written = replace(
        empty,
        verdict=verdict,
        next_tests=tests,
        flip_points=flip_points(sheet, study),
        scores=score_outs(sheet, study),
        readiness=readiness_out(sheet, study),
        assumptions=rows,
        removed=removals(beliefs.idea),
        two_levers=two_levers(sheet, study),
        cash_fan=cash_fan(sheet, study),
        break_even=break_even_curve(sheet, study),
        tornado=tornado_bars(sheet, study),
        importance=importance_points(rows),
        risks=risks(sheet, study),
        economics=economics,
        plan=plan_out(sheet, study, tests),
    )
    return replace(written, quantities=sheet.entries)
