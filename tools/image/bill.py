"""A bill of materials of the image (CycloneDX 1.6): the packages of Debian, Python and the assets.

The same reading is what the running service holds against the list of weaknesses, so the bill and the watch agree.
"""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from assay.modules.supply.api import Inventory, Part, inventory, surroundings
from tools.rules import dependencies

_KINDS: Final = {"PyPI": "pypi", "npm": "npm", "Debian": "deb"}


def parts_of(root: Path) -> Inventory:
    """Every package of an unpacked image. Raises ReadingIncomplete, ValueError."""
    (home,) = root.glob("app/lib/python*/site-packages")
    return inventory(surroundings(root=root, home=home / "assay", path=(home,)))


def bill(found: Inventory) -> dict[str, Any]:
    """The parts as a document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {"component": {"type": "container", "name": "assay"}},
        "components": [
            {"type": "library", "name": part.name, "version": part.version, "purl": purl(part), "bom-ref": purl(part)}
            for part in found.parts
        ],
    }


def purl(part: Part) -> str:
    """The package URL of a part."""
    kind, _, release = part.ecosystem.partition(":")
    name = f"debian/{part.name}" if kind == "Debian" else part.name
    distro = f"?distro=debian-{release}&arch=source" if kind == "Debian" else ""
    return f"pkg:{_KINDS[kind]}/{quote(name, safe='/')}@{quote(part.version, safe='')}{distro}"


def written(found: Inventory, place: Path) -> None:
    """Write the bill."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(bill(found), indent=1) + "\n", encoding="utf-8")


def differences(found: Inventory, *, lock: Path) -> Iterator[str]:
    """What is in the image and not in the lock, or otherwise; what nobody can judge; and a kind that is not there."""
    pins = dependencies.pins(lock)
    there = {part.name: part.version for part in found.parts if part.ecosystem == "PyPI"}
    yield from (f"{name} {there[name]} is in no lock" for name in sorted(set(there) - set(pins)))
    yield from (
        f"{name} is {there[name]} and locked as {pins[name]}"
        for name in sorted(set(there) & set(pins))
        if there[name] != pins[name]
    )
    yield from (f"{part.name} {part.version}: {reason}" for part, reason in found.unjudged.items())
    kinds = {part.ecosystem.partition(":")[0] for part in found.parts}
    yield from (f"no package of {kind} was found, so it was not looked at" for kind in sorted(set(_KINDS) - kinds))
