"""`assay alive`: what restarts a web process that does not answer, and lets a worker be."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import override

import pytest
from click.testing import CliRunner

from assay.launch import alive
from assay.launch.ports import free_port


class _Web(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_well = self.path == "/livez" and self.headers["Host"] == "assay.example.com"
        self.send_response(200 if is_well else 400)
        self.end_headers()

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Web) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_it_asks_under_the_name_that_people_use(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://assay.example.com")
    assert 0 == CliRunner().invoke(alive.alive, ["--port", str(port)]).exit_code
    monkeypatch.setenv("BASE_URL", "https://other.example.com")
    assert 1 == CliRunner().invoke(alive.alive, ["--port", str(port)]).exit_code


def test_nobody_who_answers_is_not_alive() -> None:
    assert 1 == CliRunner().invoke(alive.alive, ["--port", str(free_port())]).exit_code


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("/usr/bin/tini -- /app/bin/assay worker", True),
        ("/usr/bin/tini -- /app/bin/assay serve --port 8000", False),
        ("/sbin/init", False),
    ],
)
def test_only_a_container_of_another_part_has_nothing_to_ask(words: str, *, is_so: bool, tmp_path: Path) -> None:
    first = tmp_path / "cmdline"
    first.write_bytes(words.replace(" ", "\0").encode() + b"\0")

    assert is_so == alive.serves_nobody(first)
    assert not alive.serves_nobody(tmp_path / "missing")
