"""What operators read is what the code does: the table of secrets, alerts and runbooks."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from assay.config.vault import source
from assay.config.vault.measuring import secrets
from assay.config.vault.table import SECRETS, Listed
from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import first

ROOT = Path(__file__).resolve().parents[2]
HEAD = (
    "| Secret | What it is for | Read by | How it is changed | Changed every | Former one accepted for |\n"
    "|---|---|---|---|---|---|"
)


def row(one: Listed) -> str:
    overlap = f"{one.overlap.days} days" if one.overlap else "–"
    return f"| `{one.name}` | {one.about} | {one.readers} | {one.change} | {one.max_age.days} days | {overlap} |"


def test_the_table_for_operators_is_the_one_the_code_has() -> None:
    text = (ROOT / "docs/operate/secrets.md").read_text(encoding="utf-8")
    shown = re.search(r"test_table\.py -->\n(.*?)\n<!-- end of table", text, re.DOTALL)
    assert shown is not None
    assert "\n".join([HEAD, *(row(one) for one in SECRETS)]) == shown[1]


def test_the_age_of_each_secret_is_measured_without_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = clock.now() - timedelta(days=3)
    document = first(Secret("hunter2-hunter2-hunter2"), at=made).offering(Secret("hunter3-hunter3-hunter3"), at=made)
    (tmp_path / "token").write_text(document.dumped())
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "token"))
    source.supplied(os.environ)
    try:
        samples = {(one.name, one.labels.get("name")): one.value for metric in secrets() for one in metric.samples}
    finally:
        monkeypatch.delenv("METRICS_TOKEN_FILE")
        source.supplied(os.environ)

    age = samples["assay_secret_age_seconds", "metrics-token"]
    assert 3 * 86_400 <= age < 3 * 86_400 + 60
    assert 90 * 86_400 == samples["assay_secret_max_age_seconds", "metrics-token"]
    assert (2, 1) == tuple(samples["assay_secret_versions", name] for name in ("metrics-token", "secret-key"))
    assert ("assay_secret_age_seconds", "secret-key") not in samples, "nobody knows how old a variable is"
    assert samples["assay_secrets_heard_seconds", None] < 60


def test_every_alert_about_secrets_rests_on_a_metric_and_has_its_runbook() -> None:
    alerts = (ROOT / "deploy/prometheus/alerts-secrets.yml").read_text(encoding="utf-8")
    measured = (ROOT / "src/assay/config/vault/measuring.py").read_text(encoding="utf-8")
    books = re.findall(r"runbook: (\S+)", alerts)
    assert len(re.findall(r"- alert:", alerts)) == len(books) == 2
    assert all((ROOT / book).is_file() for book in books)
    for metric in set(re.findall(r"assay_\w+", alerts)):
        assert f'"{metric}"' in measured
