"""One of every chart for the design page, with invented but plausible content."""

import math
from datetime import date

from django.utils.translation import gettext as _

from assay.web import charts
from assay.web.charts import Driver, Figure, Moment, Point, Span, Strip

MONTHS = tuple(range(37))


def figures() -> list[tuple[str, Figure]]:
    """Title and figure of each chart."""
    return [
        (_("Beliefs against what is needed"), charts.interval_strips(_strips())),
        (_("Cash"), charts.cash_fan(_fan())),
        (_("Break-even"), charts.break_even_curve(_curve())),
        (_("Drivers"), charts.tornado(_tornado())),
        (_("What to test"), charts.importance_map(_map())),
        (_("Next tests"), charts.test_bars(_tests())),
        (_("The rule"), charts.outcome_strip(_rule())),
        (_("What it rests on"), charts.provenance_mix(_mix())),
        (_("Learning"), charts.goal_timeline(_timeline())),
        (_("Fit"), charts.contribution_bars(_fit())),
        (_("Ranking"), charts.acceptability_strip(_ranking())),
    ]


def _strips() -> charts.Strips:
    return charts.Strips(
        currency="EUR",
        rows=(
            Strip(label=_("Leads that pay"), unit="share", prior=Span(low=0.005, mid=0.02, high=0.08),
                  posterior=Span(low=0.018, mid=0.031, high=0.048), bar=0.04),
            Strip(label=_("Customers lost a month"), unit="share/month", prior=Span(low=0.02, mid=0.05, high=0.11),
                  posterior=Span(low=0.025, mid=0.041, high=0.066), bar=0.06, lower_is_better=True),
            Strip(label=_("Cost to win a customer"), unit="money", prior=Span(low=60, mid=180, high=520), bar=210,
                  lower_is_better=True),
            Strip(label=_("Price accepted"), unit="money/month", prior=Span(low=19, mid=32, high=49),
                  posterior=Span(low=27, mid=34, high=41)),
        ),
    )  # fmt: skip


def _fan() -> charts.CashFan:
    middle = [-6000 + -9000 * (1 - math.exp(-m / 5)) + 26 * m**2 for m in MONTHS]
    spread = [500 + 620 * m for m in MONTHS]
    return charts.CashFan(
        months=MONTHS, currency="EUR", loss_line=-20000.0, p50=tuple(middle),
        p10=tuple(m - s * 0.75 for m, s in zip(middle, spread, strict=True)),
        p90=tuple(m + s * 1.2 for m, s in zip(middle, spread, strict=True)),
    )  # fmt: skip


def _curve() -> charts.BreakEven:
    chances = tuple(0.72 / (1 + math.exp(-(m - 19) / 4)) for m in MONTHS)
    return charts.BreakEven(months=MONTHS, probability=chances, goal_month=24)


def _tornado() -> charts.Tornado:
    drivers = (
        Driver(label=_("Leads that pay"), at_p10=-900, at_p90=5400),
        Driver(label=_("Cost to win a customer"), at_p10=3600, at_p90=-400),
        Driver(label=_("Leads a month"), at_p10=300, at_p90=3900),
        Driver(label=_("Price"), at_p10=900, at_p90=2600),
        Driver(label=_("Customers lost a month"), at_p10=2300, at_p90=1100),
    )
    return charts.Tornado(drivers=drivers, currency="EUR")


def _map() -> charts.ImportanceMap:
    return charts.ImportanceMap(
        points=(
            Point(label=_("Leads that pay"), evidence=0.12, importance=0.94, is_next=True),
            Point(label=_("Cost to win a customer"), evidence=0.05, importance=0.71, is_next=True),
            Point(label=_("Leads a month"), evidence=0.3, importance=0.66, is_next=True),
            Point(label=_("Price"), evidence=0.62, importance=0.55),
            Point(label=_("Customers lost a month"), evidence=0.44, importance=0.3),
            Point(label=_("Fixed cost"), evidence=0.86, importance=0.12),
            Point(label=_("Hours to first sale"), evidence=0.2, importance=0.16),
            Point(label=_("Licence"), evidence=0.95, importance=0.04),
        )
    )


def _tests() -> charts.TestCosts:
    return charts.TestCosts(
        currency="EUR",
        tests=(
            charts.Candidate(label=_("Landing page with a price"), value=2900, cost=420),
            charts.Candidate(label=_("Ten problem interviews"), value=1500, cost=310),
            charts.Candidate(label=_("Paid pre-sale"), value=3400, cost=1350),
        ),
    )


def _rule() -> charts.OutcomeRule:
    outcomes = (
        charts.Outcome(decision="stop", first=0, last=2),
        charts.Outcome(decision="test", first=3, last=6),
        charts.Outcome(decision="commit", first=7, last=100),
    )
    return charts.OutcomeRule(n=100, outcomes=outcomes)


def _mix() -> charts.Mix:
    shares = {"logged_evidence": 0.34, "cited_benchmark": 0.21, "founder_input": 0.12, "authored_default": 0.27,
              "model_output": 0.04, "ai_estimate": 0.02}  # fmt: skip
    return charts.Mix(shares=shares)


def _timeline() -> charts.Timeline:
    return charts.Timeline(
        moments=(
            Moment(day=date(2026, 9, 4), share=0.28, low=0.1, high=0.52, event=_("Idea entered")),
            Moment(day=date(2026, 9, 20), share=0.34, low=0.17, high=0.55, event=_("Interviews")),
            Moment(day=date(2026, 10, 11), share=0.24, low=0.14, high=0.4, event=_("Landing page")),
            Moment(day=date(2026, 10, 30), share=0.37, low=0.25, high=0.51, event=_("Higher price")),
            Moment(day=date(2026, 11, 19), share=0.41, low=0.3, high=0.53, event=_("Pre-sale")),
        )
    )


def _fit() -> charts.Contributions:
    named = (
        (_("Skills"), 0.13, 0.09, 0.16), (_("Sector experience"), 0.11, 0.05, 0.14),
        (_("Customers you can reach"), 0.04, 0.06, 0.12), (_("Income goal"), 0.08, 0.05, 0.12),
        (_("Interest"), 0.07, 0.04, 0.09), (_("Speed to first income"), 0.03, 0.05, 0.09),
    )  # fmt: skip
    parts = tuple(charts.Contribution(label=name, value=v, median=m, weight=w) for name, v, m, w in named)
    return charts.Contributions(parts=parts)


def _ranking() -> charts.Acceptability:
    named = (
        (_("Mobile dog washing"), (0.41, 0.22, 0.13, 0.09, 0.06, 0.03, 0.02, 0.01, 0.01, 0.0)),
        (_("Invoices for craftsmen"), (0.24, 0.26, 0.17, 0.11, 0.08, 0.05, 0.03, 0.02, 0.01, 0.01)),
        (_("Rental of party tents"), (0.05, 0.09, 0.12, 0.14, 0.13, 0.11, 0.09, 0.07, 0.05, 0.04)),
    )
    return charts.Acceptability(candidates=tuple(charts.Ranked(label=name, shares=shares) for name, shares in named))
