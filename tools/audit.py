"""Known weaknesses of what we install: `make audit`. Asks OSV for every package of every lock, and npm's registry.

Needs a way to both lists. What could not be asked is a finding too: an audit that skipped something has failed.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path.cwd()
TOOL = ROOT / "var" / "tools" / "audit" / "bin" / "pip-audit"
LOCKS = ("run", "dev", "build", "installer", "node", "scan", "fuzz", "servers", "audit")
FOLDERS = (Path("src/assay/web/assets"), Path("tests/e2e/provider"))  # with a lock of npm


def packages(lock: Path, *, ask: Sequence[str] = ()) -> Iterator[str]:
    """What is known against the packages of a lock, and those that nobody could say anything about."""
    words = [str(TOOL), "-r", str(lock), "--disable-pip", "--require-hashes", "-s", "osv", "-f", "json", *ask]
    done = _run(words, folder=ROOT)
    try:
        report: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        yield f"not finished: {done.stderr.strip()[-300:] or done.returncode}"
        return
    yield from judged(report)


def judged(report: Mapping[str, Any]) -> Iterator[str]:
    """Read a report of pip-audit."""
    if not report.get("dependencies"):
        yield "not finished: it looked at no package"
    for package in report.get("dependencies", ()):
        name = f"{package['name']} {package.get('version', '?')}"
        if "skip_reason" in package:
            yield f"{name} was not looked at: {package['skip_reason']}"
        for known in package.get("vulns", ()):
            fixed = ", ".join(known["fix_versions"]) or "nothing yet"
            yield f"{name} has {known['id']}; mended in {fixed}"


def scripts(folder: Path) -> Iterator[str]:
    """What npm's registry knows against the packages of a lock, those that only build included."""
    done = _run(["npm", "audit", "--json"], folder=ROOT / folder)
    try:
        report: Mapping[str, Any] = json.loads(done.stdout)
        total = report["metadata"]["vulnerabilities"]["total"]
        names = sorted(report["vulnerabilities"])
    except (ValueError, KeyError, TypeError):
        yield f"not finished: {(done.stderr or done.stdout).strip()[-300:]}"
        return
    if total:
        yield f"{total} known in {', '.join(names)}: see npm audit"


def _run(words: Sequence[str], *, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  our own words


def main(ask: Sequence[str]) -> int:
    found = {
        f"requirements/{name}.lock": list(packages(ROOT / "requirements" / f"{name}.lock", ask=ask)) for name in LOCKS
    }
    found |= {f"{folder}/package-lock.json": list(scripts(folder)) for folder in FOLDERS}
    for what, lines in found.items():
        sys.stdout.write(f"  {'✗' if lines else '✓'} {what}\n")
        sys.stdout.writelines(f"      {line}\n" for line in lines)
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
