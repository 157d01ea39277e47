"""The records this list holds, in one file, and which versions each is about.

It judges as OSV does where a record enumerates versions, and by nothing else: orders of versions are OSV's business.
For PyPI it knows that 2.0 and 2.0.0 are one version, and that Django is django.
"""

import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

MODES: Final = ("well", "slow", "failing", "short", "cut")  # how it answers: short leaves results out, cut ends early


class Records:
    """Keeps records by their id, and how the next answers shall be."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._lock = folder / "osv.json", threading.Lock()
        self._held: dict[str, Mapping[str, Any]] = {}
        if self._file.exists():
            self._held = json.loads(self._file.read_text(encoding="utf-8"))
        self.mode, self.page = "well", 1_000

    def put(self, record: Mapping[str, Any]) -> None:
        """Publish a record, or its next edition; renamed into place, so that nobody reads half a file."""
        with self._lock:
            self._held[str(record["id"])] = record
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._held), encoding="utf-8")
            fresh.rename(self._file)

    def get(self, name: str) -> Mapping[str, Any] | None:
        """Return a record, withdrawn ones too."""
        with self._lock:
            return self._held.get(name)

    def against(self, name: str, *, ecosystem: str, version: str) -> list[str]:
        """Return the ids of all records that name this version of the package."""
        wanted = (ecosystem, _name(name, ecosystem), _version(version, ecosystem))
        with self._lock:
            return sorted(key for key, record in self._held.items() if wanted in _named(record))


def _named(record: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    found = set()
    for affected in record.get("affected", ()):
        package = affected["package"]
        ecosystem, name = package["ecosystem"], _name(package["name"], package["ecosystem"])
        found |= {(ecosystem, name, _version(version, ecosystem)) for version in affected.get("versions", ())}
    return found


def _name(name: str, ecosystem: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "PyPI" else name


def _version(version: str, ecosystem: str) -> str:
    return re.sub(r"(\.0)+$", "", version) if ecosystem == "PyPI" else version
