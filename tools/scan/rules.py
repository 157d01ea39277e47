"""What semgrep found, held against what was planted: a rule that no longer bites is a finding too."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

MARK = "ruleid:"


def verdict(results: Iterable[Mapping[str, Any]], *, folder: Path) -> Iterator[str]:
    """One line for each finding in the source, and for each planted violation that was missed or invented."""
    caught: set[tuple[str, str, int]] = set()
    for result in results:
        place, line, rule = Path(result["path"]), result["start"]["line"], result["check_id"].rpartition(".")[2]
        if place.parent.name == folder.name:
            caught.add((place.name, rule, line))
        else:
            yield f"{place}:{line} {rule}: {' '.join(result['extra']['message'].split())}"
    wanted = planted(folder)
    yield from (f"{file}:{line} {rule} is planted and not caught" for file, rule, line in sorted(wanted - caught))
    yield from (f"{file}:{line} {rule} is caught where none is planted" for file, rule, line in sorted(caught - wanted))


def planted(folder: Path) -> set[tuple[str, str, int]]:
    """The violations that stand beside the rules: file, rule, and the line after the mark."""
    found = set()
    for file in sorted(folder.glob("caught.*")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if MARK in line:
                found.add((file.name, line.partition(MARK)[2].split()[0], number + 1))
    return found
