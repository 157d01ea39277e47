"""Calls to other people's computers: bounded, outside of transactions, to listed places, and never to where we live."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
def elsewhere() -> Iterator["Server"]:
    """A server of somebody else's on this machine, that is: a private address."""
    with served() as server:
        yield server


@pytest.fixture
def victim() -> Iterator["Server"]:
    """Another one, which nobody is meant to call."""
    with served() as server:
        yield server


class Server(ThreadingHTTPServer):
    """Counts who comes."""

    asked = 0


@contextmanager
def served() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), _Stranger)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Stranger(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked += 1
        if self.path.startswith("/away/"):
            self.send_response(int(self.path.removeprefix("/away/")))
            self.send_header("Location", "/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (2_000_000 if self.path == "/endless" else 5))

    @override
    def log_message(self, *_: Any) -> None:
        """Stay silent."""


def place(server: Server) -> str:
    return f"127.0.0.1:{server.server_port}"


def forgotten_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no name be known from now on, and return those that are asked for."""
    asked: list[str] = []

    def forgotten(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", forgotten)
    return asked


def configured(server: Server) -> requests.Session:
    return http.configured_session(f"http://{place(server)}")


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


def test_a_user_cannot_make_us_call_a_private_address(elsewhere: Server, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = (http.PUBLIC,)
    session = http.foreign_session()

    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "127.1"):
        with pytest.raises(http.Failure):
            session.get(f"https://{host}/", timeout=1)
    for odd in (f"http://{place(elsewhere)}/", f"https://{place(elsewhere)}/", "https://user@127.0.0.1/", "ftp://x/"):
        with pytest.raises(http.Failure):
            session.get(odd, timeout=1)
    assert 0 == elsewhere.asked


@pytest.mark.parametrize("name", ["https://localhost/", "https://127.0.0.1/"])
def test_the_refusal_is_ours_and_comes_before_any_connection(name: str, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = (http.PUBLIC,)

    with pytest.raises(http.AddressRefused, match="not a public address"):
        http.foreign_session().get(name, timeout=1)


def test_a_name_is_asked_for_once_and_what_was_looked_at_is_called(
    elsewhere: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is looked at, this machine when it is called."""
    settings.OUTBOUND_ALLOWED = ("rebinds.example.com",)
    answers, real = ["93.184.216.34", "127.0.0.1"], socket.getaddrinfo

    def rebinding(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        return real(answers.pop(0) if host == "rebinds.example.com" else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)

    with pytest.raises(UserWarning, match=r"93\.184\.216\.34"):  # as far as tests get
        http.foreign_session().get("https://rebinds.example.com/", timeout=1)
    assert (["127.0.0.1"], 0) == (answers, elsewhere.asked)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.com/", "https://login.example.com.elsewhere.com/", "https://okta.com/",
        "https://elsewhereokta.com/", "https://acme.okta.com.elsewhere.com/", "https://login.example.com:8443/",
        "https://login.example.com./", "http://login.example.com/", "https://login.example.com@elsewhere.com/",
        "https://elsewhere.com\\@login.example.com/", "https://login.example.com\\@elsewhere.com/",
        "https://elsewhere.com#@login.example.com/", "https://elsewhere.com?.okta.com/", "https://elsewhere.com/.okta.com",
        "https://login.example.com%2eelsewhere.com/", "https://login.example.com%00.okta.com/", "https://1.1.1.1/",
        "https://l\u03bfgin.example.com/", "https://elsewhere.com%E3%80%82okta.com/", "https://[::ffff:1.1.1.1]/",
    ],
)  # fmt: skip
def test_what_users_name_is_called_on_listed_hosts_alone(
    address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused as it stands, before its name is looked up: whoever runs that zone learns nothing."""
    settings.OUTBOUND_ALLOWED = ("login.example.com", "*.okta.com")
    looked_up = forgotten_names(monkeypatch)

    with pytest.raises(http.Failure):
        http.foreign_session().get(address, timeout=1)
    assert [] == [host for host in looked_up if host not in {"login.example.com", "acme.okta.com"}]


@pytest.mark.parametrize(
    "address", ["https://LOGIN.example.com/", "https://login.example.com:443/x", "https://acme.okta.com/"]
)
def test_a_listed_host_is_asked_for_however_it_is_written(
    address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOUND_ALLOWED = ("login.example.com", "*.okta.com")
    forgotten_names(monkeypatch)

    with pytest.raises(http.AddressRefused, match="is not known"):  # which is asked after the list
        http.foreign_session().get(address, timeout=1)


def test_where_nothing_is_listed_nothing_that_users_name_is_called() -> None:
    with pytest.raises(http.AddressRefused, match="not on the list"):
        http.foreign_session().get("https://example.com/", timeout=1)


def test_what_the_operator_opened_is_called_in_clear_everywhere_but_in_production(
    elsewhere: Server, settings: Any
) -> None:
    settings.OUTBOUND_PRIVATE = frozenset({place(elsewhere)})
    assert 200 == http.foreign_session().get(f"http://{place(elsewhere)}/").status_code

    settings.IS_PRODUCTION = True
    with pytest.raises(http.AddressRefused, match="without TLS"):
        http.foreign_session().get(f"http://{place(elsewhere)}/")


def test_a_service_that_was_configured_is_called_and_no_other_place(elsewhere: Server, victim: Server) -> None:
    configured, port = f"http://{place(elsewhere)}/service/", victim.server_port
    session = http.configured_session(configured)

    assert 200 == session.get(configured).status_code
    assert 200 == session.get(f"HTTP://{place(elsewhere)}/other").status_code
    for odd in (
        f"http://{place(victim)}/", f"http://localhost:{port}/", f"http://{place(elsewhere)}@{place(victim)}/",
        f"http://{place(elsewhere)}\\@{place(victim)}/", f"http://{place(victim)}\\@{place(elsewhere)}/",
        f"http://{place(victim)}#@{place(elsewhere)}/", f"http://127.0.0.1.:{port}/", f"http://127.1:{port}/",
        f"http://2130706433:{port}/", f"http://[::ffff:127.0.0.1]:{port}/", f"http://127\u30020\u30020\u30021:{port}/",
        f"http://\u2460\u2461\u2466.0.0.1:{port}/", f"https://{place(elsewhere)}/", "http://127.0.0.1/",
        f"http://{place(elsewhere)}%40{place(victim)}/", f"http://{place(elsewhere)},{place(victim)}/",
    ):  # fmt: skip
        with suppress(http.Failure):
            session.get(odd, timeout=1)
    assert 0 == victim.asked


def test_a_refusal_is_written_down_by_the_place_it_names(elsewhere: Server, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(http.AddressRefused, match=r"127\.0\.0\.1 is not what was configured for this"):
        http.configured_session("https://api.example.com").get(f"http://{place(elsewhere)}/?secret=1")
    assert 0 == elsewhere.asked
    assert "outward call refused" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed_whoever_asks_for_it(status: int, elsewhere: Server, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE = frozenset({place(elsewhere)})
    address = f"http://{place(elsewhere)}/away/{status}"

    for session in (http.configured_session(address), http.foreign_session()):
        answer = session.get(address, allow_redirects=True)
        assert (status, []) == (answer.status_code, answer.history)
    assert 2 == elsewhere.asked


def test_an_answer_that_does_not_end_is_cut_off(elsewhere: Server) -> None:
    with pytest.raises(http.AnswerTooLong):
        configured(elsewhere).get(f"http://{place(elsewhere)}/endless")


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with _silent() as port, pytest.raises(requests.Timeout):
        http.configured_session(f"http://127.0.0.1:{port}").get(f"http://127.0.0.1:{port}/", timeout=0.2)


@contextmanager
def _silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_nobody_is_called_while_a_transaction_is_open(elsewhere: Server) -> None:
    with transaction.atomic(), pytest.raises(http.InsideTransaction):
        configured(elsewhere).get(f"http://{place(elsewhere)}/")
    assert 200 == configured(elsewhere).get(f"http://{place(elsewhere)}/").status_code


def test_the_environment_adds_no_proxy(elsewhere: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert 200 == configured(elsewhere).get(f"http://{place(elsewhere)}/").status_code
