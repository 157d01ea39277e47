"""The type checker runs with the house's settings and notices what it is for."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow  # the type checker reads Django's settings first
def test_the_type_checker_notices(tmp_path: Path) -> None:
    planted = "def add(a: int, b: int) -> int:\n    return a + b\n\n\ndef untyped(x):\n    return add(x, 'one')\n"
    (tmp_path / "planted.py").write_text(planted, encoding="utf-8")

    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(tmp_path / "planted.py")]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert 1 == run.returncode, run.stderr
    assert "[no-untyped-def]" in run.stdout
    assert "[arg-type]" in run.stdout
