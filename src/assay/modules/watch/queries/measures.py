"""What Prometheus reads: counted in the database, so that it is right whatever number of processes there is."""

from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from assay.modules.audit import api as audit


def measures() -> Iterator[Metric]:
    """Security incidents by rule, those that are open, and how often each fact was recorded."""
    found = CounterMetricFamily("assay_security_events", "Incidents that a rule opened.", labels=["rule", "severity"])
    waiting = GaugeMetricFamily("assay_security_incidents_open", "Incidents nobody has closed.", labels=["rule"])
    facts = CounterMetricFamily("assay_facts", "Entries of the audit log that were sealed.", labels=["fact"])
    for rule, severity, total, is_open in audit.count_incidents():
        found.add_metric([rule, severity], total)
        waiting.add_metric([rule], is_open)
    for fact, total in sorted(audit.tallies().items()):
        facts.add_metric([fact], total)
    unsealed, unwitnessed = audit.waiting_since()
    yield from (found, waiting, facts)
    yield GaugeMetricFamily("assay_audit_unsealed_seconds", "Age of the oldest entry without a place.", value=unsealed)
    yield GaugeMetricFamily("assay_audit_unwitnessed_seconds", "Age of the oldest unsent one.", value=unwitnessed)
