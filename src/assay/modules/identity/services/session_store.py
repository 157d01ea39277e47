"""The session engine: what Django calls a session is a row of ours.

What it adds to Django's own is done where a session is stored, so that no way of signing in goes round it: a person's
session is begun by `sessions.begin`, a proof of identity changes the key, and what has ended stays ended. The key is
changed in the same statement that stores what the session remembers: until then the old one holds, and then no more.
"""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast, override
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import transaction
from django.utils.crypto import constant_time_compare

from assay.kernel import clock
from assay.kernel.crypto import KeyDestroyed
from assay.kernel.events import publish
from assay.modules.identity import models
from assay.modules.identity.events import sessions as events
from assay.modules.identity.providers.sealing import seal_payload, unseal_payload
from assay.modules.identity.queries import sessions as read
from assay.modules.identity.queries.access import WORKSPACE_KEY
from assay.modules.identity.queries.devices import digest, is_token
from assay.modules.identity.services import sessions
from assay.modules.identity.types.sessions import Ending

if TYPE_CHECKING:
    from django.http import HttpRequest

    from assay.modules.identity.services.devices import Remembered

PROOFS: Final = "account_authentication_methods"  # where allauth notes how and when somebody proved who they are
_STORED: Final = (
    *("key_hash", "former_hash", "person", "grade", "payload", "standing", "begun_at", "seen_at", "is_doubted"),
    *("device", "agent", "browser", "system", "network", "place"),
)


class SessionStore(SessionBase):
    """One request's hold on a session."""

    _get_session: Callable[..., dict[str, Any]]  # Django's own; its type stubs leave it out

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.request: HttpRequest | None = None  # set by the middleware
        self.row: models.Session | None = None
        self.ended_for: Ending | None = None  # why the key that came opens nothing
        self.remembered: Remembered | None = None  # the device cookie to send
        self._loaded_hash = ""
        self._proven_at = 0.0
        self._workspace: object = None

    @property
    def person(self) -> models.Person | None:
        """Who is signed in; they were read together with the session."""
        is_signed_in = SESSION_KEY in self._get_session()
        return self.row.person if is_signed_in and self.row is not None else None

    @override
    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        row = read.find(key) if is_token(key) else None
        if row is None:
            is_late = is_token(key) and read.is_replaced(key)
            return self._nothing(Ending.REPLACED if is_late else None)
        over = read.ending(row)
        if over is not None:
            sessions.end([row], over)
            return self._nothing(over)
        return self._open(row)

    @override
    def save(self, must_create: bool = False) -> None:
        """Store the session. Raises UpdateError when it was ended, or got another key, since it was read."""
        remembered = self._get_session(no_load=must_create)
        row, is_new = self.row, False
        if row is None or must_create:
            row, is_new = models.Session(), True
            self._session_key, self._loaded_hash, self._proven_at = _new_key(), "", 0.0
        with transaction.atomic():
            self._prepare(row, remembered)
            self._store(row, is_new=is_new)
        self.row = row
        self._note(row, remembered)

    @override
    def create(self) -> None:
        self.row = None
        self.save(must_create=True)
        self.modified = True

    @override
    def cycle_key(self) -> None:
        """Give the session another key when it is stored; from then on the present one opens nothing."""
        _ = self._get_session()
        self._session_key = _new_key() if self.row is not None else None
        self.modified = True

    @override
    def exists(self, session_key: str) -> bool:
        return read.find(session_key) is not None

    @override
    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        row = self.row if session_key is None and self.row is not None else read.find(key or "")
        if row is not None and row.person_id is None:
            row.delete()
        elif row is not None:
            sessions.end([row], Ending.SIGNED_OUT)
        self.row = None

    @classmethod
    @override
    def clear_expired(cls) -> None:
        sessions.sweep()

    def drop(self, reason: Ending) -> None:
        """Let go of a session that was ended while this request is under way."""
        self._session_cache = self._nothing(reason)

    def doubt(self, *, network: str) -> None:
        """Let the session change nothing until its owner has proved once more who they are. Earlier proofs are void."""
        row = self.row
        if row is None or row.person_id is None:
            return
        self.pop(PROOFS, None)
        self._proven_at, row.is_doubted = 0.0, True
        with transaction.atomic():
            publish(events.SessionDoubted(person_id=row.person_id, session_id=row.pk, network=network))
            self.save()

    def _nothing(self, why: Ending | None) -> dict[str, Any]:
        self.ended_for, self.row, self._session_key = why, None, None
        return {}

    def _open(self, row: models.Session) -> dict[str, Any]:
        try:
            remembered = unseal_payload(row.payload)
        except KeyDestroyed:
            return self._ended(row, Ending.DEACTIVATED)
        if row.person is not None and not self._is_of(row.person, remembered):
            return self._ended(row, Ending.RESET)
        self.row, self._loaded_hash = row, row.key_hash
        self._note(row, remembered)
        return remembered

    def _ended(self, row: models.Session, reason: Ending) -> dict[str, Any]:
        sessions.end([row], reason)
        return self._nothing(reason)

    def _is_of(self, person: models.Person, remembered: dict[str, Any]) -> bool:
        """Tell whether the session was begun, or went on, under the person's present password."""
        if remembered.get(SESSION_KEY) != str(person.pk):
            return False
        stored, current = str(remembered.get(HASH_SESSION_KEY, "")), person.get_session_auth_hash()
        if constant_time_compare(stored, current):
            return True
        if any(constant_time_compare(stored, former) for former in person.get_session_auth_fallback_hash()):
            remembered[HASH_SESSION_KEY] = current  # SECRET_KEY was changed, and the former one still counts
            self.modified = True
            return True
        return False

    def _prepare(self, row: models.Session, remembered: dict[str, Any]) -> None:
        """Bring the row to what the session has become."""
        person_id = remembered.get(SESSION_KEY)
        if person_id is not None and row.person_id is None:
            self._begin(row, UUID(str(person_id)))
        elif row.person_id is not None and _proven_at(remembered) > self._proven_at:
            self._prove(row, remembered)
        if remembered.get(WORKSPACE_KEY) != self._workspace:
            row.standing = ""
        row.key_hash = digest(cast("str", self._session_key))
        if self._loaded_hash and row.key_hash != self._loaded_hash:
            row.former_hash = self._loaded_hash
            if row.person_id is not None:
                publish(events.SessionRotated(person_id=row.person_id, session_id=row.pk))
        row.payload = seal_payload(remembered, subject=row.person_id)

    def _begin(self, row: models.Session, person_id: UUID) -> None:
        self._renew_key()
        self.remembered = sessions.begin(row, self.request, person=models.Person.objects.get(pk=person_id))
        publish(
            events.SignedIn(
                person_id=person_id,
                session_id=row.pk,
                method=method_of(self._get_session()),
                is_new_device=self.remembered is not None and self.remembered.is_new,
                network=row.network,
            )
        )

    def _prove(self, row: models.Session, remembered: dict[str, Any]) -> None:
        """Take a session for its owner's again, wherever it is used now."""
        self._renew_key()
        row.is_doubted, row.seen_at = False, clock.now()
        person_id = cast("UUID", row.person_id)
        if self.request is not None:
            self.remembered = sessions.readmit(row, self.request)
        publish(events.SessionProven(person_id=person_id, session_id=row.pk, method=method_of(remembered)))

    def _renew_key(self) -> None:
        """See to it that whoever knew the key so far knows it no more."""
        if digest(cast("str", self._session_key)) == self._loaded_hash:
            self._session_key = _new_key()

    def _store(self, row: models.Session, *, is_new: bool) -> None:
        if is_new:
            row.save(force_insert=True)
            return
        same = models.Session.objects.filter(pk=row.pk, key_hash=self._loaded_hash, ended_at=None)
        if not same.update(**{name: getattr(row, name) for name in _STORED}):
            raise UpdateError

    def _note(self, row: models.Session, remembered: dict[str, Any]) -> None:
        self._loaded_hash, self._proven_at = row.key_hash, _proven_at(remembered)
        self._workspace = remembered.get(WORKSPACE_KEY)


def _new_key() -> str:
    return secrets.token_urlsafe(32)


def method_of(remembered: dict[str, Any]) -> str:
    """Name how somebody proved who they are, by allauth's notes: ``password``, ``password+mfa`` and so on."""
    return "+".join(dict.fromkeys(str(proof.get("method", "")) for proof in _proofs(remembered)))[:60]


def _proven_at(remembered: dict[str, Any]) -> float:
    return max((float(proof.get("at", 0)) for proof in _proofs(remembered)), default=0.0)


def _proofs(remembered: dict[str, Any]) -> list[dict[str, Any]]:
    found = remembered.get(PROOFS)
    return found if isinstance(found, list) else []
