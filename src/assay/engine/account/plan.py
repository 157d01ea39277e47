"""The plan: kill switch, thirty/sixty/ninety days, go/no-go list, persona and questions (derived, no free prose)."""

from assay.engine.account.aspects import aspects
from assay.engine.account.questions import questions
from assay.engine.account.sheet import FOUNDER, Sheet, slot
from assay.engine.audience import checks
from assay.engine.economics.mapping import KILL_GATES
from assay.engine.inputs import IdeaInput
from assay.engine.library import TEMPLATES
from assay.engine.result import ChecklistItem, Milestone, NextTest, Persona, PlanOut, Sentence, Verdict
from assay.engine.study import Study
from assay.engine.types import Quantity, Range
from assay.engine.verdict import GATE_BAR, SHARE_BAR

_COLUMNS = (30, 60, 90)


def plan_out(sheet: Sheet, study: Study, tests: tuple[NextTest, ...]) -> PlanOut:
    """Everything a founder does next, each line from the ledger or the economics."""
    switch = _kill_switch(study)
    order = tuple(driver.template for driver in study.inquiry.drivers)
    present = frozenset(study.beliefs.stance.posteriors)
    return PlanOut(
        kill_switch=None if switch is None else _switch_sentence(sheet, switch),
        kill_switch_template=switch,
        milestones=_milestones(study, tests),
        checklist=_checklist(study),
        persona=persona(sheet, study.beliefs.idea),
        questions=questions(order, present),
        evaluation=aspects(sheet, study.beliefs.frame.archetype),
    )


def _kill_switch(study: Study) -> str | None:
    """The assumption that matters most for the goal and is least likely to be as needed."""
    beliefs, worst, found = study.beliefs, 0.0, None
    for driver in study.inquiry.drivers:
        p = beliefs.bars[driver.template].p_meets(beliefs.stance.posteriors[driver.template])
        weight = driver.share * (1.0 - p) if p is not None else 0.0
        if weight > worst:
            worst, found = weight, driver.template
    return found


def _switch_sentence(sheet: Sheet, template: str) -> Sentence:
    stem, entry = f"assumption.{template}", TEMPLATES[template]
    needed = f", needed {slot(f'{stem}.bar')}" if sheet.find(f"{stem}.bar") else ""
    text = f"If “{entry.label}” is wrong, nothing else helps: believed {slot(f'{stem}.posterior')}{needed}."
    return Sentence(code="kill_switch", text=text)


def _milestones(study: Study, tests: tuple[NextTest, ...]) -> tuple[Milestone, ...]:
    """Tests in order, each in the column in which it ends when run one after the other; then what follows."""
    columns: dict[int, list[NextTest]] = {day: [] for day in _COLUMNS}
    day = 0.0
    for test in tests:
        day += test.days.value or 0.0
        columns[next((column for column in _COLUMNS if day <= column), _COLUMNS[-1])].append(test)
    return tuple(_milestone(study, column, columns[column], place, tests) for place, column in enumerate(_COLUMNS))


def _milestone(study: Study, column: int, due: list[NextTest], place: int, tests: tuple[NextTest, ...]) -> Milestone:
    actions = [_test_action(test, tests.index(test) + 1) for test in due]
    success = [_test_success(test, tests.index(test) + 1) for test in due]
    if not due:
        actions.append(Sentence(code=f"plan.{column}.decide", text=_BETWEEN[study.judgement.ruling.verdict][place]))
        success.append(Sentence(code=f"plan.{column}.decided", text="The decision is written down with its reason."))
    return Milestone(day=column, actions=tuple(actions), success=tuple(success))


_WAIT = "Log what came in, run the validation again, and decide: on, change, or stop."
_BETWEEN = {
    Verdict.TEST: (_WAIT, _WAIT, _WAIT),
    Verdict.COMMIT: (
        "Build only what the first paying customers need.",
        "Deliver to them, and log who stays and what it costs you.",
        _WAIT,
    ),
    Verdict.PIVOT: ("Change the one thing and enter it as a new version.", _WAIT, _WAIT),
    Verdict.STOP: (
        "Tell those you asked, keep what you learned, and look at other ideas.",
        "Try the next idea's cheapest test.",
        _WAIT,
    ),
}


def _test_action(test: NextTest, place: int) -> Sentence:
    stem = f"test.{place}"
    text = f"{test.name}: collect {slot(f'{stem}.n')} for {slot(f'{stem}.cash')} and {slot(f'{stem}.hours')}."
    return Sentence(code=f"plan.{test.type_id}", text=text)


def _test_success(test: NextTest, place: int) -> Sentence:
    if not test.rule:
        return Sentence(code="plan.logged", text="The answer is in the ledger, and the validation has run again.")
    steps = "; ".join(
        f"{slot(f'test.{place}.rule.{row}.first')} to {slot(f'test.{place}.rule.{row}.last')}: {step.decision.value}"
        for row, step in enumerate(test.rule, start=1)
    )
    return Sentence(code="plan.rule", text=f"Written down before it starts: {steps}.")


def _checklist(study: Study) -> tuple[ChecklistItem, ...]:
    """The rules of COMMIT as a list to tick, then the gates one by one."""
    whole, case, appetite = study.future.whole, study.judgement.case, study.beliefs.frame.appetite
    rows = (
        ("worth", "Going on is worth more than stopping: {{q:verdict.expected_value}}.", whole.expected > 0.0),
        (
            "goal",
            "The goal's chance {{q:verdict.p_goal}} is at least {{q:verdict.p_go}}.",
            whole.p_goal >= appetite.p_go,
        ),
        (
            "loss",
            "The chance of too large a loss {{q:verdict.p_loss}} is at most {{q:verdict.p_loss_most}}.",
            whole.p_loss <= appetite.p_loss_most,
        ),
        ("act", "People have done or paid something that shows demand or staying.", case.has_act),
        (
            "evidence",
            "At least half of what the strongest drivers rest on is evidence: {{q:verdict.driver_evidence}}.",
            case.driver_evidence >= SHARE_BAR,
        ),
        (
            "stable",
            "The verdict holds under other defaults and biases: {{q:verdict.stability}}.",
            study.judgement.stability >= 7 / 9 - 1e-9,
        ),
    )
    items = [ChecklistItem(id=id_, statement=Sentence(code=f"go.{id_}", text=t), is_met=met) for id_, t, met in rows]
    return (*items, *_gate_items(study))


def _gate_items(study: Study) -> tuple[ChecklistItem, ...]:
    posteriors = study.beliefs.stance.posteriors
    return tuple(
        ChecklistItem(
            id=gate,
            statement=Sentence(
                code=f"go.{gate}", text=f"{TEMPLATES[gate].label}: {slot(f'assumption.{gate}.posterior')}."
            ),
            is_met=posteriors[gate].mean >= GATE_BAR if posteriors[gate].records else None,
        )
        for gate in KILL_GATES
        if gate in posteriors
    )


def persona(sheet: Sheet, idea: IdeaInput) -> Persona:
    """Whom to talk to, in the founder's own words; what is not said yet is listed as open."""
    customer, problem = idea.customer, idea.problem
    return Persona(
        role=customer.role,
        trigger=customer.trigger,
        type=customer.type.value if customer.type else None,
        payer=customer.payer.value if customer.payer else None,
        workaround=problem.workaround,
        places=customer.places,
        exclusion=customer.exclusion,
        spends=_stated(sheet, "persona.spends", problem.spend, "Spends a month on the problem", sheet.money("month")),
        hours_lost=_stated(sheet, "persona.hours_lost", problem.hours_lost, "Hours lost a month", "hours/month"),
        unknown=tuple(name for name, is_answered in checks(customer) if not is_answered),
    )


def _stated(sheet: Sheet, id_: str, stated: Range | None, label: str, unit: str) -> Quantity | None:
    if stated is None:
        return None
    points = (stated.low, stated.likely, stated.high)
    return sheet.interval(id_, points, label=label, unit=unit, trace=FOUNDER)
