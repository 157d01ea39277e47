"""Do the tests run enough of the source? ``python -m tools.coverage``, after a whole run that measured.

The engine and every module's rules have to be run to the last branch, the rest to nine tenths.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from coverage import Coverage

type Report = Mapping[str, Any]
LEAST: Final = 90.0  # percent
WHOLE_FOLDER: Final = "src/assay/engine/"
RULES: Final = ("/policy.py", "/policy/")  # a module's rules, in one file or in a package of them
SHOWN: Final = 20  # places of one file; who measures a part of the tests has to read them


def shortfalls(report: Report) -> Iterator[str]:
    """One line for each promise that the report of coverage.py does not keep."""
    lines, branches = _percents(report["totals"])
    for name, percent in (("lines and branches", lines), ("branches", branches)):
        if percent < LEAST:
            yield f"{percent:.1f} % of {name} are run by the tests; {LEAST:.0f} % are asked for."
    for file, found in sorted(report["files"].items()):
        if _has_to_be_whole(file) and (missed := _missed(found)):
            yield f"{file}: not run: {missed}"


def summary(report: Report) -> str:
    """What was measured, in one line."""
    lines, branches = _percents(report["totals"])
    return f"Coverage: {lines:.1f} % of lines and branches, {branches:.1f} % of branches alone."


def measured() -> Report:
    """The report over everything that the run, its workers and its child processes wrote down."""
    found = Coverage()
    found.load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        found.json_report(outfile=str(file))
        report: Report = json.loads(file.read_text(encoding="utf-8"))
    return report


def _has_to_be_whole(file: str) -> bool:
    return file.startswith(WHOLE_FOLDER) or any(part in file for part in RULES)


def _missed(found: Report) -> str:
    lines = [str(line) for line in found["missing_lines"]]
    jumps = [f"{start}→{end if end > 0 else 'out'}" for start, end in found["missing_branches"]]
    places = [*lines, *jumps]
    more = [f"and {len(places) - SHOWN} more"] if len(places) > SHOWN else []
    return ", ".join([*places[:SHOWN], *more])


def _percents(totals: Report) -> tuple[float, float]:
    of_branches = 100.0 * totals["covered_branches"] / max(1, totals["num_branches"])
    return totals["percent_covered"], of_branches


def main() -> int:
    report = measured()
    short = [*shortfalls(report)]
    sys.stdout.writelines(f"{line}\n" for line in (summary(report), *short))
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
