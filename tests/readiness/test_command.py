"""`assay readiness`, as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASSAY = Path(sys.executable).parent / "assay"
KEPT = ("PATH", "HOME", "LANG")


def assay(*words: str) -> subprocess.CompletedProcess[str]:
    """Run it as somebody does who has set no variable of ours."""
    bare = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.run([ASSAY, "readiness", *words], env=bare, check=False, capture_output=True, text=True)


@pytest.mark.slow  # it loads production's settings in a process of its own
def test_the_whole_report_comes_as_json_and_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "readiness.html"

    run = assay("--json", "--html", str(page), "--url", "http://127.0.0.1:1")

    report = json.loads(run.stdout)
    items = [item for section in report["sections"] for group in section["groups"] for item in group["items"]]
    assert 265 == len(items)
    assert {"proven", "open"} <= {item["standing"] for item in items}
    assert bool(report["lost"]) == (run.returncode == 1), run.stderr
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
