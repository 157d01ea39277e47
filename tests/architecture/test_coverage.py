"""The gate on coverage: what it lets through, and what it names."""

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


@pytest.mark.parametrize("file", ["src/assay/engine/discovery/fit.py", "src/assay/modules/ideas/policy.py"])
def test_a_line_or_a_branch_of_engine_and_rules_that_nothing_runs_is_named(file: str) -> None:
    assert [f"{file}: not run: 7"] == [*shortfalls(report({file: ONE_LINE}))]
    assert [f"{file}: not run: 3→5, 9→out"] == [*shortfalls(report({file: ONE_BRANCH}))]


def test_a_file_with_many_holes_takes_one_line() -> None:
    many = {"missing_lines": [*range(1, 101)], "missing_branches": []}

    (said,) = shortfalls(report({"src/assay/engine/bars.py": many}))

    assert said.endswith("19, 20, and 80 more")
