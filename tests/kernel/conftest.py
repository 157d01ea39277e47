"""A real web process on the test's database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Site:
    """A running web process."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        started = time.monotonic()
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            # A body that is refused need not be read to its end: the answer is there although the line broke.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.request(method, path, body=body, headers=headers or {}, encode_chunked=False)
            return _answer(line.getresponse(), started)
        finally:
            line.close()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        kill_group(self.process)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)


def _answer(response: HTTPResponse, started: float) -> Answer:
    body = response.read()
    return Answer(response.status, dict(response.getheaders()), body, time.monotonic() - started)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def database_address() -> str:
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"


@pytest.fixture(scope="module")  # a process that outlives its file would be counted by tests of who follows secrets
def serve(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Start web processes; all of them are gone before the database is."""
    del django_db_setup
    started: list[subprocess.Popen[bytes]] = []
    folder = tmp_path_factory.mktemp("sites")

    def begin(*, threads: int = 16, address: str = "", port: int = 0, **variables: str) -> Site:
        port, log = port or free_port(), folder / f"site-{len(started)}.log"
        argv = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        argv += ["--blocking-threads", str(threads), "--no-ws", "served_site:application"]
        variables = {"DATABASE_URL": address or database_address(), "PYTHONPATH": str(HERE)} | variables
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, *argv],
                env=os.environ | variables,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        site = Site(port, process, log)
        _await_up(site)
        return site

    yield begin
    for process in started:
        kill_group(process)


@pytest.fixture(scope="module")
def site(serve: Callable[..., Site]) -> Site:
    """One web process for all tests of a file that neither configure nor kill it: starting one takes seconds."""
    return serve()


@pytest.fixture(scope="module")
def tight_site(serve: Callable[..., Site]) -> Site:
    """One web process with two connections and little patience."""
    return serve(DB_POOL_SIZE="2", DB_POOL_TIMEOUT_MS="500", DB_STATEMENT_TIMEOUT_MS="2500")


def _await_up(site: Site) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            if site.get("/livez").status == 200:
                return
        except OSError:
            pass
        assert site.process.poll() is None, site.log.read_text()
        assert time.monotonic() < deadline, site.log.read_text()
        time.sleep(0.05)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and its workers, all at once and without a word."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
    process.wait()
