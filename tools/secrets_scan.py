"""Refuse secrets before they are committed: ``python -m tools.secrets_scan [FILE…]`` (no file: everything tracked).

Known shapes of keys, and passwords inside addresses. An invented one in a test says so in the same line with
``invented`` and is let through, so that a reader knows it too.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

LARGEST = 1_000_000  # bytes; larger files are data, and no key is that long
INVENTED = "invented"
SHAPES: Mapping[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a Stripe key": re.compile(r"\b(?:sk|rk)_live_[0-9A-Za-z]{16,}|\bwhsec_[0-9A-Za-z]{24,}"),
    "a GitHub token": re.compile(r"\bgh[opsur]_[0-9A-Za-z]{36,}|\bgithub_pat_\w{60,}"),
    "a Slack token": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,}"),
    "a Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a signed token": re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    "a key of an AI service": re.compile(r"\bsk-(?:ant-|proj-)?[0-9A-Za-z_-]{32,}"),
}
ANY = re.compile("|".join(shape.pattern for shape in SHAPES.values()))  # one pass over the many files without


def scan(paths: Iterable[Path]) -> Iterator[str]:
    """One line per secret: where it stands and what it looks like, never the secret."""
    for path in paths:
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        if not ANY.search(text):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield from (
                f"{path}:{number} looks like {kind}"
                for kind, shape in SHAPES.items()
                if shape.search(line) and INVENTED not in line
            )


def tracked(root: Path) -> list[Path]:
    """Every file git knows or would add."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603  git, with fixed words
    return [root / name for name in names.split("\0") if name]


def main(names: list[str]) -> int:
    found = list(scan([Path(name) for name in names] or tracked(Path.cwd())))
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
