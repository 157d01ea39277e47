"""The risk radar: gates that may not hold, the loss that may grow too large, beliefs that may be wrong."""

from assay.engine.account.sheet import Sheet, formula, slot
from assay.engine.economics.mapping import KILL_GATES
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.engine.result import RiskOut, Sentence, Severity
from assay.engine.study import Study
from assay.engine.types import Family

_HIGH, _MEDIUM = 0.3, 0.1
_MOST_BELIEFS = 3
_WEAK = 0.5
_GATES = (*KILL_GATES, "A7")


def risks(sheet: Sheet, study: Study) -> tuple[RiskOut, ...]:
    """Gates, loss and the weakest levers, likeliest first within each severity."""
    found = [*_gates(sheet, study), _loss(sheet, study), _runway(sheet, study), *_levers(sheet, study)]
    order = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    return tuple(sorted(found, key=lambda risk: (order.index(risk.severity), -(risk.probability.value or 0.0))))


def _gates(sheet: Sheet, study: Study) -> list[RiskOut]:
    posteriors = study.beliefs.stance.posteriors
    found = []
    for gate in _GATES:
        if gate not in posteriors:
            continue
        chance = 1.0 - posteriors[gate].mean
        probability = sheet.number(
            f"risk.{gate}",
            chance,
            label=f"{TEMPLATES[gate].label}: does not hold",
            unit="probability",
            trace=formula("5.12.gate", f"assumption.{gate}.posterior"),
        )
        found.append(
            RiskOut(
                id=gate,
                name=TEMPLATES[gate].label,
                severity=_severity(chance, is_fatal=gate in KILL_GATES),
                probability=probability,
                statement=_said(
                    gate, f"The chance that this does not hold is {slot(probability.id)}. {TEMPLATES[gate].explains}"
                ),
                mitigation=_said(gate, _test_for(gate)),
            )
        )
    return found


def _severity(chance: float, *, is_fatal: bool) -> Severity:
    if chance >= _HIGH:
        return Severity.HIGH if is_fatal else Severity.MEDIUM
    return Severity.MEDIUM if chance >= _MEDIUM and is_fatal else Severity.LOW


def _test_for(template: str) -> str:
    """The library's first test that speaks about the template."""
    kind = next((kind for kind in EVIDENCE_TYPES.values() if kind.bears_on(template)), None)
    return f"{kind.label}: {kind.how}" if kind else "No test speaks about this; plan for the day it happens."


def _said(id_: str, text: str) -> Sentence:
    return Sentence(code=f"risk.{id_}", text=text)


def _loss(sheet: Sheet, study: Study) -> RiskOut:
    chance = study.future.whole.p_loss
    appetite = study.beliefs.frame.appetite
    probability = sheet.number(
        "risk.loss",
        chance,
        label="Losing more than you can afford",
        unit="probability",
        trace=formula("5.14.p_loss", "verdict.p_loss"),
    )
    severity = Severity.HIGH if chance > appetite.p_loss_most else _severity(chance, is_fatal=False)
    text = (
        f"The chance of losing more than {slot('frame.affordable_loss')} is {slot(probability.id)}; "
        f"you accept {slot('verdict.p_loss_most')}."
    )
    way = "Spend the launch money in stages: after each test decide again, and stop at the loss you can afford."
    return RiskOut(
        id="loss",
        name="Losing more than you can afford",
        severity=severity,
        probability=probability,
        statement=_said("loss", text),
        mitigation=_said("loss", way),
    )


def _runway(sheet: Sheet, study: Study) -> RiskOut:
    outcome, month = study.future.whole.simulation.outcome, study.beliefs.frame.month
    chance = float((outcome.break_even > month).mean())
    probability = sheet.number(
        "risk.late",
        chance,
        label="Not broken even by the goal month",
        unit="probability",
        trace=formula("5.9.break_even", "frame.month"),
    )
    text = f"The chance of not having broken even by month {slot('frame.month')} is {slot(probability.id)}."
    way = "Keep fixed cost low until paying customers cover it, and look at the break-even curve after every test."
    return RiskOut(
        id="late",
        name="Breaking even too late",
        severity=_severity(chance, is_fatal=True),
        probability=probability,
        statement=_said("late", text),
        mitigation=_said("late", way),
    )


def _levers(sheet: Sheet, study: Study) -> list[RiskOut]:
    """The strongest drivers that more likely miss their bar than meet it."""
    beliefs = study.beliefs
    found: list[RiskOut] = []
    for driver in study.inquiry.drivers:
        template = TEMPLATES[driver.template]
        if template.family is Family.GATE or len(found) == _MOST_BELIEFS:
            continue
        p = beliefs.bars[template.id].p_meets(beliefs.stance.posteriors[template.id])
        if p is None or p >= _WEAK or driver.share <= 0.0:
            continue
        probability = sheet.number(
            f"risk.{template.id}",
            1.0 - p,
            label=f"{template.label}: not as needed",
            unit="probability",
            trace=formula("5.11.miss", f"assumption.{template.id}.p_meets"),
        )
        text = f"The chance that “{template.label}” is not as needed is {slot(probability.id)}. {template.explains}"
        found.append(
            RiskOut(
                id=template.id,
                name=template.label,
                severity=_severity(1.0 - p, is_fatal=True),
                probability=probability,
                statement=_said(template.id, text),
                mitigation=_said(template.id, _test_for(template.id)),
            )
        )
    return found
