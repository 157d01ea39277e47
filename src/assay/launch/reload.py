"""Notices that the source changed (`make dev`): a look at the times of a few hundred files costs milliseconds."""

from collections.abc import Iterator
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[1]
_ENDINGS = frozenset({".py", ".html", ".txt", ".json", ".toml", ".mjml", ".typ", ".ts", ".css"})
_MADE = frozenset({"node_modules", "built", "__pycache__"})  # written by tools, not by people
ASSETS = "web/assets/"


class Sources:
    def __init__(self, root: Path = _SOURCE) -> None:
        self._root = root
        self._seen = dict(self._look())

    def changed(self) -> str:
        """The name of one file that changed since the last look, empty when none did."""
        now = dict(self._look())
        different = now.items() ^ self._seen.items()
        self._seen = now
        return min((str(file.relative_to(self._root)) for file, _ in different), default="")

    def _look(self) -> Iterator[tuple[Path, int]]:
        for folder, inside, names in self._root.walk():
            inside[:] = [name for name in inside if name not in _MADE]
            for name in names:
                file = folder / name
                if file.suffix in _ENDINGS and file.exists():
                    yield file, file.stat().st_mtime_ns
