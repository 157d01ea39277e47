"""Which packages a place has, from what it says itself. What no list can be asked for is named, with the reason."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from assay.modules.supply.types import Distribution, Inventory, Part, Surroundings

OURS: Final = frozenset({"assay"})  # no list knows it, and its weaknesses are ours to find
_SEPARATORS: Final = re.compile(r"[-_.]+")
_SOURCE: Final = re.compile(r"(?P<name>\S+)(?: \((?P<version>[^)]+)\))?")
_FIELD: Final = re.compile(r"^(Package|Status|Source|Version): (.*)$", re.MULTILINE)
_RELEASE: Final = re.compile(r"^(ID|VERSION_ID)=\"?([^\"\n]*)\"?$", re.MULTILINE)

type Judged = tuple[Part, str]  # the reason is empty for a part that can be asked for


def inventory(found: Surroundings) -> Inventory:
    """Return every package of a place once. Raises ValueError for a lock that cannot be read."""
    every = dict([*_python(found.python), *_npm(found.lock), *_debian(found.dpkg, release=found.release)])
    parts = sorted((part for part, reason in every.items() if not reason), key=_order)
    unjudged = sorted((part for part, reason in every.items() if reason), key=_order)
    return Inventory(parts=tuple(parts), unjudged={part: every[part] for part in unjudged})


def plain(name: str) -> str:
    """Return the one spelling of a Python package's name (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def _order(part: Part) -> tuple[str, str, str]:
    return part.ecosystem, part.name, part.version


def _judged(ecosystem: str, name: str, version: str, *, reason: str = "") -> Judged:
    if not reason and not version:
        reason = "it does not say its version"
    return Part(ecosystem="" if reason else ecosystem, name=name or "nameless", version=version), reason


def _python(distributions: tuple[Distribution, ...]) -> Iterator[Judged]:
    for each in distributions:
        name = plain(each.name)
        if name in OURS:
            continue
        reason = "it does not say its name" if not name else ""
        if each.origin:
            reason = f"it was not installed from the index but from {each.origin}"
        yield _judged("PyPI", name, each.version, reason=reason)


def _npm(lock: str) -> Iterator[Judged]:
    said: Any = json.loads(lock)
    packages: Any = said.get("packages") if isinstance(said, dict) else None
    if not hasattr(packages, "items"):
        raise ValueError("no lock of npm, version 2 or 3")
    for place, entry in packages.items():
        if place:
            name = str(entry.get("name") or place.rpartition("node_modules/")[2])
            yield _judged("npm", name, str(entry.get("version", "")), reason=_foreign(entry))


def _foreign(entry: dict[str, Any]) -> str:
    """Why the registry's names do not hold for this one: it comes from a repository, a file or a folder."""
    source = str(entry.get("resolved", ""))
    is_elsewhere = bool(entry.get("link")) or source.startswith(("git", "file:", "ssh"))
    return f"it does not come from the registry but from {source or 'a folder'}" if is_elsewhere else ""


def _debian(status: str, *, release: str) -> Iterator[Judged]:
    """Source packages, because Debian's security team speaks of those."""
    system = dict(_RELEASE.findall(release))
    number = system.get("VERSION_ID", "")
    is_known = system.get("ID") == "debian" and number.isdecimal()
    reason = "" if is_known else "no list covers this release of the system"
    for paragraph in re.split(r"\n\n+", status.strip()):
        said = dict(_FIELD.findall(paragraph))
        if paragraph and said.get("Status", "installed").endswith("installed") and "not-inst" not in said["Status"]:
            named = _SOURCE.match(said.get("Source", "") or said.get("Package", ""))
            source = named["name"] if named else ""
            version = (named["version"] if named else "") or said.get("Version", "")
            yield _judged(f"Debian:{number}", source, version, reason=reason if source else "it does not say its name")
