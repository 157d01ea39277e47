"""The level list of .importlinter: which module stands above which."""

import re
from dataclasses import dataclass
from pathlib import Path

SECTION = "[importlinter:contract:modules]"
LEVEL = re.compile(r"^\s+# (\d+)$")
NAME = re.compile(r"\(?(\w+)\)?")


@dataclass(frozen=True)
class Levels:
    of: dict[str, int]

    def can_see(self, importer: str, imported: str) -> bool:
        """Whether ``importer`` may know ``imported``: itself, or a module that stands lower."""
        return importer == imported or self.of[importer] > self.of[imported]


def read(contracts: Path) -> Levels:
    """Every listed module with its level."""
    of: dict[str, int] = {}
    level = 0
    for line in section(contracts.read_text(encoding="utf-8")):
        if match := LEVEL.match(line):
            level = int(match[1])
        elif level and line.startswith(" "):
            of |= dict.fromkeys(NAME.findall(line), level)
    return Levels(of)


def section(text: str) -> list[str]:
    """The lines of the contract on modules."""
    lines = text.splitlines()
    start = lines.index(SECTION) + 1
    end = next((at for at in range(start, len(lines)) if lines[at].startswith("[")), len(lines))
    return lines[start:end]


def inserted(text: str, *, module: str, level: int) -> str:
    """The contracts with ``module`` written at ``level``: beside its neighbours, or on a line of its own."""
    lines = text.splitlines()
    start = lines.index(SECTION)
    numbers = {at: int(match[1]) for at, line in enumerate(lines) if at > start and (match := LEVEL.match(line))}
    for at, number in numbers.items():
        if number == level:
            lines[at + 1] = f"{lines[at + 1]} | {module}"
            return "\n".join(lines) + "\n"
    at = next((at for at, number in numbers.items() if number < level), max(numbers) + 2)
    lines[at:at] = [f"    # {level}", f"    {module}"]
    return "\n".join(lines) + "\n"
