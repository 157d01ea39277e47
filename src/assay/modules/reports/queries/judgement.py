"""Sections on the verdict: the card, why, what would change it, what must be true, the ten questions."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from assay.engine.result import AssumptionOut, Change, ScoreOut, ValidationResult
from assay.engine.types import Quantity
from assay.modules.reports.queries.lines import all_of, joined, named, number, pill, said, spread, words
from assay.modules.reports.types import Block, Items, Line, Mix, Paragraph, Picture, Table, Text, Tone
from assay.modules.validation.api import Pictures
from assay.web.labels import STRENGTHS

type Numbers = Mapping[str, Quantity]


def verdict_card(result: ValidationResult, numbers: Numbers) -> tuple[Block, ...]:
    """Verdict, chance with its range, what it rests on, the next test."""
    verdict = result.verdict
    blocks: list[Block] = [
        Paragraph(line=pill(verdict.name)),
        Paragraph(line=said(verdict.headline, numbers), tone=Tone.STRONG),
    ]
    blocks += [Paragraph(line=named(problem.detail), tone=Tone.WARNING) for problem in verdict.missing]
    if verdict.p_goal is not None:
        blocks.append(Paragraph(line=_chance(result)))
        blocks.append(Mix(of=verdict.p_goal, shares=tuple((part.kind.value, part.share) for part in verdict.mix)))
    if result.next_tests:
        test = result.next_tests[0]
        costs = joined(number(test.cash), number(test.hours), number(test.days), by=", ")
        blocks.append(Paragraph(line=joined(words(_("Next test:")), words(test.name), words("–"), costs)))
    return tuple(blocks)


def reasons(result: ValidationResult, numbers: Numbers) -> tuple[Block, ...]:
    """Why, in a few sentences."""
    lines = all_of(said(reason, numbers) for reason in result.verdict.reasons)
    return (Items(lines=lines),) if lines else ()


def flip_points(result: ValidationResult) -> tuple[Block, ...]:
    """What would change the verdict, nearest first."""
    rows = tuple(
        (words(flip.name), number(flip.now), number(flip.flips_at), number(flip.distance), pill(flip.to))
        for flip in result.flip_points
    )
    head = (_("If this"), _("now"), _("were"), _("distance"), _("the verdict is"))
    if rows:
        return (Table(title=_("What would change our mind"), head=head, rows=rows),)
    if not result.assumptions:
        return ()
    return (Paragraph(line=words(_("Nothing alone: no single answer within what is believed leads elsewhere."))),)


def assumptions(result: ValidationResult, pictures: Pictures) -> tuple[Block, ...]:
    """What must be true: needed against known, as picture and as table."""
    blocks: list[Block] = []
    if pictures.strips is not None:
        blocks.append(Picture(title=_("What must be true, and what is known"), figure=pictures.strips))
    head = (_("Assumption"), _("Known now"), _("Range"), _("Needed"), _("Chance"), _("Evidence"))
    rows = tuple(_assumption(assumption) for assumption in result.assumptions)
    if rows:
        blocks.append(Table(title=_("All assumptions"), head=head, rows=rows))
    return tuple(blocks)


def ten_questions(result: ValidationResult) -> tuple[Block, ...]:
    """The ten parameters with their bands; the verdict does not read them."""
    if not result.scores:
        return ()
    head = (_("Question"), _("Score"), _("Lowest"), _("Highest"), _("Rests on evidence"))
    note = Paragraph(
        line=words(_("A map of strengths and gaps. The verdict does not read these scores.")), tone=Tone.QUIET
    )
    return (note, Table(title=_("Ten questions"), head=head, rows=tuple(_score(score) for score in result.scores)))


def changes(steps: tuple[Change, ...]) -> tuple[Block, ...]:
    """The steps from the previous result to this one."""
    head = (_("Step"), _("Chance before"), _("Chance after"), _("Verdict"))
    rows = tuple(
        (named(step.label), number(step.p_goal_before), number(step.p_goal_after), pill(step.verdict_after))
        for step in steps
    )
    return (Table(title=_("What moved since the last verdict"), head=head, rows=rows),) if rows else ()


def _chance(result: ValidationResult) -> Line:
    verdict = result.verdict
    label = words(f"{verdict.p_goal.label}:") if verdict.p_goal else ()
    between = joined(number(verdict.p_goal_low), number(verdict.p_goal_high), by=" – ")
    return joined(label, number(verdict.p_goal), (Text("("), *between, Text(")")) if verdict.p_goal_low else ())


def _assumption(assumption: AssumptionOut) -> tuple[Line, ...]:
    sign = words("≤" if assumption.lower_is_better else "≥") if assumption.bar is not None else ()
    evidence = joined(words(str(STRENGTHS[assumption.evidence_class.value].word)), number(assumption.evidence_share))
    name = words(assumption.name) + (words(_(" (contradicted)")) if assumption.is_contradicted else ())
    return (
        name,
        number(assumption.posterior),
        spread(assumption.posterior),
        joined(sign, number(assumption.bar)),
        number(assumption.p_meets),
        evidence,
    )


def _score(score: ScoreOut) -> tuple[Line, ...]:
    if score.score is None:
        return (words(score.name), words(_("not assessed")), (), (), ())
    return (
        words(score.name),
        number(score.score),
        number(score.low),
        number(score.high),
        number(score.evidence_share),
    )
