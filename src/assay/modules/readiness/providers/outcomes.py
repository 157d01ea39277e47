"""What the tests showed, for exactly this code.

The tests write their outcomes down with a fingerprint of everything they ran on (tools/outcomes.py). Outcomes of other
code prove nothing about this one, so a single changed line makes all of them stale.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assay.modules.readiness.conf import Place
from assay.modules.readiness.ports import Prover
from assay.modules.readiness.types import Evidence, Finding, Outcome

CODE = ("src", "tests", "tools", "requirements", "pyproject.toml", ".importlinter")
SKIPPED = frozenset({"__pycache__", "node_modules", "built"})
REGISTER = frozenset({"evidence.toml", "floor.json"})  # saying what proves an item changes no test's outcome
RUN_SECONDS = 1_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """``passed``, ``failed`` or ``skipped`` by test id, all of one code."""

    fingerprint: str
    by_test: Mapping[str, str] = field(default_factory=dict)


def fingerprint(root: Path) -> str:
    """A digest over every file that a test's outcome can depend on."""
    digest = hashlib.sha256()
    for path in sorted(_files(root)):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in CODE:
        yield from _walk(root / name)


def _walk(path: Path) -> Iterator[Path]:
    if path.is_dir() and path.name not in SKIPPED:
        for entry in path.iterdir():
            yield from _walk(entry)
    elif path.is_file() and path.suffix != ".pyc" and path.name not in REGISTER:
        yield path


def load(file: Path) -> Outcomes | None:
    """The outcomes written down last; None if there are none that can be read."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        return Outcomes(fingerprint=stored["fingerprint"], by_test=dict(stored["outcomes"]))
    except (FileNotFoundError, json.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def save(file: Path, outcomes: Outcomes) -> None:
    """Write them down whole or not at all; keep what earlier runs of the same code showed."""
    former = load(file)
    kept = former.by_test if former and former.fingerprint == outcomes.fingerprint else {}
    stored = {"fingerprint": outcomes.fingerprint, "outcomes": {**kept, **outcomes.by_test}}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(stored, indent=0, sort_keys=True), encoding="utf-8")
    draft.replace(file)


def prover(place: Place) -> Prover:
    """Looks up a test by its id: it passed, in all its variants, for the code as it stands."""
    outcomes = load(place.outcomes)
    is_current = outcomes is not None and outcomes.fingerprint == fingerprint(place.root)

    def prove(target: str, _: Evidence) -> Finding:
        if outcomes is None:
            return Finding(outcome=Outcome.STALE, detail="no test has run yet: make test, or --run")
        if not is_current:
            return Finding(outcome=Outcome.STALE, detail="the code changed since the tests ran: make test, or --run")
        return _one(target, outcomes.by_test)

    return prove


def _one(test: str, by_test: Mapping[str, str]) -> Finding:
    variants = {name: outcome for name, outcome in by_test.items() if name == test or name.startswith(f"{test}[")}
    if not variants:
        return Finding(outcome=Outcome.STALE, detail=f"{test} did not run")
    failed = next((name for name, outcome in variants.items() if outcome == "failed"), None)
    if failed:
        return Finding(outcome=Outcome.FAILS, detail=f"{failed} failed")
    skipped = next((name for name, outcome in variants.items() if outcome != "passed"), None)
    if skipped:
        return Finding(outcome=Outcome.STALE, detail=f"{skipped} was skipped")
    return Finding(outcome=Outcome.HOLDS, detail=f"{test} passed")


def run(tests: Iterable[str], place: Place) -> int:
    """Run the named tests now; they write their outcomes down themselves. Gives pytest's exit status."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", *sorted(set(tests))]
    done = subprocess.run(command, cwd=place.root, check=False, timeout=RUN_SECONDS, stdout=sys.stderr)  # noqa: S603  our own tests, named in our own register
    return done.returncode
