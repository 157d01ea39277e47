#!/usr/bin/env python3
"""All the checks that read the source, side by side: `make check`.

One line for what is right, everything that was said about what is not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
ASSETS = ROOT / "src" / "assay" / "web" / "assets"

# The slowest first, so that the short ones fill the other core beside them.
CHECKS: dict[str, list[str]] = {
    "types": [str(BIN / "mypy")],
    "architecture": [PYTHON, "-m", "pytest", "-q", "--no-header", "tests/architecture"],
    "contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "tables have migrations": [PYTHON, "-m", "tools.pending"],
    "rules": [PYTHON, "-m", "tools.check"],
    "no secrets": [PYTHON, "-m", "tools.secrets_scan"],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
}
SCRIPT_CHECK = ["npm", "run", "--silent", "check"]


def main() -> int:
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        waiting = [pool.submit(check, name, words, ROOT) for name, words in CHECKS.items()]
        if node := folder_of_node():
            waiting.append(pool.submit(check, "scripts and styles", SCRIPT_CHECK, ASSETS, node))
        passed = [report(*done.result()) for done in as_completed(waiting)]
    say(f"{sum(passed)} of {len(passed)} checks passed in {time.monotonic() - began:.1f} s")
    return 0 if all(passed) else 1


def check(name: str, words: list[str], folder: Path, first_on_path: str = "") -> tuple[str, float, int, str]:
    began = time.monotonic()
    path = os.pathsep.join(filter(None, (first_on_path, os.environ.get("PATH", ""))))
    done = subprocess.run(  # noqa: S603 -- our own commands, no shell
        words,
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return name, time.monotonic() - began, done.returncode, done.stdout


def report(name: str, seconds: float, status: int, said: str) -> bool:
    say(f"  {'✓' if status == 0 else '✗'} {name:<24}{seconds:6.1f} s")
    if status:
        say(said.rstrip())
    return status == 0


def folder_of_node() -> str:
    """Where bootstrap found or put Node; empty when the assets were never built here."""
    ours = ROOT / "var" / "tools" / "node" / "bin"
    if not (ASSETS / "node_modules").is_dir():
        return ""
    return str(ours) if (ours / "npm").exists() else os.defpath


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
