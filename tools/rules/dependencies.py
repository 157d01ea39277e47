"""What we build on: every version pinned by hash, every licence one that fits."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from tools.rules.licences import strangers

REASONED = {
    "psycopg": "LGPL: used as a library that can be exchanged; nothing of it is changed or copied",
    "psycopg-binary": "LGPL: the same",
    "psycopg-pool": "LGPL: the same",
    "qrcode": "BSD; its second entry is the notice that the words QR Code are a trademark",
    "axe-playwright-python": "names no licence in its package; MIT in its repository; only tests use it",
}
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")


def pins(lock: Path) -> dict[str, str]:
    """Name and exact version of every requirement of a lock file."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {plain(match["name"]): match["version"] for line in lines if (match := _PIN.match(line))}


def loose(lock: Path) -> Iterator[str]:
    """Requirements that are not pinned to one version, or whose content no hash fixes."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"))
    for entry in entries:
        first = entry.strip().splitlines()[0] if entry.strip() else ""
        if not first or first.startswith(("#", "--")):
            continue
        if not _PIN.match(first) or "--hash=sha256:" not in entry:
            yield f"{lock.name}: {first}"


def missing(lock: Path, requirements: list[str]) -> list[str]:
    """Direct requirements that the lock does not know."""
    known = pins(lock)
    names = [re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0] for requirement in requirements]
    return [name for name in names if plain(name) not in known]


def is_installed(name: str) -> bool:
    """Tell whether a locked package is here; one for another system or an older Python is not."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def unfitting(names: list[str]) -> Iterator[str]:
    """Installed packages whose licence neither fits nor is reasoned about."""
    for name in names:
        if not is_installed(name) or name in REASONED:
            continue
        if strange := strangers(licence_of(distribution(name))):
            yield f"{name}: {', '.join(strange)}"


def licence_of(package: Distribution) -> str:
    """What a package says about its licence: the expression, else its classifiers, else the first line of its text."""
    said = package.metadata
    classifiers = [text.rpartition("::")[2].strip() for text in said.get_all("Classifier") or [] if "License" in text]
    first_line = (said.get("License") or "").strip().partition("\n")[0]
    return str(said.get("License-Expression") or ", ".join(classifiers) or first_line)


def plain(name: str) -> str:
    """The one spelling that packages are compared by (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
