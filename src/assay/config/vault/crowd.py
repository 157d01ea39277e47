"""All running processes, as whoever changes a secret sees them: who lives, and which versions each of them uses."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from assay.kernel import db
from assay.kernel.vault.listening import CHANGED, NAME, Line
from assay.launch.trouble import Trouble

PATIENCE: Final = 60.0  # seconds until somebody who does not follow is named
STEADY: Final = 1.0  # for so long everybody has to have followed: a line that broke is back within half of it
FEWER: Final = 10.0  # the same, when there are fewer than there were: one of them may be away, or have ended
_LOCK: Final = "SELECT pg_try_advisory_lock(hashtextextended('assay: changing secrets', 0))"
_NAMES: Final = """
SELECT application_name FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE %s
"""
_SIGNED_IN: Final = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Seen over one line, which also holds the lock of who changes secrets."""

    line: Line
    patience: float = PATIENCE

    def follow(self, mark: str) -> int:
        """Call everybody and wait until all of them use the versions of that mark; return how many they are.

        Raises Trouble when one of them does not in time. What was stored stays, and the change can go on later.
        """
        self.line.execute("SELECT pg_notify(%s, '')", [CHANGED])
        began = steady = time.monotonic()
        most = 0
        while True:
            names = [name for (name,) in self.line.execute(_NAMES, [f"{NAME} %"])]
            behind, most = sum(name != f"{NAME} {mark}" for name in names), max(most, len(names))
            now = time.monotonic()
            steady = now if behind else steady
            if now - steady >= (STEADY if len(names) == most else FEWER):
                return len(names)
            if now - began > self.patience:
                raise Trouble(
                    f"{behind} of {len(names)} processes have not taken the change over in {self.patience:.0f} s. "
                    "Nothing is lost and nothing was closed: look at their logs for 'secrets not refreshed', then run "
                    "the same command again."
                )
            time.sleep(0.1)

    def left(self, user: str) -> None:
        """Wait until nobody is signed in to the database as that role. Raises Trouble when somebody stays."""
        began = time.monotonic()
        while count := self._count(user):
            if time.monotonic() - began > self.patience:
                raise Trouble(
                    f"{count} connections of the role {user} are still open after {self.patience:.0f} s. They keep "
                    "working, and the role was not closed. See pg_stat_activity, then run the same command again."
                )
            time.sleep(0.1)

    def _count(self, user: str) -> int:
        row = self.line.execute(_SIGNED_IN, [user]).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def alone() -> Iterator[Crowd]:
    """Be the only one who changes secrets within the block. Raises Trouble when somebody else does."""
    line = db.own_line()
    try:
        _lock(line)
        yield Crowd(line)
    finally:
        line.close()


def _lock(line: Line) -> None:
    """Take the lock; who had it a moment ago may still be hanging up."""
    for pause in (0.1, 0.3, 0.6, 0.0):
        row = line.execute(_LOCK).fetchone()
        if row and row[0]:
            return
        time.sleep(pause)
    raise Trouble("Somebody else is changing a secret. Wait until they are done.")
