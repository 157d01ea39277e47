"""A witness on another disk: a file that is only ever appended to."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from assay.modules.audit.errors import WitnessAway, WitnessDisagrees
from assay.modules.audit.providers.verify_audit import canonical

FILE: Final = "checkpoints.jsonl"
ERASED: Final = "erased.jsonl"
type Wanted = Callable[[Mapping[str, Any], list[Mapping[str, Any]]], bool]


@dataclass(frozen=True, slots=True)
class Folder:
    """One line for each checkpoint. Writers of several processes wait for each other."""

    home: Path

    @classmethod
    def at(cls, address: str) -> "Folder":
        """Return the witness behind file:///a/folder."""
        return cls(Path(unquote(urlsplit(address).path)))

    def keep(self, checkpoint: Mapping[str, Any]) -> None:
        """Append the next checkpoint, and return when the disk has it. Raises WitnessAway, WitnessDisagrees."""
        self._append(FILE, checkpoint, _comes_next)

    def held(self) -> Iterator[Mapping[str, Any]]:
        """Read them all. Raises WitnessAway."""
        return self._read(FILE)

    def bury(self, tombstone: Mapping[str, Any]) -> None:
        """Append a tombstone, and return when the disk has it. Raises WitnessAway."""
        self._append(ERASED, tombstone, _is_new)

    def buried(self) -> Iterator[Mapping[str, Any]]:
        """Read every tombstone. Raises WitnessAway."""
        return self._read(ERASED)

    def _append(self, name: str, record: Mapping[str, Any], is_wanted: Wanted) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with (self.home / name).open("a+b") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                if is_wanted(record, list(_lines(stream.seek(0) or stream))):
                    stream.write(canonical(record) + b"\n")
                    stream.flush()
                    os.fsync(stream.fileno())
        except OSError as error:
            raise WitnessAway(f"{type(error).__name__}: {self.home}") from error

    def _read(self, name: str) -> Iterator[Mapping[str, Any]]:
        try:
            with (self.home / name).open("rb") as stream:
                yield from _lines(stream)
        except FileNotFoundError:
            return
        except OSError as error:
            raise WitnessAway(f"{type(error).__name__}: {self.home}") from error


def _lines(stream: Any) -> Iterator[Mapping[str, Any]]:
    return (json.loads(line) for line in stream)


def _comes_next(checkpoint: Mapping[str, Any], held: list[Mapping[str, Any]]) -> bool:
    number = checkpoint["statement"]["number"]
    if number <= len(held):
        if held[number - 1]["statement"] != checkpoint["statement"]:
            raise WitnessDisagrees(f"the witness holds another checkpoint {number}")
        return False
    if number != len(held) + 1:
        raise WitnessDisagrees(f"the witness holds {len(held)} checkpoints and is given number {number}")
    return True


def _is_new(tombstone: Mapping[str, Any], held: list[Mapping[str, Any]]) -> bool:
    subject = tombstone["statement"]["subject"]
    return all(subject != one["statement"]["subject"] for one in held)
