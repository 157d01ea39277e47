"""The shipped proxy, run as it is shipped: TLS 1.3 and nothing older, and what a caller says of itself is replaced."""

import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override

import pytest
import urllib3

from tests.faults.authority import Authority
from tests.faults.proxy import NAME, Front, fronted, needs_proxy

pytestmark = needs_proxy


class _Echo(BaseHTTPRequestHandler):
    """Stands where the web process stands, and says what it was told."""

    def do_GET(self) -> None:
        body = json.dumps([[name, value] for name, value in self.headers.items()]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The shipped configuration in front of a server that echoes what it was told."""
    folder = tmp_path_factory.mktemp("proxy")
    inside = Authority(folder, "inside")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as echo:
        echo.socket = inside.signed(NAME).context().wrap_socket(echo.socket, server_side=True)
        threading.Thread(target=echo.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        with fronted(echo.server_port, believes=inside.file, folder=folder) as found:
            yield found
        echo.shutdown()


def test_tls_13_is_spoken_and_nothing_older(front: Front) -> None:
    with front.line() as line:
        assert "TLSv1.3" == line.version()
    with pytest.raises(ssl.SSLError), front.line(version=ssl.TLSVersion.TLSv1_2):
        pass


def test_pages_asked_in_clear_are_sent_to_tls(front: Front) -> None:
    for method, path in (("GET", "/app/?a=b"), ("POST", "/accounts/login/")):
        answer = urllib3.request(
            method, f"http://127.0.0.1:{front.plain}{path}", headers={"Host": NAME}, redirect=False, retries=False
        )
        assert (308, f"https://{NAME}{path}") == (answer.status, answer.headers["Location"])


@pytest.mark.parametrize(
    ("path", "more"),
    [("/api/v1/ideas", {}), ("/scim/v2/Users", {}), ("/app/", {"Authorization": "Bearer x"})],
)
def test_a_program_that_speaks_in_clear_is_refused_and_told(front: Front, path: str, more: dict[str, str]) -> None:
    """ASVS V4.1.2: sent on silently, its key would go over the line in clear each time."""
    answer = urllib3.request(
        "POST", f"http://127.0.0.1:{front.plain}{path}", headers={"Host": NAME, **more}, redirect=False, retries=False
    )
    assert (403, "application/problem+json") == (answer.status, answer.headers["Content-Type"])
    assert "Location" not in answer.headers
    assert "change the key" in answer.json()["detail"]


def test_what_a_caller_says_about_itself_is_replaced(front: Front) -> None:
    answer = front.get(
        "/", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example", Forwarded="for=x"
    )
    told: list[tuple[str, str]] = [(name.lower(), value) for name, value in answer.json()]

    assert [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-proto", "https")] == sorted(
        (name, value) for name, value in told if "forwarded" in name
    )


def test_browsers_are_told_to_stay_with_tls_and_nothing_about_the_server(front: Front) -> None:
    answer = front.get("/")

    assert "max-age=63072000; includeSubDomains; preload" == answer.headers["Strict-Transport-Security"]
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", ["/readyz", "/livez", "/metrics", "/METRICS"])
def test_inside_questions_are_not_answered_outside(front: Front, path: str) -> None:
    assert 404 == front.get(path).status


def test_two_lengths_for_one_body_are_refused(front: Front) -> None:
    lengths = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\nContent-Length: 9"
    with front.line() as line:
        line.sendall(f"POST / HTTP/1.1\r\nHost: {NAME}\r\n{lengths}\r\n\r\n".encode())
        assert b" 400 " in line.recv(4096).split(b"\r\n", 1)[0]
