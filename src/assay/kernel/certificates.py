"""How long the certificate still holds that the web process shows the proxy, for `/metrics` and its alert."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from assay.kernel import clock
from assay.kernel.metrics import measured


@measured
def measures() -> Iterator[Metric]:
    """Say it where there is one; a file that was replaced counts when the process that shows it is started anew."""
    if settings.WEB_CERTIFICATE:
        left = _shown(settings.WEB_CERTIFICATE).not_valid_after_utc - clock.now()
        about = "Until the certificate of the web process ends."
        yield GaugeMetricFamily("assay_web_certificate_seconds", about, value=left.total_seconds())


@cache
def _shown(path: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(Path(path).read_bytes())
