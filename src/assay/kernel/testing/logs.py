"""Log lines in a test, as they would be written."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Lines:
    """What was written to standard output within ``captured``."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        """Everything, as it was written."""
        return self.stream.getvalue()

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Each line, read back from JSON."""
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    def named(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of this event."""
        return [entry for entry in self.entries if entry.get("event") == event]


@contextmanager
def captured() -> Iterator[Lines]:
    """Collect the log lines of the block instead of writing them."""
    lines, before = Lines(), sys.stdout
    sys.stdout = lines.stream
    try:
        yield lines
    finally:
        sys.stdout = before
