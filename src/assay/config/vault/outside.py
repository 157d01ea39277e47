"""What has to happen outside of the product when a secret is changed: at the database, the cache, the mail service.

``admit`` makes the world accept the newest version, and tries it, before anybody is told to use it. ``carry`` brings
what is stored over to it, once everybody uses it. ``refuse`` closes the former one. Each may be done twice.
"""

import smtplib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, Protocol, override
from urllib.parse import unquote, urlsplit

import psycopg
import redis
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.module_loading import import_string
from psycopg import sql

from assay.config.env import lines
from assay.config.vault import source
from assay.config.vault.crowd import Crowd
from assay.kernel.cache import line_of
from assay.kernel.privacy import Secret, mask
from assay.kernel.vault.documents import Document
from assay.launch.trouble import Trouble

_SET: Final = sql.SQL("ALTER ROLE {} PASSWORD {}")
_OPEN: Final = sql.SQL("ALTER ROLE {} LOGIN")
_CLOSE: Final = sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL")

type Say = Callable[[str], None]


class Outside(Protocol):
    """Somebody else's part in a change. Each raises Trouble with what to do."""

    def admit(self, document: Document) -> None:
        """Make the newest version work."""

    def carry(self, say: Say) -> None:
        """Bring what is stored over to the used version."""

    def refuse(self, document: Document, crowd: Crowd, say: Say) -> None:
        """Make the former version useless."""


class Nobody:
    """Our own business alone."""

    def admit(self, document: Document) -> None:
        """Nobody has to be asked."""

    def carry(self, say: Say) -> None:
        """Nothing was made with it that has to be made again."""

    def refuse(self, document: Document, crowd: Crowd, say: Say) -> None:
        """What no process accepts is useless."""


@dataclass(frozen=True, slots=True)
class Stored(Nobody):
    """Something stored has to be made anew.

    ``work`` yields after each batch how many it was, ``left`` counts what somebody else held meanwhile.
    """

    work: str
    what: str
    reason: str
    left: str = ""

    @override
    def carry(self, say: Say) -> None:
        """Make it anew, batch by batch, each with an entry in the log that says why."""
        say(f"{sum(announced(import_string(self.work), reason=self.reason))} {self.what}")
        if self.left and (count := import_string(self.left)()):
            raise Trouble(f"{count} of them are held by somebody. Run the same command again.")


class Postgres(Nobody):
    """Two roles: the idle one gets a password, the former one is closed when nobody is signed in as it any more."""

    @override
    def admit(self, document: Document) -> None:
        """Give the other role its new password, and sign in with it."""
        address = document.versions[0].value
        if admin := _admin("database-admin-url"):
            with _signed_in(admin) as line:
                _set_password(line, address)
                line.execute(_OPEN.format(sql.Identifier(_user(address))))
        _tried(address)

    @override
    def refuse(self, document: Document, crowd: Crowd, say: Say) -> None:
        """Close the former role."""
        user = _user(document.accepted[1].value)
        if user == _user(document.used.value):
            return
        crowd.left(user)
        admin = _admin("database-admin-url")
        if not admin:
            say(f"There is no database-admin-url: close the role by hand, ALTER ROLE {user} NOLOGIN PASSWORD NULL.")
            return
        with _signed_in(admin) as line:
            line.execute(_CLOSE.format(sql.Identifier(user)))


class PostgresAdmin(Nobody):
    """A role with one password, which it sets itself; until it has, the former one still opens."""

    @override
    def admit(self, document: Document) -> None:
        """Set it, signed in with whichever works."""
        with _signed_in(tuple(one.value for one in document.versions)) as line:
            line.execute("SET ROLE NONE")  # who migrates works as the owner, but has its own password
            _set_password(line, document.versions[0].value)
        _tried(document.versions[0].value)


@dataclass(frozen=True, slots=True)
class Valkey(Nobody):
    """A user with two passwords. ``admin``: who may set them; empty: the user itself."""

    admin: str = field(default="")

    @override
    def admit(self, document: Document) -> None:
        """Add the new password, and sign in with it."""
        new = document.versions[0].value
        if admin := self._admin(document):
            _acl(admin, _user(new) or "default", f">{_password(new)}")
        _pinged((new,)).close()

    @override
    def refuse(self, document: Document, crowd: Crowd, say: Say) -> None:
        """Take the former password away."""
        del crowd
        former = document.accepted[1].value
        if admin := self._admin(document):
            _acl(admin, _user(former) or "default", f"<{_password(former)}", missing_is_fine=True)
        else:
            say("There is no valkey-admin-url: take the former password away by hand, ACL SETUSER … <password.")

    def _admin(self, document: Document) -> tuple[Secret, ...]:
        return _admin(self.admin) if self.admin else tuple(one.value for one in document.versions)


class Smtp(Nobody):
    """The mail service: a person brings what it gave out, and closes the former one there."""

    @override
    def admit(self, document: Document) -> None:
        """Sign in there with the new one, without sending anything."""
        options = import_string("assay.config.vault.living.mailers_of")(document.versions[0].value.reveal())
        backend = EmailBackend(alias="default", **options["default"]["OPTIONS"])
        try:
            backend.open()
            backend.close()
        except (smtplib.SMTPException, OSError) as error:
            raise Trouble(f"The mail service does not take the new credential ({type(error).__name__}).") from None

    @override
    def refuse(self, document: Document, crowd: Crowd, say: Say) -> None:
        """Say who has to."""
        del crowd
        say(f"Now close the former credential at the mail service (user {_user(document.accepted[1].value)}).")


OUTSIDE: Final[Mapping[str, Outside]] = {
    "master-keys": Stored(
        "assay.kernel.rotation.rewrap",
        "data keys were wrapped anew.",
        "data keys are wrapped by a new key",
        "assay.kernel.rotation.count_former",
    ),
    "index-keys": Stored(
        "assay.kernel.rotation.index_anew", "addresses were hashed anew.", "addresses are hashed under a new key"
    ),
    "database-url": Postgres(),
    "valkey-url": Valkey("valkey-admin-url"),
    "smtp-url": Smtp(),
    "database-owner-url": PostgresAdmin(),
    "database-admin-url": PostgresAdmin(),
    "valkey-admin-url": Valkey(),
}


def outside_of(name: str) -> Outside:
    """Return who has a part in changing that secret."""
    return OUTSIDE.get(name, Nobody())


def announced(batches: Callable[[], Any], *, reason: str) -> Any:
    """Let each batch say why rows change: one without a fact is not committed."""
    coming = batches()
    while True:
        with import_string("assay.modules.audit.api.system_change")(reason=reason):
            done = next(coming, 0)
        if not done:
            return
        yield done


def _admin(name: str) -> tuple[Secret, ...]:
    found = source.keeper().fetch([name]).get(name)
    return tuple(one.value for one in found.accepted) if found else ()


def _signed_in(addresses: tuple[Secret, ...]) -> psycopg.Connection[Any]:
    """Sign in with the first that works; a busy server is asked again before anybody is bothered."""
    refuse_unsafe("The address of the database", addresses[0])
    reasons = list[str]()
    for pause, address in product((0.5, 1.0, 0.0), addresses):
        try:
            return psycopg.connect(address.reveal(), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            reasons.append(mask(str(error)).splitlines()[0])
            time.sleep(pause)
    raise Trouble(
        "The database does not let us in. Is the role there, and may it sign in (docs/operate/secrets.md)? "
        f"It said: {reasons[-1]}"
    )


def _tried(address: Secret) -> None:
    _signed_in((address,)).close()


def _set_password(line: psycopg.Connection[Any], address: Secret) -> None:
    """Send the password hashed, so that it stands in no log of the server."""
    user = _user(address)
    hashed = line.pgconn.encrypt_password(_password(address).encode(), user.encode(), b"scram-sha-256").decode()
    try:
        line.execute(_SET.format(sql.Identifier(user), sql.Literal(hashed)))
    except psycopg.errors.InsufficientPrivilege:
        raise Trouble(f"database-admin-url may not set the password of {user} (docs/operate/secrets.md).") from None
    except psycopg.errors.UndefinedObject:
        raise Trouble(f"There is no role {user}: make it once (docs/operate/secrets.md).") from None


def refuse_unsafe(name: str, address: Secret) -> None:
    """Let pass what production accepts, also of addresses that stand in no process's settings. Raises Trouble."""
    if settings.IS_PRODUCTION and (faults := lines.faults_of(name, address)):
        raise Trouble(f"{faults[0]} Nothing was changed.")


def _pinged(addresses: tuple[Secret, ...]) -> "redis.Redis":
    refuse_unsafe("The address of the cache", addresses[0])
    for address in addresses:
        place = address.reveal().replace("valkey", "redis", 1)
        client = redis.Redis.from_url(place, socket_timeout=5, **line_of(place))
        try:
            client.ping()
        except redis.RedisError:
            client.close()
        else:
            return client
    raise Trouble("Valkey does not let us in. Is the user there (docs/operate/secrets.md)?")


def _acl(admin: tuple[Secret, ...], user: str, rule: str, *, missing_is_fine: bool = False) -> None:
    with _pinged(admin) as client:
        try:
            client.execute_command("ACL", "SETUSER", user, rule)
        except redis.ResponseError as error:
            if not (missing_is_fine and "password" in str(error).lower()):
                raise Trouble(f"Valkey does not let us change the user {user} ({type(error).__name__}).") from None
        for words in (("ACL", "SAVE"), ("CONFIG", "REWRITE")):  # where its users are kept, and a restart reads them
            try:
                client.execute_command(*words)
            except redis.ResponseError:
                continue
            return


def _user(address: Secret) -> str:
    return unquote(urlsplit(address.reveal()).username or "")


def _password(address: Secret) -> str:
    return unquote(urlsplit(address.reveal()).password or "")
