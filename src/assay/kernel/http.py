"""Calls to other people's computers: never inside a transaction, never without an end, only to where was said before.

Two kinds of address need two kinds of list (ADR 34). What the operator configured may be anywhere, in a private network
too, and `configured_session` calls exactly that place: scheme, host and port. What a user typed (an identity provider)
is a lever on us: the server that calls it stands inside our network. `foreign_session` therefore calls hosts on the
operator's list alone, speaks https, resolves the name itself, refuses every address that is not public, and connects to
the very address it looked at, so that a name which answers differently a moment later (DNS rebinding) gains nothing.

Both look at where the connection is about to go, not at how the address was written; and neither follows a redirect.

`requests` is imported here and nowhere else of ours; a library that wants a session is handed one of these.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any, Final, override
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import transaction
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool

from assay.kernel.logging import get_logger

log = get_logger(__name__)

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0  # from a request to its answer's last byte
MOST_BYTES: Final = 1_000_000
PUBLIC: Final = "public"  # in OUTBOUND_ALLOWED: whatever is of the open internet
# Ranges that carry an IPv4 address inside: what looks public may lead to a private one.
_CARRIERS: Final = tuple(
    ipaddress.ip_network(net) for net in ("2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32")
)

Failure = requests.RequestException
"""What every call may raise: no answer, no end, too much of it, or a refused address."""


class InsideTransaction(RuntimeError):
    """A call was about to wait for a stranger while holding a transaction open."""


class AddressRefused(requests.ConnectionError):
    """The address is none that may be called for a user."""


class AnswerTooLong(requests.ConnectionError):
    """The answer was larger, or took longer, than anybody needs."""


def configured_session(*addresses: str) -> requests.Session:
    """Return a session for these places that the operator configured, and no other; calls raise Failure."""
    return _Bounded(_Bound(addresses))


def foreign_session(*hosts: str) -> requests.Session:
    """Return a session for addresses that users name, on these hosts or, without any, on the operator's list.

    Calls raise Failure (AddressRefused, AnswerTooLong …).
    """
    return _Bounded(_Guarded(hosts or settings.OUTBOUND_ALLOWED))


def is_public(address: str) -> bool:
    """Tell whether a numeric address is one of the open internet: not ours, not private, not reserved."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in net for net in _CARRIERS):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_allowed_privately(host: str, port: int) -> bool:
    """Tell whether the operator opened this one private place to addresses that users name."""
    return f"{host.lower()}:{port}" in settings.OUTBOUND_PRIVATE


def is_allowed_in_clear(host: str, port: int) -> bool:
    """Tell whether that place may be called without TLS: never in production."""
    return not settings.IS_PRODUCTION and is_allowed_privately(host, port)


def is_listed(host: str, port: int) -> bool:
    """Tell whether the operator lets this place be called for users, by its name alone."""
    return is_allowed_privately(host, port) or _is_among(host, settings.OUTBOUND_ALLOWED)


def _is_among(host: str, listed: Iterable[str]) -> bool:
    """Tell whether a host is listed: by its name, below a name with a star, or as anything public."""
    return any(each in {host, PUBLIC} or (each.startswith("*.") and host.endswith(each[1:])) for each in listed)


def _refusal(host: str, why: str) -> AddressRefused:
    """Write down that a place is not called, and return what says so."""
    log.warning("outward call refused", host=host[:253], why=why)
    return AddressRefused(f"{host} {why}")


class _Bounded(requests.Session):
    """A session without surprises: no proxies or passwords from the environment, and one way out."""

    def __init__(self, way_out: "_Whole") -> None:
        super().__init__()
        self.trust_env = False
        self.headers["User-Agent"] = "Assay"
        self.mount("https://", way_out)
        self.mount("http://", way_out)

    @override
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow none, whoever asks for it: what answers is where was asked (ASVS V15.3.2)."""


class _Whole(HTTPAdapter):
    """Looks where a connection would go, and reads each answer to its end within the bounds, before anybody sees it."""

    def admit(self, scheme: str, host: str, port: int) -> None:
        """Let pass where this session may go. Raises AddressRefused."""
        raise NotImplementedError

    @override
    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:
        """Return the connections to a place, once it is admitted. Raises AddressRefused."""
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        self.admit(*_place(pool))
        return pool

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request. Raises InsideTransaction, Failure."""
        refuse_inside_transaction()
        deadline = time.monotonic() + WHOLE_SECONDS
        kwargs |= {"stream": True, "timeout": kwargs.get("timeout") or (CONNECT_SECONDS, READ_SECONDS)}
        answer = super().send(request, *args, **kwargs)
        answer._content = _read(answer, deadline=deadline)  # noqa: SLF001 -- where requests keeps what it has read
        return answer


def _place(pool: ConnectionPool) -> tuple[str, str, int]:
    return str(pool.scheme), str(pool.host), int(pool.port or 0)


class _Bound(_Whole):
    """Calls the places it was made for. Both sides are read by the same parser, which is the one that connects."""

    def __init__(self, addresses: Iterable[str]) -> None:
        super().__init__()
        written = (requests.Request("GET", address).prepare().url or "" for address in addresses)
        self._places = {_place(self.poolmanager.connection_from_url(url)) for url in written}

    @override
    def admit(self, scheme: str, host: str, port: int) -> None:
        if (scheme, host, port) not in self._places:
            raise _refusal(host, "is not what was configured for this")


def _read(answer: requests.Response, *, deadline: float) -> bytes:
    read = bytearray()
    try:
        for chunk in answer.iter_content(16_384):
            read += chunk
            if len(read) > MOST_BYTES:
                raise AnswerTooLong(f"more than {MOST_BYTES} bytes")
            if time.monotonic() > deadline:
                raise AnswerTooLong(f"more than {WHOLE_SECONDS:g} seconds")
    finally:
        answer.close()
    return bytes(read)


def refuse_inside_transaction() -> None:
    """Let pass where no transaction would wait for a stranger. Raises InsideTransaction."""
    # A test that is rolled back at its end runs inside a transaction of the test's, which is none of ours.
    if any(not getattr(block, "_from_testcase", False) for block in transaction.get_connection().atomic_blocks):
        raise InsideTransaction("an outside call inside a transaction: record, commit, then call from a job")


def _checked(host: str, port: int) -> str:
    """Resolve a name once and return the address to connect to. Raises AddressRefused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _refusal(host, "is not known") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not is_allowed_privately(host, port) and not all(is_public(address) for address in addresses):
        raise _refusal(host, "is not a public address")
    return addresses[0]


class _ChecksFirst:
    """Connects to an address that was looked at, while certificates are still checked against the name."""

    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = _checked(name, self.port)
        try:
            connected: socket.socket = super()._new_conn()  # type: ignore[misc]  # of urllib3's connection beside it
        finally:
            self._dns_host = name
        return connected


class _PlainConnection(_ChecksFirst, HTTPConnection):
    pass


class _TlsConnection(_ChecksFirst, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Guarded(_Whole):
    """Calls listed hosts by https on its own port, and what the operator opened beside them."""

    def __init__(self, listed: Iterable[str]) -> None:
        self._listed = frozenset(listed)
        super().__init__()

    @override
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    @override
    def admit(self, scheme: str, host: str, port: int) -> None:
        is_opened = is_allowed_privately(host, port)
        if scheme != "https" and not is_allowed_in_clear(host, port):
            raise _refusal(host, "would be called without TLS")
        if port != 443 and not is_opened:
            raise _refusal(host, "would be called on a port of its own")
        if not is_opened and not _is_among(host, self._listed):
            raise _refusal(host, "is not on the list of places to call")

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if "@" in urlsplit(request.url or "").netloc:
            raise _refusal(urlsplit(request.url or "").hostname or "", "is named with a user before it")
        try:
            return super().send(request, *args, **kwargs)
        except requests.ConnectionError as error:
            raise _refusal_in(error) or error from None


def _refusal_in(error: BaseException | None) -> AddressRefused | None:
    """Find our own refusal, which urllib3 and requests each wrap once."""
    while error is not None and not isinstance(error, AddressRefused):
        error = error.__context__
    return error
