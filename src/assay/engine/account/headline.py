"""The verdict on the sheet: the headline, the reasons, and what the headline number rests on."""

import numpy as np

from assay.engine.account.assumptions import mix_shares
from assay.engine.account.sheet import OURS, Sheet, formula
from assay.engine.account.wording import headline, reason
from assay.engine.drivers import headline_mix
from assay.engine.economics.mapping import KILL_GATES
from assay.engine.library import TEMPLATES
from assay.engine.result import Sentence, Verdict, VerdictOut
from assay.engine.study import Study
from assay.engine.types import Quantity
from assay.engine.verdict import GATE_BAR, Code

_CHANCE = "probability"


def verdict_out(sheet: Sheet, study: Study) -> VerdictOut:
    """Enter the headline figures and say why."""
    judgement = study.judgement
    chances = _chances(sheet, study)
    trace = formula("5.14.worth", "verdict.p_goal", "verdict.p_loss", "frame.wage", "frame.affordable_loss")
    worth = sheet.number(
        "verdict.expected_value",
        study.future.whole.expected,
        label="What going on is worth on average, your hours paid",
        unit=sheet.money(),
        trace=trace,
    )
    stability = sheet.number(
        "verdict.stability",
        judgement.stability,
        label="Share of the nine runs with this verdict",
        unit="share",
        trace=formula("5.14.stability", "verdict.p_goal"),
    )
    _supporting(sheet, study)
    shares = headline_mix(study.inquiry.drivers, {t: study.beliefs.stance.mix(t) for t in _drawn(study)})
    return VerdictOut(
        name=judgement.ruling.verdict,
        headline=headline(judgement.ruling.verdict),
        reasons=_reasons(study),
        p_goal=chances[0],
        p_goal_low=chances[1],
        p_goal_high=chances[2],
        p_loss=chances[3],
        expected_value=worth,
        stability=stability,
        p_go=sheet.find("verdict.p_go"),
        best_net=sheet.find("verdict.best_net"),
        mix=mix_shares(sheet, "verdict", shares, formula("5.3.mix", "verdict.p_goal")),
        robust=judgement.verdicts,
    )


def _drawn(study: Study) -> tuple[str, ...]:
    return study.inquiry.strata.draws.templates


def _chances(sheet: Sheet, study: Study) -> tuple[Quantity, Quantity, Quantity, Quantity]:
    whole = study.future.whole
    inputs = ("frame.goal", "frame.month", *(f"assumption.{t}.posterior" for t in _drawn(study)))
    runs = [whole.p_goal, *(each.p_goal for _, each in study.future.robust)]
    rows = (
        ("p_goal", whole.p_goal, "Chance of reaching your goal", formula("5.14.p_goal", *inputs)),
        ("p_goal_low", min(runs), "Lowest chance over the nine runs", formula("5.14.robust", "verdict.p_goal")),
        ("p_goal_high", max(runs), "Highest chance over the nine runs", formula("5.14.robust", "verdict.p_goal")),
        (
            "p_loss",
            whole.p_loss,
            "Chance of losing more than you can afford",
            formula("5.14.p_loss", "frame.affordable_loss", *inputs[2:]),
        ),
    )
    found = [sheet.number(f"verdict.{id_}", v, label=label, unit=_CHANCE, trace=trace) for id_, v, label, trace in rows]
    return found[0], found[1], found[2], found[3]


def _supporting(sheet: Sheet, study: Study) -> None:
    """Thresholds and figures that the sentences speak of."""
    appetite, case = study.beliefs.frame.appetite, study.judgement.case
    chances = (
        ("p_go", appetite.p_go, "Chance your attitude to risk asks for"),
        ("p_loss_most", appetite.p_loss_most, "Chance of loss your attitude to risk accepts"),
        ("gate_bar", GATE_BAR, "How sure a gate has to be"),
    )
    for id_, value, label in chances:
        sheet.number(f"verdict.{id_}", value, label=label, unit=_CHANCE, trace=OURS)
    trace = formula("5.14.evidence", *(f"assumption.{d.template}.evidence_share" for d in study.inquiry.drivers[:3]))
    sheet.number(
        "verdict.driver_evidence",
        case.driver_evidence,
        label="Evidence behind the three strongest drivers",
        unit="share",
        trace=trace,
    )
    if np.isfinite(study.judgement.best_net):
        sheet.number(
            "verdict.best_net",
            study.judgement.best_net,
            label="Best test: what it is worth less its price",
            unit=sheet.money(),
            trace=formula("5.13.net"),
        )
    _spared(sheet, study)


def _spared(sheet: Sheet, study: Study) -> None:
    """What not going on saves, and what the nearest variant would bring."""
    outcome = study.future.whole.simulation.outcome
    saved = formula("5.14.saved", "verdict.p_goal")
    sheet.number(
        "verdict.hours_saved", float(np.median(outcome.hours)), label="Hours this would take", unit="hours", trace=saved
    )
    sheet.number(
        "verdict.money_saved",
        float(np.median(-outcome.min_cash)),
        label="Money it would take at its deepest",
        unit=sheet.money(),
        trace=saved,
    )
    variant = study.judgement.variants[0]
    sheet.number(
        "variant.p_goal",
        variant.p_goal,
        label=f"Chance of the goal with {variant.label}",
        unit=_CHANCE,
        trace=formula("5.14.variant", "verdict.p_goal"),
    )


def _reasons(study: Study) -> tuple[Sentence, ...]:
    stance, found = study.beliefs.stance, []
    for template, posterior in stance.posteriors.items():
        if posterior.is_contradicted:
            found.append(reason(Code.CONTRADICTION, name=TEMPLATES[template].label))
    found += [_reason(study, code) for code in study.judgement.ruling.codes]
    if study.judgement.ruling.verdict is Verdict.STOP:
        found.append(
            Sentence(
                code="saved",
                text="Stopping now is a result: it saves about "
                "{{q:verdict.hours_saved}} and up to {{q:verdict.money_saved}}.",
            )
        )
    return tuple(found)


def _reason(study: Study, code: Code) -> Sentence:
    posteriors = study.beliefs.stance.posteriors
    if code in {Code.GATE_OPEN, Code.GATE_SHUT}:
        gate = min((g for g in KILL_GATES if g in posteriors), key=lambda g: posteriors[g].mean)
        return reason(code, name=TEMPLATES[gate].label, template=gate)
    if code is Code.VARIANT_BETTER:
        return reason(code, name=study.judgement.variants[0].label)
    if code is Code.TEST_PAYS:
        return reason(code, name=study.inquiry.chosen[0].design.type.label)
    return reason(code)
