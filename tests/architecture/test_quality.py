"""The formatter, the linter and the type checker run with the house's settings, and notice what they are for."""

import subprocess
import sys
from pathlib import Path

import pytest


def tool(*words: str | Path, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


def test_the_code_is_formatted(root: Path) -> None:
    run = tool("ruff", "format", "--check", "--no-cache", ".", root=root)

    assert 0 == run.returncode, run.stdout


def test_the_code_is_linted(root: Path) -> None:
    run = tool("ruff", "check", "--no-cache", "--quiet", ".", root=root)

    assert 0 == run.returncode, run.stdout


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("x = eval('1')\n", "S307"),
        ("def f(a=[]): ...\n", "B006"),
        ("import os\n", "F401"),
        ("print(1)\n", "T201"),
        ("def f(name, db): db.execute(f'SELECT {name} FROM x')\n", "S608"),
    ],
)
def test_the_linter_notices(text: str, rule: str, root: Path, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(text, encoding="utf-8")

    run = tool("ruff", "check", "--no-cache", "--config", root / "pyproject.toml", tmp_path, root=root)

    assert 1 == run.returncode
    assert rule in run.stdout


def test_the_formatter_notices(root: Path, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("x = {  'a':1 }\n", encoding="utf-8")

    run = tool("ruff", "format", "--check", "--no-cache", "--config", root / "pyproject.toml", tmp_path, root=root)

    assert 1 == run.returncode
