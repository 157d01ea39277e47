"""That the web process's certificate ends is known before it does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from assay.kernel import clock
from tests.faults.authority import Authority

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-that-only-this-test-knows"
METRIC = "assay_web_certificate_seconds"


def scraped(settings: LazySettings, certificate: str) -> list[float]:
    settings.METRICS_TOKENS, settings.WEB_CERTIFICATE = (TOKEN,), certificate
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert 200 == answer.status_code
    return [float(value) for value in re.findall(rf"^{METRIC} (\S+)$", answer.content.decode(), re.MULTILINE)]


@pytest.mark.django_db
def test_how_long_it_holds_is_measured(settings: LazySettings, tmp_path: Path) -> None:
    shown = Authority(tmp_path).signed("assay.example.com")  # for two days
    with clock.frozen(clock.now() + timedelta(days=1)):
        (left,) = scraped(settings, str(shown.certificate))
    assert left == pytest.approx(86_400, abs=60)


@pytest.mark.django_db
def test_where_none_is_shown_nothing_is_said(settings: LazySettings) -> None:
    assert [] == scraped(settings, "")


def test_the_alert_rests_on_the_metric_and_has_its_runbook() -> None:
    alerts = (ROOT / "deploy/prometheus/alerts-lines.yml").read_text(encoding="utf-8")
    (book,) = re.findall(r"runbook: (\S+)", alerts)
    assert (ROOT / book).is_file()
    assert {METRIC} == set(re.findall(r"assay_\w+", alerts))
