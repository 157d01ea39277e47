"""The keys above all others, as the settings hold them: master keys wrap data keys, index keys hash what is looked up.

Both are texts of any shape; HKDF makes keys of the right size from them, one per use. A master key is named in what it
wrapped by a fingerprint. An index key has a number, whose parity names the place (`slot`) its hashes have in a column:
while a key is changed two are alive, a row carries both hashes, and each place has a unique index of its own.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SLOTS: Final = (1, 2)


class MasterKeyMissing(RuntimeError):
    """A data key was wrapped by a master key that MASTER_KEYS does not hold (or no longer)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A master key: its fingerprint and its cipher."""

    name: str
    cipher: AESGCM = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index key and the place its hashes have in a column."""

    slot: int
    key: bytes = field(repr=False)

    def hash(self, value: str, *, purpose: str) -> str:
        """Return 64 hexadecimal digits; the same value gives others for another purpose."""
        message = len(purpose).to_bytes(2, "big") + purpose.encode() + value.encode()
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()


def current_master() -> Master:
    """Return the master key that wraps now."""
    return _masters(tuple(settings.MASTER_KEYS))[0]


def master_named(name: str) -> Master:
    """Return the master key of that fingerprint. Raises MasterKeyMissing."""
    for master in _masters(tuple(settings.MASTER_KEYS)):
        if master.name == name:
            return master
    raise MasterKeyMissing(f"MASTER_KEYS holds no key with the fingerprint {name}")


def indexes() -> tuple[Index, ...]:
    """Return the index keys that are alive, the current one first: one, or two while a key is changed."""
    return _indexes(tuple(settings.INDEX_KEYS))


@lru_cache(maxsize=8)
def _masters(texts: tuple[str, ...]) -> tuple[Master, ...]:
    keys = [_derived(text, b"assay master key") for text in texts]
    return tuple(Master(name=hashlib.sha256(b"name" + key).hexdigest()[:16], cipher=AESGCM(key)) for key in keys)


@lru_cache(maxsize=8)
def _indexes(numbered: tuple[tuple[int, str], ...]) -> tuple[Index, ...]:
    return tuple(
        Index(slot=1 if number % 2 else 2, key=_derived(text, b"assay index key")) for number, text in numbered
    )


def _derived(text: str, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(text.encode())
