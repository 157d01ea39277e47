"""Caught mail on disk: one `.eml` file each, named by time, so that the folder's order is the order of arrival."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assay.sandbox.mail.message import RECIPIENT, Message, read

KEPT: Final = 1_000
_STAMP: Final = "%Y%m%dT%H%M%S%f"


class Store:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._known: dict[str, Message] = {}  # files never change, so each is read once

    def save(self, raw: bytes, *, to: list[str]) -> str:
        """Keep a mail with the recipients of its envelope; renamed into place, so that nobody reads half of one."""
        key = f"{datetime.now(UTC).strftime(_STAMP)}-{secrets.token_hex(4)}"
        envelope = "".join(f"{RECIPIENT}: {address}\r\n" for address in to).encode()
        fresh = self._folder / f"{key}.new"
        fresh.write_bytes(envelope + raw)
        fresh.rename(self._folder / f"{key}.eml")
        for old in self._keys()[KEPT:]:
            self._forget(old)
        return key

    def find(self, key: str) -> Message | None:
        """A key comes from an address: only one that names a file of ours is ever used as a path."""
        return self._read(key) if key in self._keys() else None

    def newest_first(self, *, to: str = "") -> list[Message]:
        """All mails, or those to one address."""
        found = [self._read(key) for key in self._keys()]
        return [message for message in found if not to or to.lower() in (address.lower() for address in message.to)]

    def clear(self) -> None:
        for key in self._keys():
            self._forget(key)

    def _read(self, key: str) -> Message:
        if key not in self._known:
            at = datetime.strptime(key.partition("-")[0], _STAMP).replace(tzinfo=UTC)
            self._known[key] = read((self._folder / f"{key}.eml").read_bytes(), key=key, at=at)
        return self._known[key]

    def _keys(self) -> list[str]:
        return sorted((file.stem for file in self._folder.glob("*.eml")), reverse=True)

    def _forget(self, key: str) -> None:
        (self._folder / f"{key}.eml").unlink(missing_ok=True)
        self._known.pop(key, None)
