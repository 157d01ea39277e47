"""Development's keeper: the environment, and files that variables named ``…_FILE`` point to."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import compare_digest

from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import Document, first, parsed
from assay.kernel.vault.faults import ChangedMeanwhile, DocumentMalformed, NotWritable, VaultAway, VaultRefused


class Environ:
    """Reads ``SECRET_KEY_FILE`` for ``secret-key``, else ``SECRET_KEY``. A file may be changed, a variable may not."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def where(self, name: str) -> str:
        """Say which variable or file it is."""
        file = self._file(name)
        return f"the file {file}" if file else f"the variable {_variable(name)}"

    def fetch(self, names: Sequence[str]) -> Mapping[str, Document]:
        """Return the documents of those that are set. Raises VaultAway, VaultRefused, DocumentMalformed."""
        found = {name: self._one(name) for name in names}
        return {name: document for name, document in found.items() if document is not None}

    def store(self, name: str, document: Document) -> None:
        """Write the file anew, whole or not at all. Raises ChangedMeanwhile, NotWritable, VaultRefused."""
        file = self._file(name)
        if file is None:
            raise NotWritable(
                f"{_variable(name)} is a variable, which a running process cannot change. "
                f"Put the value into a file and name it in {_variable(name)}_FILE, or use SECRETS_FROM=openbao or aws"
            )
        held = _mark(file.read_bytes()) if file.exists() else ""
        if not compare_digest(held, document.revision):
            raise ChangedMeanwhile(f"{file} was changed by somebody else")
        _write(file, document.dumped())

    def _file(self, name: str) -> Path | None:
        named = self._environ.get(f"{_variable(name)}_FILE", "").strip()
        return Path(named) if named else None

    def _one(self, name: str) -> Document | None:
        file = self._file(name)
        if file is None:
            raw = self._environ.get(_variable(name), "")
            return first(Secret(raw), at=None) if raw.strip() else None
        try:
            raw_bytes = file.read_bytes()
        except FileNotFoundError:
            return None
        except PermissionError:
            raise VaultRefused(f"{file} may not be read by this process") from None
        except OSError as error:
            raise VaultAway(f"{file} cannot be read ({error.strerror})") from None
        try:
            at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            return parsed(raw_bytes.decode(), at=at, revision=_mark(raw_bytes))
        except UnicodeDecodeError:
            raise DocumentMalformed(f"{file} is no text") from None
        except DocumentMalformed as error:
            raise DocumentMalformed(f"{file}: {error}") from None


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(file: Path, text: str) -> None:
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        fresh.replace(file)
    except OSError as error:
        raise VaultRefused(f"{file} cannot be written ({error.strerror})") from None
