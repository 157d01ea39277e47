"""Sealing what is personal, and hashing what is looked up (ADR 0013).

A sealed text is ``s1.<data key>.<nonce and ciphertext>``, AES-256-GCM. It is bound to its place, ``table.column``, and
to its subject, the person or workspace whose data key sealed it: moved elsewhere it does not open. Destroying a
subject's key makes everything it sealed unreadable at once, in every copy.
"""

import base64
import binascii
import secrets
from collections.abc import Collection
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from cryptography.exceptions import InvalidTag

from assay.kernel import keyring, subject_keys
from assay.kernel.keyring import MasterKeyMissing
from assay.kernel.subject_keys import KeyDestroyed, KeyMissing, preload

__all__ = [
    "NOBODY",
    "KeyDestroyed",
    "KeyMissing",
    "MasterKeyMissing",
    "SealBroken",
    "blind",
    "blinds",
    "destroy_key",
    "destroyed",
    "key_of",
    "living",
    "preload",
    "refuse_destroyed",
    "seal",
    "subject_for",
    "subjects_for",
    "unseal",
]

VERSION: Final = "s1"
NOBODY: Final = uuid5(NAMESPACE_OID, "assay: nobody in particular")  # the subject of what belongs to no person
_NONCE: Final = 12


class SealBroken(RuntimeError):
    """A sealed text was changed, cut off, or moved to a place or a subject it does not belong to."""


def blind(value: str, *, purpose: str) -> str:
    """Return a keyed hash (64 hexadecimal digits), for look-ups and facts; nobody without the key can guess from it."""
    return keyring.indexes()[0].hash(value, purpose=purpose)


def blinds(value: str, *, purpose: str) -> tuple[str, ...]:
    """Return the hash under each living index key, the current one first: what was stored matches one of them."""
    return tuple(index.hash(value, purpose=purpose) for index in keyring.indexes())


def subject_for(value: str, *, purpose: str) -> UUID:
    """Return a subject for data of somebody known only by a value such as an address."""
    return uuid5(NAMESPACE_OID, blind(value, purpose=purpose))


def subjects_for(value: str, *, purpose: str) -> tuple[UUID, ...]:
    """Return the subjects under each living index key, to find or forget what either of them sealed."""
    return tuple(uuid5(NAMESPACE_OID, hashed) for hashed in blinds(value, purpose=purpose))


def seal(plain: bytes, *, subject: UUID, context: str) -> str:
    """Seal under the subject's data key, which is made on first use. Raises KeyDestroyed, MasterKeyMissing."""
    key = subject_keys.for_sealing(subject)
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + key.cipher().encrypt(nonce, plain, _bound(key.subject, context))
    return f"{VERSION}.{key.id.hex}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"


def unseal(sealed: str, *, context: str, subject: UUID | None = None) -> bytes:
    """Open what `seal` made for this context, and for this subject where one is named.

    Raises KeyDestroyed, KeyMissing, MasterKeyMissing, SealBroken.
    """
    key_id, raw = _parts(sealed)
    key = subject_keys.get(key_id)
    if subject is not None and key.subject != subject:
        raise SealBroken(f"a text in {context} belongs to somebody else")
    try:
        return key.cipher().decrypt(raw[:_NONCE], raw[_NONCE:], _bound(key.subject, context))
    except InvalidTag:
        raise SealBroken(f"a text in {context} does not open") from None


def key_of(sealed: str) -> UUID:
    """Return the id of the data key a text was sealed with. Raises SealBroken."""
    return _parts(sealed)[0]


def refuse_destroyed(key_id: UUID) -> None:
    """Let pass what was opened before, if its data key still lives. Raises KeyDestroyed, KeyMissing."""
    subject_keys.get(key_id).cipher()


def destroy_key(subject: UUID, *, is_final: bool = True) -> int:
    """Make everything sealed for a subject unreadable for good; return how many keys were destroyed.

    Other processes are told when this commits, and notice within a minute even if they do not hear it. With
    ``is_final`` nothing can be sealed for this subject again; without it the next text gets a new key (for an address
    that may come back).
    """
    return subject_keys.destroy(subject, is_final=is_final)


def living(subjects: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these people and workspaces have a key that still opens something."""
    return subject_keys.living(subjects)


def destroyed() -> frozenset[UUID]:
    """Return whose keys were destroyed for good."""
    return subject_keys.destroyed()


def _parts(sealed: str) -> tuple[UUID, bytes]:
    try:
        version, key_id, text = sealed.split(".")
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = UUID(hex=key_id)
    except (ValueError, binascii.Error):
        raise SealBroken("this is no sealed text") from None
    if version != VERSION or len(raw) < _NONCE + 16:
        raise SealBroken("this is no sealed text")
    return found, raw


def _bound(subject: UUID, context: str) -> bytes:
    return f"{VERSION}|{subject.hex}|{context}".encode()
