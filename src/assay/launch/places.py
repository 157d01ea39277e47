"""The folders of one checkout's `var/`, and the small files that make a start remember the last one."""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assay.launch.account import can_reach, serving_account
from assay.launch.trouble import Trouble, no_space

CHECKOUT: Final = Path(__file__).resolve().parents[3]
_ELSEWHERE: Final = Path("/var/lib/assay")
_KEPT_LOGS: Final = 3


@dataclass(frozen=True, slots=True)
class Places:
    var: Path

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def servers(self) -> Path:
        """Where the servers keep their files; `var` itself unless only root may enter it."""
        link = self.var / "servers"
        return link.resolve() if link.is_symlink() else self.var

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def here() -> Places:
    """`ASSAY_VAR`, else `var/` of the checkout, else of the current folder (an installed package has no checkout)."""
    if told := os.environ.get("ASSAY_VAR"):
        return Places(Path(told).absolute())
    root = CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()
    return Places(root / "var")


def make(places: Places) -> None:
    """Make the folders. Raises Trouble when they cannot be written."""
    try:
        for folder in (places.var, places.run, places.logs, places.var / "static"):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"{places.var} cannot be written ({error.strerror}). Check its owner and the disk.") from error


def make_room_for_servers(places: Places) -> str:
    """Let the servers' account in; returns a sentence when their files had to go elsewhere."""
    account = serving_account()
    if account:
        places.var.chmod(0o711)
    if can_reach(places.var, account) or (places.var / "servers").is_symlink():
        return ""
    elsewhere = _ELSEWHERE / hashlib.sha256(str(places.var).encode()).hexdigest()[:12]
    elsewhere.mkdir(parents=True, exist_ok=True)
    (places.var / "servers").symlink_to(elsewhere)
    return f"Only root may enter {places.var}, so the database and the cache live in {elsewhere}."


def rotate(log: Path) -> None:
    """Every start writes a fresh log; the last three are kept."""
    for age in range(_KEPT_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{age}")
        newer = log if age == 1 else log.with_name(f"{log.name}.{age - 1}")
        with suppress(FileNotFoundError):
            newer.replace(older)


def write(file: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner alone."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        fresh.replace(file)
    except OSError as error:
        raise no_space(file.parent) from error


def read_json(file: Path) -> dict[str, object]:
    """Empty when the file is missing or was cut off by a crash: everything kept like this can be made again."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def secret_key(places: Places) -> str:
    """Signs sessions and links; made once, so that a restart signs nobody out."""
    return _secret(places.var / "secret-key", size=64)


def master_keys(places: Places) -> str:
    """Wraps the data keys of people; made once, because what it sealed opens with no other."""
    return _secret(places.var / "master-key", size=48)


def index_keys(places: Places) -> str:
    """Hashes what is looked up; made once, because people are found by it. With its number, as INDEX_KEYS wants it."""
    return f"1:{_secret(places.var / 'index-key', size=48)}"


def audit_seed(places: Places) -> str:
    """Signs the checkpoints of this checkout's audit log."""
    file = places.var / "audit-signing-key"
    if not file.exists() or len(file.read_text(encoding="ascii")) != 64:
        write(file, secrets.token_hex(32))
    return file.read_text(encoding="ascii")


def demo_password(places: Places) -> str:
    """Of the demo accounts of this checkout."""
    return _secret(places.var / "demo-password", size=9)


def demo_note(places: Places) -> Path:
    """Where `assay seed` writes down which demo accounts there are."""
    return places.var / "demo.json"


def _secret(file: Path, *, size: int) -> str:
    """Of `size` random bytes; made again when a crash left the file empty."""
    if not file.exists() or len(file.read_text(encoding="ascii")) < size:
        write(file, secrets.token_urlsafe(size))
    return file.read_text(encoding="ascii")
