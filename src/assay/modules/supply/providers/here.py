"""What this process runs on: the packages of its Python, those its assets were built from, the system's."""

from importlib.metadata import distributions
from pathlib import Path
from typing import Final

import assay
from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.types import Distribution, Surroundings

_HOME: Final = Path(assay.__file__).parent
LOCK: Final = Path("web/assets/package-lock.json")


def surroundings(*, root: Path = Path("/"), home: Path = _HOME, path: tuple[Path, ...] = ()) -> Surroundings:
    """Return what is installed: here, or in an unpacked image (its root, its ``assay`` folder, its site-packages).

    Raises ReadingIncomplete for what should be there and cannot be read.
    """
    try:
        lock = (home / LOCK).read_text(encoding="utf-8")
        return Surroundings(python=_python(path), lock=lock, dpkg=_dpkg(root), release=_release(root))
    except (OSError, UnicodeError) as error:
        raise ReadingIncomplete(f"what runs here could not be read: {type(error).__name__}") from error


def _python(path: tuple[Path, ...]) -> tuple[Distribution, ...]:
    found = distributions(path=[str(each) for each in path]) if path else distributions()
    return tuple(
        Distribution(
            name=str(each.metadata["Name"] or ""),
            version=str(each.metadata["Version"] or ""),
            origin="elsewhere" if each.read_text("direct_url.json") else "",
        )
        for each in found
    )


def _dpkg(root: Path) -> str:
    status = root / "var/lib/dpkg/status"
    return status.read_text(encoding="utf-8") if status.exists() else ""


def _release(root: Path) -> str:
    release = root / "etc/os-release"
    return release.read_text(encoding="utf-8") if release.exists() else ""
