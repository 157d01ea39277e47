"""What Prometheus and /healthz read: counted in the database, whatever the processes."""

from collections.abc import Iterator
from math import inf

from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from assay.kernel import clock
from assay.kernel.health import Finding
from assay.modules.supply.policy import terms
from assay.modules.supply.queries.readings import find_last
from assay.modules.supply.queries.weaknesses import count_weaknesses


def measures() -> Iterator[Metric]:
    """Weaknesses by severity, and whether the list was read; where it never was, its age has no end."""
    waiting = GaugeMetricFamily("assay_weaknesses_open", "Known, and neither mended nor accepted.", labels=["severity"])
    overdue = GaugeMetricFamily("assay_weaknesses_overdue", "Of these, past their day.", labels=["severity"])
    accepted = GaugeMetricFamily("assay_weaknesses_accepted", "Accepted until a day to come.", labels=["severity"])
    for count in count_weaknesses():
        waiting.add_metric([count.severity], count.is_open)
        overdue.add_metric([count.severity], count.overdue)
        accepted.add_metric([count.severity], count.accepted)
    yield from (waiting, overdue, accepted)
    last, whole = find_last(), find_last(is_complete=True)
    age = (clock.now() - whole.at).total_seconds() if whole else inf
    is_whole = last is not None and last.is_complete
    parts = whole.parts if whole else 0
    yield GaugeMetricFamily("assay_weakness_reading_seconds", "Age of the last complete reading.", value=age)
    yield GaugeMetricFamily("assay_weakness_reading_complete", "Whether the last reading was complete.", value=is_whole)
    yield GaugeMetricFamily("assay_weakness_reading_parts", "Packages that it asked for.", value=parts)


def look() -> Finding:
    """Well: the list was read whole within two days, and nothing known is past its day."""
    last = find_last()
    overdue = sum(count.overdue for count in count_weaknesses())
    detail: dict[str, object] = {
        "last_reading": last.at.isoformat() if last else "never",
        "complete": bool(last and last.is_complete),
        "failure": last.failure if last else "",
        "overdue": overdue,
    }
    return Finding(is_ok=terms.is_trusted(last, now=clock.now()) and not overdue, detail=detail)
