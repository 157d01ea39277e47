"""A test run writes down what it showed, for the code it showed it on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.readiness import make

ROOT = Path(__file__).resolve().parents[2]
FILE = Path("var/readiness/tests.json")

TESTS = """
import pytest

def test_right(): pass
def test_wrong(): assert 1 == 2
@pytest.mark.parametrize("side", "ab")
def test_sides(side): assert side == "a"
@pytest.mark.xdist_group("quiet")
def test_grouped(): pass
@pytest.mark.skip
def test_absent(): pass
@pytest.fixture
def broken(): raise OSError
def test_unprepared(broken): pass
@pytest.fixture
def untidy():
    yield
    raise OSError
def test_untidy(untidy): pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make.write(tmp_path, "pytest.ini", "[pytest]\nmarkers = xdist_group\n")
    make.write(tmp_path, "tests/conftest.py", 'pytest_plugins = ("tools.outcomes",)\n')
    make.write(tmp_path, "tests/test_all.py", TESTS)
    make.write(tmp_path, "src/assay/rules.py", "LIMIT = 1\n")
    return tmp_path


def run(project: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", "pytest.ini", "--rootdir", ".", *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
        capture_output=True,
    )


def written(project: Path) -> dict[str, str]:
    outcomes: dict[str, str] = json.loads((project / FILE).read_text(encoding="utf-8"))["outcomes"]
    return {name.removeprefix("tests/test_all.py::"): outcome for name, outcome in outcomes.items()}


@pytest.mark.parametrize("words", [(), ("-p", "xdist", "-n", "2", "--dist", "loadgroup")], ids=["alone", "in parallel"])
def test_every_outcome_is_written_down(words: tuple[str, ...], project: Path) -> None:
    run(project, *words)

    assert {
        "test_right": "passed",
        "test_wrong": "failed",
        "test_sides[a]": "passed",
        "test_sides[b]": "failed",
        "test_grouped": "passed",
        "test_absent": "skipped",
        "test_unprepared": "failed",
        "test_untidy": "failed",
    } == written(project)


def test_a_later_failure_replaces_an_earlier_success(project: Path) -> None:
    run(project)
    make.write(project, "tests/test_all.py", TESTS.replace("def test_right(): pass", "def test_right(): assert 0"))

    run(project)

    assert "failed" == written(project)["test_right"]


def test_nothing_is_written_when_the_code_changes_meanwhile(project: Path) -> None:
    make.write(
        project, "tests/test_all.py", "import pathlib\ndef test_edit(): pathlib.Path('src/new.py').write_text('')\n"
    )

    run(project)

    assert not (project / FILE).exists()
