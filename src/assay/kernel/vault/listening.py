"""One thread and one line to the database in each process, over which it hears at once what it has to take over.

The line's own name says which versions of the secrets the process uses (``assay keys <mark>``): whoever changes one
looks at `pg_stat_activity` and sees who lives and who has followed. A process whose line broke takes everything anew
when it has another one. No request ever waits for this thread.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from django.core.exceptions import ImproperlyConfigured

from assay.kernel.logging import get_logger
from assay.kernel.vault.faults import VaultFault

log = get_logger(__name__)

NAME: Final = "assay keys"
CHANGED: Final = "assay_secrets"  # a channel: look at the secrets again
FORGET: Final = "assay_forget"  # a channel: a subject and its data keys, which are destroyed
BREATH: Final = 1.0  # seconds after which the thread looks whether it should end
AGAIN: Final = 5.0  # seconds until a keeper that was away is asked again
PAUSE: Final = 0.5  # seconds until a lost database is tried again; shorter than whoever changes a secret waits

_LISTEN: Final = "LISTEN assay_secrets; LISTEN assay_forget"

type Line = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What a process does when it hears something.

    ``connect``: open a line with the present login, whose name ``user`` tells. ``refresh``: take the secrets over and
    return their mark. ``forget``: drop these data keys of a subject. ``forget_all``: drop all, for something may have
    been missed.
    """

    connect: Callable[[], Line]
    user: Callable[[], str]
    refresh: Callable[[], str]
    forget: Callable[[UUID, tuple[UUID, ...]], None]
    forget_all: Callable[[], None]


class Listener:
    """Listens until it is stopped; ``every``: seconds after which it looks though nobody said anything."""

    def __init__(self, duties: Duties, *, every: float) -> None:
        self._duties, self._every = duties, every
        self._line: Line | None = None
        self._mark = ""
        self._is_behind = False
        self._next_look = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vault-listener", daemon=True)

    def start(self) -> None:
        """Take over what is new before the first request is served, then go on in a thread."""
        try:
            self._begin()
        except psycopg.Error as error:
            self._lose(error)
        self._thread.start()

    def stop(self) -> None:
        """End within a second."""
        self._stopped.set()
        self._thread.join()
        if self._line is not None:
            self._line.close()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._line is None:
                    self._begin()
                else:
                    self._hear(self._line)
            except psycopg.Error as error:
                self._lose(error)
                self._stopped.wait(PAUSE)

    def _begin(self) -> None:
        line = self._duties.connect()
        line.execute(_LISTEN)
        if self._line is not None:
            self._line.close()
        self._line = line
        self._duties.forget_all()
        self._refresh(line)

    def _hear(self, line: Line) -> None:
        heard = list(line.notifies(timeout=BREATH, stop_after=1))
        for notice in heard:
            if notice.channel == FORGET:
                subject, *keys = (UUID(word) for word in notice.payload.split())
                self._duties.forget(subject, tuple(keys))
        if time.monotonic() > self._next_look or any(notice.channel == CHANGED for notice in heard):
            self._refresh(line)

    def _refresh(self, line: Line) -> None:
        """Take over what is new and say so; the line itself follows a changed login."""
        try:
            self._mark = self._duties.refresh()
            self._is_behind = False
        except (VaultFault, ImproperlyConfigured) as error:
            self._is_behind = True
            log.warning("secrets not refreshed", reason=str(error))
        wait = AGAIN if self._is_behind else self._every
        self._next_look = time.monotonic() + wait * (0.8 + secrets.randbelow(400) / 1000)  # not all at once
        if line.info.user == self._duties.user():
            line.execute("SELECT set_config('application_name', %s, false)", [f"{NAME} {self._mark or 'none'}"])
        else:
            self._begin()  # under the new login, and looking once more, for something may have been said meanwhile

    def _lose(self, error: psycopg.Error) -> None:
        log.warning("line for secrets lost", kind=type(error).__name__)
        if self._line is not None:
            self._line.close()
        self._line = None
