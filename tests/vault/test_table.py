"""What operators read is what the code does: the table of secrets, alerts and runbooks."""

import re
from pathlib import Path

from assay.config.vault.table import SECRETS, Listed

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


def test_every_alert_about_secrets_rests_on_a_metric_and_has_its_runbook() -> None:
    alerts = (ROOT / "deploy/prometheus/alerts-secrets.yml").read_text(encoding="utf-8")
    measured = (ROOT / "src/assay/config/vault/measuring.py").read_text(encoding="utf-8")
    books = re.findall(r"runbook: (\S+)", alerts)
    assert len(re.findall(r"- alert:", alerts)) == len(books) == 2
    assert all((ROOT / book).is_file() for book in books)
    for metric in set(re.findall(r"assay_\w+", alerts)):
        assert f'"{metric}"' in measured
