"""Run every rule on the source and write what breaks it, one line each: ``python -m tools.check [FOLDER…]``."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.rules import debt, doors, habits, names, sizes, statements
from tools.rules.source import FOLDERS, Source, Violation, read

type Rule = Callable[[Iterable[Source]], Iterable[Violation]]

RULES: tuple[Rule, ...] = (sizes.check, names.check, habits.check, doors.check, debt.check, statements.check)


def violations(sources: Iterable[Source]) -> list[Violation]:
    """What breaks a rule, in the order of the files."""
    sources = tuple(sources)
    return sorted(violation for rule in RULES for violation in rule(sources))


def main(folders: list[str]) -> int:
    found = violations(read(Path.cwd(), folders or FOLDERS))
    sys.stdout.writelines(f"{violation}\n" for violation in found)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
