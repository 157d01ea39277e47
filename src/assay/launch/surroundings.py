"""The variables a command finds: the shell's, then those of `.env`, then those of the product that runs here.

So `assay migrate` typed beside a running `assay up` reaches its database, and a container, which has neither
file, sees only what it was given.
"""

import os
import re
from pathlib import Path

from assay.launch import places, record
from assay.launch.trouble import Trouble

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")


def adopt() -> None:
    """Add what is missing to this process's environment."""
    place = places.here()
    _add(dotenv(place.var.parent / ".env"))
    if "DATABASE_URL" not in os.environ and record.is_held(place):
        _add(record.load(place).environment)


def dotenv(file: Path) -> dict[str, str]:
    """NAME=value lines, quotes around a value dropped; a line that is neither that nor a comment is an error."""
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match:
            raise Trouble(f"{file}, line {number} is not of the form NAME=value.")
        found[match[1]] = _unquoted(match[2].strip())
    return found


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _add(variables: dict[str, str]) -> None:
    for name, value in variables.items():
        os.environ.setdefault(name, value)
