"""Asking name servers, each one by itself: a record counts when all of them give it.

Answers are not checked by DNSSEC. Whoever can falsify what every configured server answers can prove a domain that is
not theirs; so the servers should be resolvers that validate, reached over a network of the operator's own (ADR 0026).
"""

from typing import Final

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
from django.conf import settings

from assay.kernel import http
from assay.kernel.logging import get_logger
from assay.modules.directory.errors import NamesLost
from assay.modules.directory.ports import Names

log = get_logger(__name__)

PATIENCE: Final = 3.0  # seconds for one answer
ATTEMPTS: Final = 2  # a lost packet is no lost server
PORT: Final = 53
LONGEST: Final = 255  # of a text that could be ours
_ANSWERED: Final = frozenset({dns.rcode.NOERROR, dns.rcode.NXDOMAIN})


class NameServers:
    """The servers that are asked, as pairs of address and port."""

    def __init__(self, servers: tuple[tuple[str, int], ...]) -> None:
        self._servers = servers

    def texts(self, name: str) -> tuple[frozenset[str], ...]:
        """Return the TXT records of a name as each server gives them. Raises NamesLost, InsideTransaction."""
        http.refuse_inside_transaction()
        if not self._servers:
            raise NamesLost
        return tuple(self._texts(name, where=where, port=port) for where, port in self._servers)

    def _texts(self, name: str, *, where: str, port: int) -> frozenset[str]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _ask(name, where=where, port=port)
            except (dns.exception.DNSException, NamesLost, OSError) as error:
                log.warning("name server lost", server=f"{where}:{port}", reason=type(error).__name__, attempt=attempt)
        raise NamesLost


def _ask(name: str, *, where: str, port: int) -> frozenset[str]:
    question = dns.message.make_query(dns.name.from_text(name), dns.rdatatype.TXT, use_edns=0, payload=1232)
    answer, _ = dns.query.udp_with_fallback(question, where, timeout=PATIENCE, port=port)
    if answer.rcode() not in _ANSWERED or not isinstance(answer, dns.message.QueryMessage):
        raise NamesLost(dns.rcode.to_text(answer.rcode()))
    found = answer.resolve_chaining().answer
    joined = (b"".join(record.strings) for record in found or ())
    return frozenset(text.decode("ascii", "replace") for text in joined if len(text) <= LONGEST)


def current() -> Names:
    """Return the servers the settings name; those of the system where they name none."""
    named = settings.DNS_SERVERS or tuple((str(one), PORT) for one in _systems())
    return NameServers(named)


def _systems() -> list[str]:
    try:
        return [str(one) for one in dns.resolver.Resolver().nameservers]
    except dns.resolver.NoResolverConfiguration:
        return []
