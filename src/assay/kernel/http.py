"""Calls to other people's computers: never inside a transaction, never without an end, never to where we live.

Two kinds of address need two kinds of care. One that the operator configured may be anything, a private network too.
One that a user typed (an identity provider, a webhook) is a lever on us: the server that calls it stands inside our
network. `foreign_session` therefore speaks https only, resolves the name itself, refuses every address that is not
public, and connects to the very address it looked at, so that a name which answers differently a moment later
(DNS rebinding) gains nothing. Redirects go through the same gate.

`requests` is imported here and nowhere else of ours; a library that wants a session is handed one of these.
"""

import ipaddress
import socket
import time
from typing import Any, Final, override
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import transaction
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0  # from a request to its answer's last byte
MOST_BYTES: Final = 1_000_000
MOST_REDIRECTS: Final = 3
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


def foreign_session() -> requests.Session:
    """Return a session for addresses that users name; calls raise Failure (AddressRefused, AnswerTooLong …)."""
    session = _Bounded()
    session.mount("https://", _Guarded())
    session.mount("http://", _Guarded())
    return session


def configured_session() -> requests.Session:
    """Return a session for addresses the operator configured; calls raise Failure."""
    return _Bounded()


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


class _Bounded(requests.Session):
    """A session without surprises: no proxies or passwords from the environment, bounded in time, size and hops."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = MOST_REDIRECTS
        self.headers["User-Agent"] = "Assay"
        self.mount("https://", _Whole())
        self.mount("http://", _Whole())


class _Whole(HTTPAdapter):
    """Reads each answer to its end, within the bounds, before anybody sees it."""

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request of a chain of redirects. Raises InsideTransaction, Failure."""
        refuse_inside_transaction()
        deadline = time.monotonic() + WHOLE_SECONDS
        kwargs |= {"stream": True, "timeout": kwargs.get("timeout") or (CONNECT_SECONDS, READ_SECONDS)}
        answer = super().send(request, *args, **kwargs)
        answer._content = _read(answer, deadline=deadline)  # noqa: SLF001 -- where requests keeps what it has read
        return answer


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
        raise AddressRefused(f"{host} is not known") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not is_allowed_privately(host, port) and not all(is_public(address) for address in addresses):
        raise AddressRefused(f"{host} is not a public address")
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
    """Lets through https, and plain http only to places the operator opened."""

    @override
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        _refuse_odd(parts.scheme, parts.hostname or "", parts.port, has_user="@" in parts.netloc)
        try:
            return super().send(request, *args, **kwargs)
        except requests.ConnectionError as error:
            raise _refusal_in(error) or error from None


def _refusal_in(error: BaseException | None) -> AddressRefused | None:
    """Find our own refusal, which urllib3 and requests each wrap once."""
    while error is not None and not isinstance(error, AddressRefused):
        error = error.__context__
    return error


def _refuse_odd(scheme: str, host: str, port: int | None, *, has_user: bool) -> None:
    number = port or {"https": 443, "http": 80}[scheme]
    if not host or has_user:
        raise AddressRefused("the address names no host, or a user before it")
    if is_allowed_privately(host, number):
        return
    if scheme != "https":
        raise AddressRefused("the address is not https")
    if number != 443:
        raise AddressRefused("the address names a port of its own")
