"""The shipped proxy, run as it is shipped: TLS 1.3 and nothing older, and what a caller says of itself is replaced."""

import datetime as dt
import ipaddress
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, override

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assay.launch.ports import free_port

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "proxy" / "haproxy.cfg"
PROXY = shutil.which("haproxy", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
NAME = "assay.example.com"
pytestmark = pytest.mark.skipif(PROXY is None, reason="no haproxy here: apt-get install haproxy (CI has it)")


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


@dataclass(frozen=True, slots=True)
class Front:
    """The addresses of a running proxy and the certificate that its callers trust."""

    plain: int
    secure: int
    authority: Path

    def context(self, *, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        """What a browser of one TLS version brings along."""
        context = ssl.create_default_context(cafile=str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = version
        return context

    def get(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """Ask over TLS, under the name on the certificate."""
        said = {"Host": NAME} | {name.replace("_", "-"): value for name, value in headers.items()}
        with urllib3.HTTPSConnectionPool(
            "127.0.0.1", self.secure, ssl_context=self.context(), server_hostname=NAME, retries=False, timeout=5
        ) as pool:
            return pool.request("GET", path, headers=said)

    @contextmanager
    def line(self, *, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[ssl.SSLSocket]:
        """A bare connection over TLS."""
        with (
            socket.create_connection(("127.0.0.1", self.secure), timeout=5) as bare,
            self.context(version=version).wrap_socket(bare, server_hostname=NAME) as line,
        ):
            yield line


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for NAME that signs itself: (certificate and key in one file, the certificate alone)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(public + private)
    (folder / "authority.pem").write_bytes(public)
    return folder / "both.pem", folder / "authority.pem"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The shipped configuration in front of a server that echoes what it was told."""
    assert PROXY
    both, authority = certificate(tmp_path_factory.mktemp("proxy"))
    echo = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=echo.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    plain = free_port()
    secure = free_port(plain + 1)
    env = {"PLAIN": f"127.0.0.1:{plain}", "SECURE": f"127.0.0.1:{secure}", "CERTIFICATES": str(both),
           "WEB": f"127.0.0.1:{echo.server_port}"}  # fmt: skip
    subprocess.run([PROXY, "-c", "-f", str(SHIPPED)], env=env, check=True, capture_output=True)
    proxy = subprocess.Popen([PROXY, "-db", "-f", str(SHIPPED)], env=env, stdout=subprocess.DEVNULL)
    found = Front(plain=plain, secure=secure, authority=authority)
    try:
        _wait(found)
        yield found
    finally:
        proxy.terminate()
        proxy.wait(timeout=10)
        echo.shutdown()
        echo.server_close()


def _wait(front: Front) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if front.get("/").status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the proxy did not come up")


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
