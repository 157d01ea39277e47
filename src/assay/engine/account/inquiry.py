"""The next tests and the turning points on the sheet."""

from assay.engine.account.sheet import OURS, Sheet, Trace, formula, slot
from assay.engine.account.wording import decided
from assay.engine.library import TEMPLATES
from assay.engine.probe import median_of
from assay.engine.result import FlipPoint, NextTest, RuleStep, Sentence
from assay.engine.study import Study
from assay.engine.turning import Step, Turn, rule_of, turns
from assay.engine.types import Quantity
from assay.engine.voi.planner import Candidate

MOST_TURNS = 8


def next_tests(sheet: Sheet, study: Study) -> tuple[NextTest, ...]:
    """The chosen tests in order, each with its price, its worth and its rule."""
    return tuple(_test(sheet, study, place, each) for place, each in enumerate(study.inquiry.chosen, start=1))


def _test(sheet: Sheet, study: Study, place: int, candidate: Candidate) -> NextTest:
    design, template, stem = candidate.design, TEMPLATES[candidate.templates[0]], f"test.{place}"
    bar = sheet.find(f"assumption.{template.id}.bar")
    needed = f" Needed: {slot(bar.id)}." if bar else ""
    worth = formula("5.13.evsi", "verdict.expected_value", *_posteriors(sheet, candidate))
    net = formula("5.13.net", f"{stem}.evsi", f"{stem}.cash", f"{stem}.hours", f"{stem}.days", "frame.wage")
    price, money = Trace(kind=OURS.kind, source_id=design.type.source_id), sheet.money()

    def number(name: str, value: float, label: str, unit: str, trace: Trace) -> Quantity:
        return sheet.number(f"{stem}.{name}", value, label=label, unit=unit, trace=trace)

    return NextTest(
        type_id=design.type.id,
        name=design.type.label,
        evidence_class=design.type.evidence_class,
        templates=candidate.templates,
        question=Sentence(code=f"test.{template.id}", text=f"{template.question}{needed}"),
        how=design.type.how,
        n=number("n", float(design.n), "Answers to collect", "count", formula("5.13.n", f"{stem}.net")),
        cash=number("cash", design.cash, "Money it costs", money, price),
        hours=number("hours", design.hours, "Your hours", "hours", price),
        days=number("days", design.days, "Days until the answer", "days", price),
        evsi=number("evsi", candidate.evsi, "What the answer is worth", money, worth),
        net=number("net", candidate.net, "Worth less its price", money, net),
        priority=number("priority", candidate.priority, "Worth per money spent", "ratio", net),
        rule=_rule(sheet, place, rule_of(candidate, study.future.analysed, study.inquiry.strata)),
    )


def _posteriors(sheet: Sheet, candidate: Candidate) -> tuple[str, ...]:
    return tuple(id_ for template in candidate.templates if sheet.find(id_ := f"assumption.{template}.posterior"))


def _rule(sheet: Sheet, place: int, steps: tuple[Step, ...]) -> tuple[RuleStep, ...]:
    trace = formula("5.14.rule", f"test.{place}.n", "verdict.p_go", "verdict.p_loss_most")
    return tuple(
        RuleStep(
            decision=step.decision,
            first=sheet.number(
                f"test.{place}.rule.{row}.first", float(step.first), label="From", unit="count", trace=trace
            ),
            last=sheet.number(f"test.{place}.rule.{row}.last", float(step.last), label="To", unit="count", trace=trace),
        )
        for row, step in enumerate(steps, start=1)
    )


def flip_points(sheet: Sheet, study: Study) -> tuple[FlipPoint, ...]:
    """Where the odds would point elsewhere than the verdict does, nearest first."""
    inquiry, standing = study.inquiry, study.judgement.ruling.verdict
    found = turns(study.future.analysed, inquiry.strata, inquiry.drivers, standing=standing)[:MOST_TURNS]
    return tuple(
        _flip(sheet, turn, median_of(turn.template, study.beliefs.stance.posteriors[turn.template])) for turn in found
    )


def _flip(sheet: Sheet, turn: Turn, now: float) -> FlipPoint:
    template, stem = TEMPLATES[turn.template], f"flip.{turn.template}"
    trace = formula("5.14.flip", "verdict.p_goal", f"assumption.{turn.template}.posterior")

    def number(name: str, value: float, label: str, unit: str) -> Quantity:
        return sheet.number(f"{stem}.{name}", value, label=label, unit=unit, trace=trace)

    unit = sheet.unit(template.unit)
    return FlipPoint(
        template=turn.template,
        name=template.label,
        now=number("now", now, f"{template.label} (today)", unit),
        flips_at=number("at", turn.value, f"{template.label} (turning point)", unit),
        distance=number("distance", turn.distance, "How far away", "sd"),
        to=decided(turn.to),
    )
