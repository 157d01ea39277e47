"""A cache that may be lost: with the server gone every look-up misses, every store is forgotten, and nobody waits."""

import ssl
import time
from collections.abc import Callable
from typing import Any, cast, override

from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis.connection import SSLConnection
from redis.credentials import CredentialProvider
from redis.exceptions import RedisError

from assay.kernel.logging import get_logger

log = get_logger(__name__)
PAUSE = 1.0  # seconds in which a lost server is not asked again, so that not every request waits for its time-out


class Lossy:
    """Remembers that the server was lost a moment ago."""

    def __init__(self) -> None:
        self._asleep_until = 0.0

    @property
    def is_asleep(self) -> bool:
        """Whether the server failed within the last moment."""
        return time.monotonic() < self._asleep_until

    def run[T](self, ask: Callable[[], T], *, otherwise: T) -> T:
        """Ask the server; return ``otherwise`` when it is lost."""
        if self.is_asleep:
            return otherwise
        try:
            return ask()
        except (RedisError, OSError) as error:
            self._asleep_until = time.monotonic() + PAUSE
            log.warning("cache lost", reason=type(error).__name__)
            return otherwise


class SettingsLogin(CredentialProvider):
    """Says at each new line who we are by then: the password may have been changed since the start."""

    @override
    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        return cast("tuple[str] | tuple[str, str]", settings.VALKEY_LOGIN)


class CheckedLine(SSLConnection):
    """Believes the authority that the address names and no other; the package would add it to all the system knows."""

    @override
    def _wrap_socket_with_ssl(self, sock: Any) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self.ca_certs)  # checks the certificate, and the name in it
        return context.wrap_socket(sock, server_hostname=self.host)


def line_of(address: str) -> dict[str, Any]:
    """Return how the package makes a line to this address, as options of its own."""
    return {"connection_class": CheckedLine} if address.startswith("rediss:") else {}


class LossyCache(RedisCache):
    """Django's Redis cache with every failure of the server turned into a miss."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._lossy = Lossy()

    @override
    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).add(*args, **kwargs), otherwise=True)

    @override
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).get(key, default, version), otherwise=default)

    @override
    def set(self, *args: Any, **kwargs: Any) -> None:
        self._lossy.run(lambda: super(LossyCache, self).set(*args, **kwargs), otherwise=None)

    @override
    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).touch(*args, **kwargs), otherwise=False)

    @override
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).delete(*args, **kwargs), otherwise=False)

    @override
    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).get_many(*args, **kwargs), otherwise={})

    @override
    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).has_key(*args, **kwargs), otherwise=False)

    @override
    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).incr(key, delta, version), otherwise=delta)

    @override
    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self._lossy.run(lambda: super(LossyCache, self).set_many(data, *args, **kwargs), otherwise=list(data))

    @override
    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._lossy.run(lambda: super(LossyCache, self).delete_many(*args, **kwargs), otherwise=None)

    @override
    def clear(self) -> None:
        self._lossy.run(lambda: super(LossyCache, self).clear(), otherwise=None)
