"""Small parts of `bootstrap.py`: run a command, say a step, remember what was done."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
STAMPS = VAR / "bootstrap.json"


class Trouble(Exception):
    """A sentence that says what is wrong and what to do."""


def run(command: list[str], failure: str, *, env: dict[str, str] | None = None, folder: Path = ROOT) -> None:
    done = attempt(command, env=env, folder=folder)
    if done.returncode == 0:
        return
    said = done.stdout.strip()
    raise Trouble(f"{failure}.{advice(said)}" + (f" The end of what it said:\n{said[-1500:]}" if said else ""))


def advice(said: str) -> str:
    low = said.lower()
    if "no space left" in low or "enospc" in low:
        return f" The disk that holds {ROOT} is full: free some space and start again."
    if "hash" in low:
        return (
            " The lock does not fit what the registry delivered: restore requirements/ from git, "
            "or make it anew with `make lock`."
        )
    if "couldn't parse" in low or "unexpected" in low or "eintegrity" in low or "can only install" in low:
        return " A lock file is damaged: restore it with `git checkout -- requirements src/assay/web/assets`."
    if any(
        word in low
        for word in (
            "dns error",
            "failed to lookup",
            "connection",
            "tcp connect",
            "resolve host",
            " enotfound",
            " etimedout",
        )
    ):
        return " The package registry cannot be reached: check the network (or its proxy) and start again."
    return ""


def attempt(
    command: list[str], *, env: dict[str, str] | None = None, folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 -- our own commands, no shell
            command, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def runs(command: list[str]) -> bool:
    return attempt(command).returncode == 0


def fingerprint(files: list[Path]) -> str:
    seen = hashlib.sha256()
    for file in files:
        seen.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def stamps() -> dict[str, str]:
    try:
        return dict(json.loads(STAMPS.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # missing, or cut off by a crash: everything is looked at again
        return {}


def stamp(name: str) -> str:
    return stamps().get(name, "")


def set_stamp(name: str, value: str) -> None:
    fresh = STAMPS.with_suffix(".new")
    fresh.write_text(json.dumps({**stamps(), name: value}, indent=1), encoding="utf-8")
    fresh.replace(STAMPS)


@contextmanager
def step(what: str) -> Iterator[None]:
    """One line per slow step: what is being done, then its seconds."""
    sys.stdout.write(f"  … {what}" if sys.stdout.isatty() else "")
    sys.stdout.flush()
    began = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stdout.write("\n" if sys.stdout.isatty() else "")
        raise
    back = "\r" if sys.stdout.isatty() else ""
    say(f"{back}  ✓ {what:<44}{time.monotonic() - began:6.1f} s")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
