"""Run every scan and say one line each. A scan that could not look at everything has failed.

Nothing is asked of the network: rules, policies and what is scanned stand in the repository. Known vulnerabilities are
another matter: their list lies elsewhere, so `make audit` asks for it where there is a way there.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tools.rules import dependencies
from tools.scan import rules

ROOT = Path.cwd()
TOOLS = ROOT / "var" / "tools" / "scan" / "bin"
OUTPUT = ROOT / "var" / "scan"


class Incomplete(Exception):
    """A scanner did not do its work; what it said is no verdict."""


def ask(*words: str, accept: tuple[int, ...] = (0,)) -> str:
    """Run a scanner and return what it wrote. Raises Incomplete for a status that is no verdict."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode not in accept:
        raise Incomplete(f"{Path(words[0]).name} ended with {done.returncode}: {done.stderr.strip()[-800:]}")
    return done.stdout


def source() -> Iterator[str]:
    """Our own rules over the source; the planted violations show that each rule still bites."""
    said = ask(
        str(TOOLS / "semgrep"), "scan", "--metrics=off", "--disable-version-check", "--json",
        "--config", "tools/semgrep", "--jobs=2", "src", "tools/semgrep",
    )  # fmt: skip
    report: dict[str, Any] = json.loads(said)
    yield from (f"could not be read: {error.get('message', error)}" for error in report["errors"])
    yield from rules.verdict(report["results"], folder=ROOT / "tools" / "semgrep")


def history() -> Iterator[str]:
    """Every commit, for what looks like a key."""
    place = OUTPUT / "secrets.json"
    ask(str(TOOLS / "gitleaks"), "git", "--no-banner", "--redact", "--log-level=error", "--exit-code=0",
        "--report-format=json", f"--report-path={place}", ".")  # fmt: skip
    for leak in json.loads(place.read_text(encoding="utf-8")):
        yield f"{leak['File']}:{leak['StartLine']} in {leak['Commit'][:10]} looks like {leak['RuleID']}"


def bill() -> Iterator[str]:
    """A bill of materials (CycloneDX) that names every package of the lock; it lands in var/scan/."""
    place = OUTPUT / "sbom.json"
    ask(str(TOOLS / "cyclonedx-py"), "environment", ".venv/bin/python", "--of", "JSON", "-o", str(place))
    named = {part["name"] for part in json.loads(place.read_text(encoding="utf-8"))["components"]}
    yield from unlisted(named, lock=ROOT / "requirements" / "run.lock")


def unlisted(named: Iterable[str], *, lock: Path) -> Iterator[str]:
    """The packages of a lock that are installed and that a bill does not name."""
    known = {dependencies.plain(name) for name in named}
    for name in sorted(set(dependencies.pins(lock)) - known):
        if dependencies.is_installed(name):
            yield f"{name} is missing in the bill"


SCANS: dict[str, Callable[[], Iterator[str]]] = {
    "source": source,
    "history": history,
    "bill of materials": bill,
}


def main() -> int:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    verdicts = [passed(name, scan) for name, scan in SCANS.items()]  # each is run, whatever the one before said
    return 0 if all(verdicts) else 1


def passed(name: str, scan: Callable[[], Iterator[str]]) -> bool:
    began = time.monotonic()
    try:
        found = list(scan())
    except (Incomplete, OSError, ValueError, KeyError) as error:
        found = [f"not finished: {error}"]
    sys.stdout.write(f"  {'✗' if found else '✓'} {name:<24}{time.monotonic() - began:6.1f} s\n")
    sys.stdout.writelines(f"      {line}\n" for line in found)
    sys.stdout.flush()
    return not found


if __name__ == "__main__":
    sys.exit(main())
