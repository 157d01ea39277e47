"""Data keys: one per person or workspace, stored wrapped by a master key, opened when something is read.

A process keeps opened keys for a minute, so that a page of a hundred rows costs one statement. What may be *sealed*
with is stricter than what may be read with: a key that its transaction takes back would leave text nobody can open.
So sealing trusts a key only when it is committed, or was seen in this very transaction: `_Confirmed` stands in the list
of what is to happen on commit, and Django itself removes it there when its savepoint or transaction is rolled back.
"""

import secrets
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from assay.kernel import clock, keyring
from assay.kernel.errors import DomainError
from assay.kernel.ids import new_id
from assay.kernel.memory import Memory
from assay.kernel.models import SubjectKey
from assay.kernel.vault.listening import FORGET

KEPT_FOR: Final = 60.0  # seconds; so long may a process that hears nothing still read after a key was destroyed
KEPT: Final = 4096  # keys
_NONCE: Final = 12
_WANTED: Final = 500


class KeyDestroyed(DomainError):
    """The key of this person or workspace was destroyed; what it sealed is gone for good, wherever a copy lies."""

    status = 410
    title = "This was erased"


class KeyMissing(RuntimeError):
    """The table of data keys does not hold the key a text was sealed with."""


class OpenKey:
    """A data key; unwrapped when it is used for the first time."""

    def __init__(self, row: SubjectKey) -> None:
        self.id, self.subject = row.pk, row.subject
        self._row = row
        self._cipher: AESGCM | None = None

    def cipher(self) -> AESGCM:
        """Return what seals and opens. Raises KeyDestroyed, MasterKeyMissing, KeyMissing when it was tampered with."""
        if self._row.destroyed_at:
            raise KeyDestroyed
        if self._cipher is None:
            self._cipher = AESGCM(_raw(self._row))
        return self._cipher


_opened: Final = Memory[UUID, OpenKey](size=KEPT, seconds=KEPT_FOR)
_sealing: Final = Memory[UUID, OpenKey](size=KEPT, seconds=KEPT_FOR)  # the committed key of a subject


class _Wanted(threading.local):
    """Keys of rows that were read and not opened yet: the first that is opened fetches all of them."""

    def __init__(self) -> None:
        self.ids: set[UUID] = set()


_wanted: Final = _Wanted()


@dataclass(frozen=True, slots=True)
class _Confirmed:
    """Makes a key one that may be sealed with, once the transaction that saw it is committed."""

    key: OpenKey

    def __call__(self) -> None:
        _sealing.keep(self.key.subject, self.key)


def expect(key_id: UUID) -> None:
    """Note that a text of this key was read; it is fetched with the first one that is opened."""
    if _opened.find(key_id) is None and len(_wanted.ids) < _WANTED:
        _wanted.ids.add(key_id)


def get(key_id: UUID) -> OpenKey:
    """Return the key a text names. Raises KeyMissing."""
    found = _opened.find(key_id)
    if found is not None:
        return found
    ids, _wanted.ids = _wanted.ids | {key_id}, set()
    keys = {row.pk: _kept(row) for row in SubjectKey.objects.filter(pk__in=ids)}
    if key_id not in keys:
        raise KeyMissing(f"there is no data key {key_id}")
    return keys[key_id]


def preload(subjects: Collection[UUID]) -> None:
    """Fetch the keys of all these people or workspaces in one statement."""
    for row in SubjectKey.objects.filter(subject__in=set(subjects)):
        _kept(row)


def for_sealing(subject: UUID) -> OpenKey:
    """Return the subject's present key, made now if it has none. Raises KeyDestroyed, MasterKeyMissing."""
    found = _sealing.find(subject) or _seen_in_transaction(subject)
    if found is not None:
        return found
    row = _last(subject)
    if row is None or (row.destroyed_at and not row.is_final):
        _make(subject, number=row.number + 1 if row else 1)
        row = _last(subject)
    if row is None:
        raise KeyMissing(f"the data key of {subject} vanished while it was made")
    key = _kept(row)
    key.cipher()
    transaction.on_commit(_Confirmed(key))
    return key


def renew(subject: UUID) -> None:
    """Give a subject a further key that everything is sealed with from now on; the former ones still open.

    Raises KeyDestroyed.
    """
    last = _last(subject)
    if last is not None and last.destroyed_at and last.is_final:
        raise KeyDestroyed
    _make(subject, number=last.number + 1 if last else 1)
    _forget(subject, ())
    _tell(subject, ())


@transaction.atomic
def destroy(subject: UUID, *, is_final: bool = True) -> int:
    """Overwrite every key of a subject; return how many there were.

    ``is_final``: the subject never gets another. Without it the next thing sealed makes a new key, for an address that
    may come back. A subject that never had a key gets a destroyed one, so that none is made later either.
    """
    if is_final and _last(subject) is None:
        _make(subject, number=1)
    alive = SubjectKey.objects.select_for_update().filter(subject=subject)
    ids = tuple(alive.values_list("pk", flat=True))
    gone = alive.filter(destroyed_at=None).update(wrapped="", master="", destroyed_at=clock.now(), is_final=is_final)
    if is_final:
        alive.update(is_final=True)
    _forget(subject, ids)
    transaction.on_commit(lambda: _forget(subject, ids))  # another thread may have fetched it in between
    _tell(subject, ids)
    return gone


def living(subjects: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these subjects have a key that was not destroyed."""
    rows = SubjectKey.objects.filter(subject__in=subjects, destroyed_at=None)
    return frozenset(rows.values_list("subject", flat=True))


def destroyed() -> frozenset[UUID]:
    """Return the subjects that never get a key again."""
    rows = SubjectKey.objects.filter(destroyed_at__isnull=False, is_final=True)
    return frozenset(rows.values_list("subject", flat=True))


def count_former() -> int:
    """Return how many keys a former master key wraps."""
    return SubjectKey.objects.exclude(master=keyring.current_master().name).filter(destroyed_at=None).count()


@transaction.atomic
def rewrap(*, limit: int) -> int:
    """Wrap up to ``limit`` keys anew that a former master key wrapped; return how many. Zero: all are done.

    Rows that somebody else holds are left for the next round, so two of these never wait for each other.
    """
    current = keyring.current_master()
    rows = SubjectKey.objects.exclude(master=current.name).filter(destroyed_at=None).order_by("pk")
    done = 0
    for row in rows.select_for_update(skip_locked=True)[:limit]:
        raw = _raw(row)
        row.wrapped, row.master = _wrapped(raw, key_id=row.pk, subject=row.subject), current.name
        row.save(update_fields=["wrapped", "master"])
        done += 1
    return done


def hear_of_destroyed(subject: UUID, ids: Iterable[UUID]) -> None:
    """Forget what another process has destroyed or replaced."""
    _opened.drop(ids)
    _sealing.drop([subject])


def forget_all() -> None:
    """Forget everything that was opened; it is fetched again when it is needed."""
    _opened.clear()
    _sealing.clear()


def _tell(subject: UUID, ids: Iterable[UUID]) -> None:
    """Let the other processes forget when this is committed; one that does not hear it does so within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [FORGET, " ".join(str(one) for one in (subject, *ids))])


def _forget(subject: UUID, ids: Iterable[UUID]) -> None:
    hear_of_destroyed(subject, ids)
    connection.run_on_commit = [entry for entry in connection.run_on_commit if not _confirms(entry[1], subject)]


def _seen_in_transaction(subject: UUID) -> OpenKey | None:
    coming: list[object] = [entry[1] for entry in connection.run_on_commit]
    return next((one.key for one in coming if isinstance(one, _Confirmed) and one.key.subject == subject), None)


def _confirms(entry: object, subject: UUID) -> bool:
    return isinstance(entry, _Confirmed) and entry.key.subject == subject


def _last(subject: UUID) -> SubjectKey | None:
    return SubjectKey.objects.filter(subject=subject).order_by("-number").first()


def _make(subject: UUID, *, number: int) -> None:
    """Store a new key, unless somebody else has stored one of that number meanwhile: then theirs counts."""
    key_id, raw = new_id(), secrets.token_bytes(32)
    wrapped = _wrapped(raw, key_id=key_id, subject=subject)
    row = SubjectKey(id=key_id, subject=subject, number=number, wrapped=wrapped, master=keyring.current_master().name)
    SubjectKey.objects.bulk_create([row], ignore_conflicts=True)


def _wrapped(raw: bytes, *, key_id: UUID, subject: UUID) -> str:
    nonce = secrets.token_bytes(_NONCE)
    return (nonce + keyring.current_master().cipher.encrypt(nonce, raw, _bound(key_id, subject))).hex()


def _raw(row: SubjectKey) -> bytes:
    wrapped = bytes.fromhex(row.wrapped)
    cipher = keyring.master_named(row.master).cipher
    try:
        return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(row.pk, row.subject))
    except InvalidTag:
        raise KeyMissing(f"the data key {row.pk} was tampered with") from None


def _kept(row: SubjectKey) -> OpenKey:
    key = OpenKey(row)
    _opened.keep(key.id, key)
    return key


def _bound(key_id: UUID, subject: UUID) -> bytes:
    return b"assay data key" + key_id.bytes + subject.bytes
