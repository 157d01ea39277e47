"""Scores, economics and the series behind the charts on the sheet."""

import numpy as np

from assay.engine.account.economics import open_draws
from assay.engine.account.sheet import Sheet, formula
from assay.engine.drivers import tornado
from assay.engine.library import TEMPLATES
from assay.engine.result import (
    AssumptionOut,
    BreakEvenCurve,
    CashFan,
    ImportancePoint,
    ScoreOut,
    ScorePart,
    TornadoBar,
)
from assay.engine.scores import Part, Score, readiness
from assay.engine.study import Study
from assay.engine.types import Floats, Quantity

_TEST_NOW_EVIDENCE, _TEST_NOW_IMPORTANCE = 0.5, 0.05


def score_outs(sheet: Sheet, study: Study) -> tuple[ScoreOut, ...]:
    """The ten parameters with their bands over the robust set."""
    arms = study.judgement.robust_scores
    return tuple(
        _score(sheet, study, score, [arm[row].value for arm in arms])
        for row, score in enumerate(study.judgement.scores)
    )


def _score(sheet: Sheet, study: Study, score: Score, others: list[float | None]) -> ScoreOut:
    stem = f"score.{score.id}"
    inputs = tuple(each for part in score.parts for each in _posteriors(sheet, part))
    value = score.value
    values = [value, *(each for each in others if each is not None)] if value is not None else []

    def number(name: str, amount: float, label: str, unit: str = "score") -> Quantity:
        return sheet.number(
            f"{stem}{name}", amount, label=label, unit=unit, trace=formula(f"5.12.{score.number}", *inputs)
        )

    known = [float(each) for each in values if each is not None]
    share = score.evidence_share(study.beliefs.stance.posteriors)
    return ScoreOut(
        number=score.number,
        id=score.id,
        name=score.name,
        meaning=score.meaning,
        score=number("", value, score.name) if value is not None else None,
        low=number(".low", min(known), f"{score.name} (lowest)") if known else None,
        high=number(".high", max(known), f"{score.name} (highest)") if known else None,
        evidence_share=number(".evidence_share", share, "Share that rests on evidence", "share") if known else None,
        parts=tuple(_part(sheet, score, row, part) for row, part in enumerate(score.parts, start=1)),
    )


def _part(sheet: Sheet, score: Score, row: int, part: Part) -> ScorePart:
    stem = f"score.{score.id}.part.{row}"
    trace = formula(f"5.12.{score.number}", *_posteriors(sheet, part))
    weight = sheet.number(f"{stem}.weight", part.weight, label="Weight", unit="share", trace=trace)
    value = None
    if part.value is not None:
        value = sheet.number(f"{stem}.value", part.value, label=part.label, unit="probability", trace=trace)
    return ScorePart(label=part.label, weight=weight, value=value)


def _posteriors(sheet: Sheet, part: Part) -> tuple[str, ...]:
    """The beliefs a part is read from, as far as this idea has them."""
    return tuple(id_ for t in part.templates if sheet.find(id_ := f"assumption.{t}.posterior"))


def readiness_out(sheet: Sheet, study: Study) -> Quantity | None:
    """The mean of the assessed scores."""
    value = readiness(study.judgement.scores)
    inputs = tuple(f"score.{score.id}" for score in study.judgement.scores if score.value is not None)
    if value is None:
        return None
    return sheet.number(
        "readiness", value, label="Mean of the assessed scores", unit="score", trace=formula("5.12.readiness", *inputs)
    )


def cash_fan(sheet: Sheet, study: Study) -> CashFan:
    """p10, p50 and p90 of cumulative cash by month, over the draws in which every gate holds."""
    cash = study.future.whole.simulation.outcome.cash[:, open_draws(study.future.whole)]
    lines = np.quantile(cash, [0.1, 0.5, 0.9], axis=1, method="inverted_cdf")
    names = ("p10", "p50", "p90")
    low, middle, high = (
        _series(sheet, f"cash.{name}", lines[row], f"Cash, {name}", sheet.money()) for row, name in enumerate(names)
    )
    loss = sheet.number(
        "cash.loss_line",
        -study.beliefs.frame.affordable_loss,
        label="Affordable loss",
        unit=sheet.money(),
        trace=formula("5.21.loss_line", "frame.affordable_loss"),
    )
    return CashFan(months=tuple(range(1, len(low) + 1)), p10=low, p50=middle, p90=high, loss_line=loss)


def break_even_curve(sheet: Sheet, study: Study) -> BreakEvenCurve:
    """P(broken even by month t)."""
    months, outcome = len(study.future.whole.simulation.outcome.cash), study.future.whole.simulation.outcome
    chances = np.array([float(np.mean(outcome.break_even <= month)) for month in range(1, months + 1)])
    curve = _series(sheet, "break_even", chances, "Broken even by then", "probability")
    return BreakEvenCurve(months=tuple(range(1, months + 1)), probability=curve)


def _series(sheet: Sheet, stem: str, values: Floats, label: str, unit: str) -> tuple[float, ...]:
    trace = formula("5.10.series", "verdict.p_goal")
    found = [
        sheet.number(f"{stem}.m{month:02d}", float(value), label=f"{label}, month {month}", unit=unit, trace=trace)
        for month, value in enumerate(values, start=1)
    ]
    return tuple(each.value or 0.0 for each in found)


def tornado_bars(sheet: Sheet, study: Study) -> tuple[TornadoBar, ...]:
    """All levers, the largest swing first."""
    beliefs, inquiry = study.beliefs, study.inquiry
    shares = {driver.template: driver.share for driver in inquiry.drivers}
    outcome = study.future.analysed.simulation.outcome.profit
    swings = tornado(beliefs.stance.posteriors, beliefs.probe, inquiry.strata, outcome)
    found = []
    for swing in swings:
        stem, trace = f"tornado.{swing.template}", formula("5.10.tornado", f"assumption.{swing.template}.posterior")
        money = sheet.money("month")
        found.append(
            TornadoBar(
                template=swing.template,
                name=TEMPLATES[swing.template].label,
                at_p10=sheet.number(f"{stem}.p10", swing.at_p10, label="Profit at its p10", unit=money, trace=trace),
                at_p90=sheet.number(f"{stem}.p90", swing.at_p90, label="Profit at its p90", unit=money, trace=trace),
                rank_correlation=sheet.number(
                    f"{stem}.rank",
                    swing.rank_correlation,
                    label="Rank correlation with profit",
                    unit="number",
                    trace=trace,
                ),
                variance_share=sheet.number(
                    f"{stem}.share",
                    shares[swing.template],
                    label="Share of the goal's variance",
                    unit="share",
                    trace=trace,
                ),
            )
        )
    return tuple(found)


def importance_points(rows: tuple[AssumptionOut, ...]) -> tuple[ImportancePoint, ...]:
    """Evidence against importance of the assumptions whose worth is known, the most important first."""
    found = [_point(row, row.importance) for row in rows if row.importance is not None]
    return tuple(sorted(found, key=lambda point: -(point.importance.value or 0.0)))


def _point(row: AssumptionOut, importance: Quantity) -> ImportancePoint:
    is_unknown = (row.evidence_share.value or 0.0) < _TEST_NOW_EVIDENCE
    return ImportancePoint(
        template=row.template,
        name=row.name,
        evidence_share=row.evidence_share,
        importance=importance,
        test_now=is_unknown and (importance.value or 0.0) > _TEST_NOW_IMPORTANCE,
    )


def importance_of(study: Study) -> dict[str, float]:
    """EVPPI over EVPI of every drawn assumption, at most 1; 0 when there is nothing to learn."""
    evpi = study.inquiry.evpi
    return {t: min(1.0, worth / evpi) if evpi > 0.0 else 0.0 for t, worth in study.inquiry.desk.importance.items()}
