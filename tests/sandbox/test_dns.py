"""The stand-in for the DNS speaks as a real server does."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from assay.launch.ports import LOOPBACK, free_port
from assay.sandbox.dns.server import serving
from assay.sandbox.dns.zone import Zone


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[Zone, int, str]]:
    zone, port, page = Zone(tmp_path), free_port(), free_port()
    with serving(zone, port=port, page_port=page):
        yield zone, port, f"{LOOPBACK}:{page}"


def ask(port: int, name: str, kind: str = "TXT") -> dns.message.Message:
    return dns.query.udp(dns.message.make_query(name, kind), LOOPBACK, port=port, timeout=3)


def texts(answer: dns.message.Message) -> list[bytes]:
    return [b"".join(record.strings) for rrset in answer.answer for record in rrset]


def call(page: str, method: str, path: str, document: object = None) -> tuple[int, str]:
    line = HTTPConnection(page, timeout=3)
    try:
        line.request(method, path, json.dumps(document))
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def put(page: str, document: object) -> int:
    return call(page, "PUT", "/api/records", document)[0]


def test_a_record_that_is_set_over_http_is_answered_and_kept(there: tuple[Zone, int, str], tmp_path: Path) -> None:
    _, port, page = there
    assert dns.rcode.NXDOMAIN == ask(port, "_assay.example.com").rcode()
    assert 201 == put(page, {"name": "_Assay.example.com", "values": ['quoted "text"', "x" * 300]})
    assert {b'quoted "text"', b"x" * 300} == set(texts(ask(port, "_assay.EXAMPLE.com")))
    assert dns.rcode.NOERROR == ask(port, "_assay.example.com", "A").rcode()
    assert "stands in for the DNS" in call(page, "GET", "/")[1]
    assert ['quoted "text"', "x" * 300] == Zone(tmp_path).records()["_assay.example.com"]
    assert 201 == put(page, {"name": "_assay.example.com", "values": []})
    assert dns.rcode.NXDOMAIN == ask(port, "_assay.example.com").rcode()


def test_what_does_not_fit_a_packet_is_cut_and_whole_over_tcp(there: tuple[Zone, int, str]) -> None:
    zone, port, _ = there
    zone.set_texts("big.example", [f"{at}" * 200 for at in range(9)])
    cut = ask(port, "big.example")
    assert (True, []) == (bool(cut.flags & dns.flags.TC), texts(cut))
    whole = dns.query.tcp(dns.message.make_query("big.example", "TXT"), LOOPBACK, port=port, timeout=3)
    assert 9 == len(texts(whole))


@pytest.mark.parametrize("document", [{}, {"name": "x" * 300, "values": []}, {"name": "a.example", "values": 7}, []])
def test_what_is_no_record_is_refused(there: tuple[Zone, int, str], document: object) -> None:
    assert 400 == put(there[2], document)
