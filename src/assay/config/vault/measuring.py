"""How old the secrets are, and how long ago their keeper was heard, for Prometheus; no value, no part of one."""

import time
from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from assay.config.vault import source
from assay.config.vault.table import OF_PROCESSES
from assay.kernel import clock
from assay.kernel.metrics import measured


@measured
def secrets() -> Iterable[Metric]:
    """Tell what this process knows."""
    age = GaugeMetricFamily("assay_secret_age_seconds", "Since the used version was made.", labels=["name"])
    most = GaugeMetricFamily("assay_secret_max_age_seconds", "How old a version may become.", labels=["name"])
    versions = GaugeMetricFamily("assay_secret_versions", "Versions that are accepted.", labels=["name"])
    known = source.held()
    for listed in OF_PROCESSES:
        document = known.documents.get(listed.name)
        if document is None:
            continue
        versions.add_metric([listed.name], len(document.versions))
        if document.used.made is not None:
            age.add_metric([listed.name], (clock.now() - document.used.made).total_seconds())
            most.add_metric([listed.name], listed.max_age.total_seconds())
    heard = GaugeMetricFamily("assay_secrets_heard_seconds", "Since the keeper of the secrets last answered.")
    heard.add_metric([], time.monotonic() - known.heard)
    return (age, most, versions, heard)
