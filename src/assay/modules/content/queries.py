"""What the explaining pages show."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.modules.content.policy import BIASES, OBSERVED, ceiling, corrected
from assay.modules.content.types import Bias, Number, Reading
from assay.web import charts
from assay.web.charts import Figure

_NAMES: dict[str, Promise] = {
    "X01": gettext_lazy("Interview about past behaviour"),
    "X02": gettext_lazy("Survey of intentions"),
    "X04": gettext_lazy("Price ladder"),
    "X05": gettext_lazy("Search and community counts"),
    "X09": gettext_lazy("Landing page sign-up"),
    "X10": gettext_lazy("Fake door with a price"),
    "X11": gettext_lazy("Refundable deposit"),
    "X12": gettext_lazy("Paid pre-sale"),
    "X13": gettext_lazy("Letter of intent"),
    "X14": gettext_lazy("Paid pilot"),
    "X24": gettext_lazy("Customers who stayed"),
    "X25": gettext_lazy("Blind choice"),
}


def list_readings() -> tuple[Reading, ...]:
    """For each kind of test: how 40 in 100 is read."""
    return tuple(_reading(bias) for bias in BIASES)


def _reading(bias: Bias) -> Reading:
    name = str(_NAMES[bias.type_id])
    low, high = ceiling(OBSERVED, mu=bias.mu, tau=bias.tau)
    label = _("True share behind 40 in 100 by: %(name)s") % {"name": name}
    middle = corrected(OBSERVED, mu=bias.mu)
    source = f"bias table v1 · {bias.type_id}"
    return Reading(
        type_id=bias.type_id,
        name=name,
        given=bias.given,
        middle=Number(id=f"bias:{bias.type_id}", label=label, unit="share", kind="authored_default", value=middle,
                      source_id=source),
        ceiling=Number(id=f"bias:{bias.type_id}:range", label=label, unit="share", kind="authored_default", p05=low,
                       p95=high, source_id=source),
    )  # fmt: skip


EXAMPLE_MIX = {"logged_evidence": 0.34, "cited_benchmark": 0.21, "founder_input": 0.12, "authored_default": 0.33}


def example_chance() -> Number:
    """The headline number of the picture on the landing page."""
    return Number(
        id="example:p_goal", label=_("Chance of reaching the goal"), unit="share", kind="model_output", value=0.41,
        p05=0.22, p95=0.58, source_id=_("invented example"),
    )  # fmt: skip


def example_beliefs() -> Figure:
    """Four beliefs of the example against what they have to be."""
    rows = (
        charts.Strip(label=_("Visitors who ask for a quote"), unit="share", bar=0.05,
                     prior=charts.Span(low=0.02, mid=0.06, high=0.16),
                     posterior=charts.Span(low=0.052, mid=0.078, high=0.11)),
        charts.Strip(label=_("Quotes that become orders"), unit="share", bar=0.30,
                     prior=charts.Span(low=0.08, mid=0.24, high=0.55),
                     posterior=charts.Span(low=0.15, mid=0.24, high=0.36)),
        charts.Strip(label=_("Cost to win a customer"), unit="money", bar=64, lower_is_better=True,
                     prior=charts.Span(low=18, mid=55, high=160)),
    )  # fmt: skip
    return charts.interval_strips(charts.Strips(rows=rows, currency="EUR", sources=("example:beliefs",)))


def example_cash() -> Figure:
    """The cash of the example over three years."""
    months = tuple(range(0, 37, 2))
    middle = (-6000, -9300, -10900, -11400, -11000, -9900, -8200, -6000, -3300, -200, 3200, 7000, 11000, 15200, 19500,
              23900, 28400, 33000, 37600)  # fmt: skip
    spread = tuple(700 + 520 * month for month in months)
    return charts.cash_fan(
        charts.CashFan(
            months=months,
            p10=tuple(m - 1.1 * s for m, s in zip(middle, spread, strict=True)),
            p50=tuple(float(m) for m in middle),
            p90=tuple(m + 1.3 * s for m, s in zip(middle, spread, strict=True)),
            currency="EUR",
            loss_line=-20000.0,
            sources=("example:cash",),
        )
    )


def example_tests() -> Figure:
    """Three tests of the example by worth and cost."""
    tests = (
        charts.Candidate(label=_("Paid pre-order from fifty offices"), value=4100, cost=900),
        charts.Candidate(label=_("Landing page with a price"), value=2300, cost=520),
        charts.Candidate(label=_("Eight interviews about last repairs"), value=1100, cost=340),
    )
    return charts.test_bars(charts.TestCosts(tests=tests, currency="EUR", sources=("example:tests",)))


def example_rule() -> Figure:
    """The rule of the example's next test."""
    outcomes = (
        charts.Outcome(decision="stop", first=0, last=9),
        charts.Outcome(decision="test", first=10, last=17),
        charts.Outcome(decision="commit", first=18, last=50),
    )
    return charts.outcome_strip(charts.OutcomeRule(n=50, outcomes=outcomes, sources=("example:rule",)))
