"""The passwords this list knows, by their SHA-1, in one file."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Final

PREFIX: Final = 5
# Known to the real list too, and long enough to pass a rule about length.
KNOWN: Final = {
    "correct horse battery staple": 1_274,
    "correcthorsebatterystaple": 11_409,
    "password1234": 40_612,
    "qwertyuiop12": 6_203,
    "iloveyou1234": 19_887,
    "thisismypassword": 12_301,
}


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


class Store:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._lock = folder / "breaches.json", threading.Lock()
        self._counts = {digest(password): count for password, count in KNOWN.items()}
        if self._file.exists():
            self._counts |= json.loads(self._file.read_text(encoding="ascii"))

    def add(self, password: str, count: int) -> None:
        """Let a password leak; renamed into place, so that nobody reads half a file."""
        with self._lock:
            self._counts[digest(password)] = count
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._counts), encoding="ascii")
            fresh.rename(self._file)

    def endings(self, prefix: str) -> dict[str, int]:
        """The rest of every digest that begins like this, with how often it leaked."""
        with self._lock:
            return {key[PREFIX:]: count for key, count in self._counts.items() if key.startswith(prefix.upper())}
