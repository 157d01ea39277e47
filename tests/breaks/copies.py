"""A copy of the tree in which something may be broken: its own source, a virtual environment that finds it there."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.breaks.register import Break

LENT = ("src/assay/web/static/built", "src/assay/web/assets/node_modules")  # made, not written; never planted in
TOOLS = Path("var/tools")  # each is lent by itself, so that what is installed anew in a copy stays there
STAMPS = Path("var/bootstrap.json")  # what is installed already
POINTER = "_editable_impl_assay.pth"  # how the virtual environment finds the source


@dataclass
class Copy:
    """Where one break after the other is planted and taken out again."""

    folder: Path
    _seconds: Iterator[int] = field(default_factory=lambda: count(1_700_000_000))

    @property
    def python(self) -> str:
        return str(self.folder / ".venv" / "bin" / "python")

    @contextmanager
    def planted(self, one: Break) -> Iterator[None]:
        """Plant it, and put back what was there whatever happens."""
        paths = {change.file: self.folder / change.file for change in one.changes}
        sound = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
        broken = dict(sound)
        for change in one.changes:
            if sound[change.file].count(change.before) != 1:
                raise ValueError(f"{one.id}: its text does not stand once in {change.file}")
            broken[change.file] = broken[change.file].replace(change.before, change.after)
        try:
            for name, text in broken.items():
                self._write(paths[name], text)
            yield
        finally:
            for name, text in sound.items():
                self._write(paths[name], text)

    def _write(self, path: Path, text: str) -> None:
        """Give each text a time of its own: Python tells compiled files apart by whole seconds and length."""
        path.write_text(text, encoding="utf-8")
        now = next(self._seconds)
        os.utime(path, (now, now))


def copied(root: Path, folder: Path) -> Copy:
    """Copy what git knows or would take in, and lend the rest."""
    names = _git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    for name in filter(None, names):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    for name in LENT:
        if (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(root / name)
    (folder / TOOLS).mkdir(parents=True)
    for tool in (root / TOOLS).iterdir():
        (folder / TOOLS / tool.name).symlink_to(tool)
    if (root / STAMPS).exists():
        shutil.copy2(root / STAMPS, folder / STAMPS)
    _environment(root / ".venv", folder / ".venv", source=folder / "src")
    _git(folder, "init", "-q")
    _git(folder, "add", "-A")
    return Copy(folder)


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def _environment(theirs: Path, ours: Path, *, source: Path) -> None:
    """Link everything that is installed, and point to another source."""
    (packages,) = theirs.glob("lib/python3*/site-packages")
    here = ours / packages.relative_to(theirs)
    here.mkdir(parents=True)
    for entry in packages.iterdir():
        if entry.name != POINTER:
            (here / entry.name).symlink_to(entry)
    (here / POINTER).write_text(f"{source}\n", encoding="utf-8")
    shutil.copy2(theirs / "pyvenv.cfg", ours / "pyvenv.cfg")
    (ours / "bin").mkdir()
    for program in (theirs / "bin").iterdir():
        _program(program, ours / "bin" / program.name, former=theirs, now=ours)


def _program(theirs: Path, ours: Path, *, former: Path, now: Path) -> None:
    """Link a binary; a script names its interpreter, which has to be the one here."""
    head = theirs.read_bytes()[:2] if theirs.is_file() and not theirs.is_symlink() else b""
    if head != b"#!":
        ours.symlink_to(theirs.readlink() if theirs.is_symlink() else theirs)
        return
    ours.write_text(theirs.read_text(encoding="utf-8").replace(str(former), str(now)), encoding="utf-8")
    shutil.copymode(theirs, ours)
