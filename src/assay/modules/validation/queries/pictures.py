"""The pictures of a result: what pages and reports draw, from the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from assay.engine.result import AssumptionOut, ValidationResult
from assay.engine.types import Family, Quantity
from assay.modules.ideas.api import Standing
from assay.web import charts
from assay.web.charts import Figure

MOST_STRIPS = 12
MOST_BARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Each is None where the result has nothing to draw."""

    strips: Figure | None
    fan: Figure | None
    break_even: Figure | None
    tornado: Figure | None
    importance: Figure | None
    tests: Figure | None


def pictures_of(result: ValidationResult, *, goal_month: int | None = None) -> Pictures:
    """Draw a result. Pictures are kept by their content, so drawing the same result again costs next to nothing."""
    return Pictures(
        strips=_strips(result),
        fan=_fan(result),
        break_even=_break_even(result, goal_month),
        tornado=_tornado(result),
        importance=_importance(result),
        tests=_tests(result),
    )


def timeline_of(standings: Sequence[Standing]) -> Figure | None:
    """How P(goal) moved over an idea's runs (oldest first); None for fewer than two."""
    moments = tuple(
        charts.Moment(
            day=standing.at.date(),
            share=standing.p_goal,
            low=standing.p_goal if standing.p_low is None else standing.p_low,
            high=standing.p_goal if standing.p_high is None else standing.p_high,
        )
        for standing in standings
        if standing.p_goal is not None
    )
    return charts.goal_timeline(charts.Timeline(moments=moments)) if len(moments) > 1 else None


def _strips(result: ValidationResult) -> Figure | None:
    drawable = [a for a in result.assumptions if a.bar is not None and a.family is not Family.GATE]
    ranked = sorted(drawable, key=lambda a: -(_value(a.importance) or 0.0))[:MOST_STRIPS]
    rows = tuple(_strip(assumption) for assumption in ranked)
    if not rows:
        return None
    sources = tuple(a.posterior.id for a in ranked)
    return charts.interval_strips(charts.Strips(rows=rows, currency=result.currency, sources=sources))


def _strip(assumption: AssumptionOut) -> charts.Strip:
    has_evidence = (_value(assumption.evidence_share) or 0.0) > 0
    return charts.Strip(
        label=assumption.name,
        unit=assumption.posterior.unit,
        prior=_span(assumption.prior),
        posterior=_span(assumption.posterior) if has_evidence else None,
        bar=_value(assumption.bar),
        lower_is_better=assumption.lower_is_better,
    )


def _fan(result: ValidationResult) -> Figure | None:
    fan = result.cash_fan
    if fan is None:
        return None
    return charts.cash_fan(
        charts.CashFan(
            months=fan.months,
            p10=fan.p10,
            p50=fan.p50,
            p90=fan.p90,
            currency=result.currency,
            loss_line=_value(fan.loss_line),
            sources=tuple(f"cash.{line}.m{month:02d}" for line in ("p10", "p50", "p90") for month in fan.months),
        )
    )


def _break_even(result: ValidationResult, goal_month: int | None) -> Figure | None:
    curve = result.break_even
    if curve is None:
        return None
    return charts.break_even_curve(
        charts.BreakEven(
            months=curve.months,
            probability=curve.probability,
            goal_month=goal_month,
            sources=tuple(f"break_even.m{month:02d}" for month in curve.months),
        )
    )


def _tornado(result: ValidationResult) -> Figure | None:
    bars = result.tornado[:MOST_BARS]
    if not bars or result.economics is None:
        return None
    return charts.tornado(
        charts.Tornado(
            drivers=tuple(
                charts.Driver(label=bar.name, at_p10=_value(bar.at_p10) or 0.0, at_p90=_value(bar.at_p90) or 0.0)
                for bar in bars
            ),
            currency=result.currency,
            sources=tuple(bar.at_p10.id for bar in bars),
        )
    )


def _importance(result: ValidationResult) -> Figure | None:
    if not result.importance:
        return None
    points = tuple(
        charts.Point(
            label=point.name,
            evidence=_value(point.evidence_share) or 0.0,
            importance=_value(point.importance) or 0.0,
            is_next=point.test_now,
        )
        for point in result.importance
    )
    return charts.importance_map(
        charts.ImportanceMap(points=points, sources=tuple(point.importance.id for point in result.importance))
    )


def _tests(result: ValidationResult) -> Figure | None:
    if not result.next_tests:
        return None
    tests = tuple(
        charts.Candidate(
            label=test.name,
            value=_value(test.evsi) or 0.0,
            cost=max(0.0, (_value(test.evsi) or 0.0) - (_value(test.net) or 0.0)),
        )
        for test in result.next_tests
    )
    return charts.test_bars(
        charts.TestCosts(
            tests=tests, currency=result.currency, sources=tuple(test.evsi.id for test in result.next_tests)
        )
    )


def _span(quantity: Quantity) -> charts.Span:
    middle = _median(quantity)
    return charts.Span(
        low=middle if quantity.p05 is None else quantity.p05,
        mid=middle,
        high=middle if quantity.p95 is None else quantity.p95,
    )


def _median(quantity: Quantity) -> float:
    found = quantity.p50 if quantity.p50 is not None else quantity.value
    return 0.0 if found is None else found


def _value(quantity: Quantity | None) -> float | None:
    if quantity is None:
        return None
    return quantity.value if quantity.value is not None else quantity.p50
