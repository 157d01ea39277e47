"""What goes wrong at start, said so that the reader knows what to do."""

import errno
import os
from pathlib import Path


class Trouble(Exception):
    """A sentence that says what is wrong and what to do; shown without a traceback."""


def no_space(folder: Path) -> Trouble:
    return Trouble(
        f"The disk that holds {folder} is full, or nearly so ({free_megabytes(folder)} MB left). "
        "Free some space (docker images, old logs, caches) and start again; nothing here was damaged."
    )


def free_megabytes(folder: Path) -> int:
    """Space that an ordinary process may still use where `folder` is, or would be."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    found = os.statvfs(there)
    return found.f_bavail * found.f_frsize // 1_000_000


def says_full(text: str) -> bool:
    """Whether a program's output complains about a full disk."""
    return os.strerror(errno.ENOSPC) in text or os.strerror(errno.EDQUOT) in text
