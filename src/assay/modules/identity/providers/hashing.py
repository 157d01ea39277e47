"""Argon2id, and the gate in front of it: so many at a time, so many in line, and nobody waits for long.

Hashing is work on purpose. Without a gate twenty people who sign in at once would take every thread and both processors
from everybody who reads a page.
"""

import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, override

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from assay.modules.identity.errors import HashingBusy

PATIENCE: Final = 1.0  # seconds in line


class Gate:
    """Lets ``at_once`` through together and ``in_line`` wait for at most ``patience`` seconds."""

    def __init__(self, *, at_once: int, in_line: int, patience: float = PATIENCE) -> None:
        self._room, self._places = threading.BoundedSemaphore(at_once), threading.BoundedSemaphore(at_once + in_line)
        self._patience = patience

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Hold a place within the block. Raises HashingBusy when the line is full or does not move."""
        if not self._places.acquire(blocking=False):
            raise HashingBusy(retry_after=1)
        try:
            if not self._room.acquire(timeout=self._patience):
                raise HashingBusy(retry_after=2)
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._places.release()


def gate_for(*, processors: int, threads: int) -> Gate:
    """Make the gate of a process: half of the processors hash, and two thirds of the threads at most stand here."""
    places = max(2, threads * 2 // 3)
    at_once = max(1, min(processors // 2, places - 1))
    return Gate(at_once=at_once, in_line=places - at_once)


gate: Final = gate_for(processors=os.cpu_count() or 1, threads=settings.WEB_THREADS)


class Argon2id(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet, second choice.

    A stored hash names its own numbers, and one with other numbers is renewed at the next sign-in. A password is
    brought to NFKC first (NIST SP 800-63B, 5.1.1.2): keyboards and systems write one character in several ways.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    @override
    def encode(self, password: str, salt: str) -> str:
        with gate.entered():
            return super().encode(normalised(password), salt)

    @override
    def verify(self, password: str, encoded: str) -> bool:
        with gate.entered():
            return super().verify(normalised(password), encoded)


def normalised(password: str) -> str:
    """Return the password as it is hashed."""
    return unicodedata.normalize("NFKC", password)
