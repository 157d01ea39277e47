"""Charts: typed inputs → a picture for the page, one for paper, a sentence and a table."""

from assay.web.charts.beliefs import Mix, Span, Strip, Strips, interval_strips, provenance_mix
from assay.web.charts.discovery import (
    Acceptability,
    Contribution,
    Contributions,
    Ranked,
    acceptability_strip,
    contribution_bars,
)
from assay.web.charts.economics import BreakEven, CashFan, Driver, Tornado, break_even_curve, cash_fan, tornado
from assay.web.charts.figure import Figure, Table
from assay.web.charts.learning import Moment, Timeline, goal_timeline
from assay.web.charts.planning import (
    Candidate,
    ImportanceMap,
    Outcome,
    OutcomeRule,
    Point,
    TestCosts,
    importance_map,
    outcome_strip,
    test_bars,
)
from assay.web.charts.render import warm

__all__ = [
    "Acceptability", "BreakEven", "Candidate", "CashFan", "Contribution", "Contributions", "Driver", "Figure",
    "ImportanceMap", "Mix", "Moment", "Outcome", "OutcomeRule", "Point", "Ranked", "Span", "Strip", "Strips", "Table",
    "TestCosts", "Timeline", "Tornado", "acceptability_strip", "break_even_curve", "cash_fan", "contribution_bars",
    "goal_timeline", "importance_map", "interval_strips", "outcome_strip", "provenance_mix", "test_bars", "tornado",
    "warm",
]  # fmt: skip
