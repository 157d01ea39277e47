"""The gate on coverage: what it lets through, and what it names."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.coverage import shortfalls, summary

type Missing = dict[str, list[Any]]
NOTHING: Missing = {"missing_lines": [], "missing_branches": []}
ONE_LINE: Missing = {"missing_lines": [7], "missing_branches": []}
ONE_BRANCH: Missing = {"missing_lines": [], "missing_branches": [[3, 5], [9, -1]]}


def report(files: dict[str, Missing], *, percent: float = 95.0, branches: int = 95) -> dict[str, Any]:
    totals = {"percent_covered": percent, "covered_branches": branches, "num_branches": 100}
    return {"totals": totals, "files": files}


def test_enough_is_let_through_and_said() -> None:
    found = report({"src/assay/engine/bars.py": NOTHING, "src/assay/web/forms.py": ONE_LINE})

    assert [] == [*shortfalls(found)]
    assert "Coverage: 95.0 % of lines and branches, 95.0 % of branches alone." == summary(found)


@pytest.mark.parametrize(("percent", "branches", "named"), [(89.9, 95, "lines and branches"), (95.0, 89, "branches")])
def test_too_little_over_all_is_refused(percent: float, branches: int, named: str) -> None:
    (said,) = shortfalls(report({}, percent=percent, branches=branches))

    assert f"% of {named} are run by the tests; 90 % are asked for." in said


@pytest.mark.parametrize(
    "file",
    [
        "src/assay/engine/discovery/fit.py",
        "src/assay/modules/ideas/policy.py",
        "src/assay/modules/identity/policy/sessions.py",
    ],
)
def test_a_line_or_a_branch_of_engine_and_rules_that_nothing_runs_is_named(file: str) -> None:
    assert [f"{file}: not run: 7"] == [*shortfalls(report({file: ONE_LINE}))]
    assert [f"{file}: not run: 3→5, 9→out"] == [*shortfalls(report({file: ONE_BRANCH}))]


def test_a_file_with_many_holes_takes_one_line() -> None:
    many = {"missing_lines": [*range(1, 101)], "missing_branches": []}

    (said,) = shortfalls(report({"src/assay/engine/bars.py": many}))

    assert said.endswith("19, 20, and 80 more")


def test_a_run_that_leaves_a_branch_of_the_engine_out_does_not_pass(tmp_path: Path, root: Path) -> None:
    """A small project of its own, measured for real and held against the gate for real."""
    engine = tmp_path / "src" / "assay" / "engine"
    engine.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.coverage.run]\nbranch = true\nsource = ["src"]\n')
    (engine / "bars.py").write_text("def sign(x):\n    if x > 0:\n        return 1\n    return -1\n")
    asks = "import sys; sys.path.insert(0, 'src/assay/engine'); from bars import sign; sign(1)"
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}

    def ran(*words: str) -> subprocess.CompletedProcess[str]:
        command, there = [sys.executable, "-m", *words], env | {"PYTHONPATH": str(root)}
        return subprocess.run(command, cwd=tmp_path, env=there, capture_output=True, text=True, check=False)

    def held(*more: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "asks.py").write_text("\n".join([asks, *more, ""]))
        assert 0 == ran("coverage", "run", "asks.py").returncode
        return ran("tools.coverage")

    half, whole = held(), held("sign(-1)")

    assert (1, 0) == (half.returncode, whole.returncode), half.stderr + whole.stderr
    assert "src/assay/engine/bars.py: not run: 4, 2→4" in half.stdout


def test_the_build_server_asks_for_it(root: Path) -> None:
    assert "COVERAGE=1 make test" in (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
