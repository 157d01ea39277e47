"""A keeper of secrets that sends us elsewhere is away; our credential goes nowhere else (ASVS V15.3.2)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import override

import pytest

from assay.kernel.vault.aws import Aws
from assay.kernel.vault.faults import VaultAway
from assay.kernel.vault.openbao import OpenBao, Place, Proof


class Sender(ThreadingHTTPServer):
    """Sends everybody to ``target`` with a 307, which keeps method and body; without one it answers, and counts."""

    target, asked = "", 0


class _Sending(BaseHTTPRequestHandler):
    server: Sender

    def do_GET(self) -> None:
        self.server.asked += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(307 if self.server.target else 200)
        if self.server.target:
            self.send_header("Location", self.server.target + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    @override
    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def sending(target: str = "") -> Iterator[Sender]:
    with Sender(("127.0.0.1", 0), _Sending) as server:
        server.target = target
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def led_astray() -> Iterator[tuple[str, Sender]]:
    """The address of one that sends on, and the one it sends to."""
    with sending() as other, sending(f"http://127.0.0.1:{other.server_port}") as first:
        yield f"http://127.0.0.1:{first.server_port}", other


def test_openbao_sends_nobody_elsewhere(led_astray: tuple[str, Sender], tmp_path: Path) -> None:
    address, other = led_astray
    (tmp_path / "token").write_text("of-this-test")
    bao = OpenBao(
        Place(
            address=address, authority="", namespace="", mount="secret", prefix="assay", proof=Proof.TOKEN, role="",
            credential=str(tmp_path / "token"),
        )
    )  # fmt: skip

    with pytest.raises(VaultAway, match="TooManyRedirects"):
        bao.fetch(["secret-key"])
    assert 0 == other.asked


@pytest.mark.slow  # botocore reads its description of the service
def test_aws_sends_nobody_elsewhere(led_astray: tuple[str, Sender], monkeypatch: pytest.MonkeyPatch) -> None:
    address, other = led_astray
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented-too")

    with pytest.raises(VaultAway):
        Aws(region="eu-central-1", prefix="assay").fetch(["secret-key"])
    assert 0 == other.asked
