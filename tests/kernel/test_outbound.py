"""Calls to other people's computers: bounded, outside of transactions, and never to where we live."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override

import pytest
import requests
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel import http

pytestmark = pytest.mark.django_db

PRIVATE = [
    "127.0.0.1", "127.8.8.8", str(ipaddress.IPv4Address(0)),
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip


@pytest.fixture
def elsewhere() -> Iterator[ThreadingHTTPServer]:
    """A server of somebody else's on this machine, that is: a private address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stranger)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class _Stranger(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "https://127.0.0.1/latest/meta-data")
            self.end_headers()
            return
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (2_000_000 if self.path == "/endless" else 5))

    @override
    def log_message(self, *_: Any) -> None:
        """Stay silent."""


def place(server: ThreadingHTTPServer) -> str:
    return f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_open_internet_is_not_public(address: str) -> None:
    assert not http.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert http.is_public(address)


@given(st.integers(0, 2**24 - 1))
def test_no_spelling_of_a_loopback_address_is_public(rest: int) -> None:
    address = f"127.{rest >> 16}.{(rest >> 8) & 255}.{rest & 255}"

    assert not http.is_public(address)
    assert not http.is_public(f"::ffff:{address}")


def test_a_user_cannot_make_us_call_a_private_address(elsewhere: ThreadingHTTPServer) -> None:
    session = http.foreign_session()

    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "127.1"):
        with pytest.raises(http.Failure):
            session.get(f"https://{host}/", timeout=1)
    for odd in (f"http://{place(elsewhere)}/", f"https://{place(elsewhere)}/", "https://user@127.0.0.1/", "ftp://x/"):
        with pytest.raises(http.Failure):
            session.get(odd, timeout=1)


@pytest.mark.parametrize("name", ["https://localhost/", "https://127.0.0.1/"])
def test_the_refusal_is_ours_and_comes_before_any_connection(name: str) -> None:
    with pytest.raises(http.AddressRefused, match="not a public address"):
        http.foreign_session().get(name, timeout=1)


def test_a_redirect_goes_through_the_same_gate(elsewhere: ThreadingHTTPServer, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE = frozenset({place(elsewhere)})

    assert b"xxxxx" == http.foreign_session().get(f"http://{place(elsewhere)}/").content
    with pytest.raises(http.AddressRefused):
        http.foreign_session().get(f"http://{place(elsewhere)}/away")
    with pytest.raises(requests.TooManyRedirects):
        http.foreign_session().get(f"http://{place(elsewhere)}/loop")


def test_an_answer_that_does_not_end_is_cut_off(elsewhere: ThreadingHTTPServer) -> None:
    with pytest.raises(http.AnswerTooLong):
        http.configured_session().get(f"http://{place(elsewhere)}/endless")


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with _silent() as port, pytest.raises(requests.Timeout):
        http.configured_session().get(f"http://127.0.0.1:{port}/", timeout=0.2)


@contextmanager
def _silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_nobody_is_called_while_a_transaction_is_open(elsewhere: ThreadingHTTPServer) -> None:
    with transaction.atomic(), pytest.raises(http.InsideTransaction):
        http.configured_session().get(f"http://{place(elsewhere)}/")
    assert 200 == http.configured_session().get(f"http://{place(elsewhere)}/").status_code


def test_the_environment_adds_no_proxy(elsewhere: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert 200 == http.configured_session().get(f"http://{place(elsewhere)}/").status_code
