"""Between the proxy and the web process: TLS under a certificate that is looked at, or nothing (ASVS V12.3, ADR 34)."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, override
from urllib.parse import urlsplit

import pytest
import urllib3

from assay.launch.ports import free_port
from tests.faults.authority import Authority, Shown
from tests.faults.proxy import NAME, fronted, needs_proxy, wait
from tests.faults.veil import veiled
from tests.kernel.test_env import GOOD
from tests.kernel.test_roles import serving
from tests.launch.product import INHERITED

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/.well-known/security.txt"  # needs no collected files
COMMANDS = re.compile(r"```sh\n(openssl req .*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """An authority and a certificate, made by the commands that operators are given."""
    folder = tmp_path_factory.mktemp("inside")
    (commands,) = COMMANDS.findall((ROOT / "docs" / "operate" / "README.md").read_text(encoding="utf-8"))
    env = {"NAME": NAME, "PATH": os.environ["PATH"]}
    subprocess.run([shutil.which("sh") or "sh", "-ec", commands], env=env, cwd=folder, check=True, capture_output=True)
    return Shown(certificate=folder / "web.crt", key=folder / "web.key", both=folder / "authority.crt")


def assay(*words: str, **env: str) -> list[Any]:
    return [[sys.executable, "-m", "assay.cli", *words], {n: os.environ[n] for n in INHERITED if n in os.environ} | env]


# --- the whole of it: production, served as it is documented -------------------------------------------------------


@contextmanager
def production(folder: Path, shown: Shown) -> Iterator[tuple[int, dict[str, str]]]:
    """A web process in production on the tests' own servers, each behind a certificate; its port and variables."""
    inside = Authority(folder, "stores")
    database, store = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["VALKEY_URL"])
    with ExitStack() as ending:
        certificate = inside.signed("localhost")
        pg = ending.enter_context(veiled(certificate, port=database.port or 0, is_postgres=True))
        kv = ending.enter_context(veiled(certificate, port=store.port or 0))
        port = free_port()
        role = ending.enter_context(serving()).settings_dict  # that of the tests may become the owner
        login = f"{role['USER']}:{role['PASSWORD']}@localhost:{pg.server_address[1]}"
        tail = f"sslmode=verify-full&sslrootcert={inside.file}"
        env = GOOD | {
            "DATABASE_URL": f"postgresql://{login}/{role['NAME']}?{tail}",
            "VALKEY_URL": f"rediss://:{store.password}@localhost:{kv.server_address[1]}/0?ssl_ca_certs={inside.file}",
            "BASE_URL": f"https://{NAME}",
            "TRUSTED_PROXIES": "1",
            "AUDIT_WITNESS": (folder / "witness").as_uri(),
            "STATIC_ROOT": os.environ["STATIC_ROOT"],
            "WEB_CERTIFICATE": str(shown.certificate),
            "WEB_KEY": str(shown.key),
        }
        argv, whole = assay("serve", "--port", str(port), "--threads", "4", **env)
        log = ending.enter_context((folder / "web.log").open("w"))
        web = subprocess.Popen(argv, env=whole, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        ending.callback(web.wait, 30)
        ending.callback(web.terminate)
        yield port, whole


@needs_proxy
@pytest.mark.slow  # starts a web process, as production does
@pytest.mark.django_db(transaction=True)
def test_production_is_served_through_the_proxy_under_its_certificate(ours: Shown, tmp_path: Path) -> None:
    with production(tmp_path, ours) as (port, env), fronted(port, believes=ours.both, folder=tmp_path) as front:
        wait(lambda: front.get(PAGE).status == 200, seconds=60)

        assert b"Contact: " in front.get(PAGE).data  # comes while /readyz, asked over the same kind of line, is well
        assert 401 == front.get("/api/v1/ideas").status
        for clear in (f"http://127.0.0.1:{port}/livez", f"http://127.0.0.1:{port}{PAGE}"):
            with pytest.raises((urllib3.exceptions.HTTPError, HTTPException)):
                urllib3.request("GET", clear, retries=False, timeout=5)
        alive = assay("alive", "--port", str(port))[0]
        assert 0 == subprocess.run(alive, env=env, check=False).returncode
        other = Authority(tmp_path, "other").signed(NAME)
        env["WEB_CERTIFICATE"] = str(other.certificate)
        assert 1 == subprocess.run(alive, env=env, check=False).returncode


# --- what else could stand there -----------------------------------------------------------------------------------


class _Counting(BaseHTTPRequestHandler):
    server: "Counting"

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(200)
        self.end_headers()

    @override
    def log_message(self, *_: Any) -> None:
        """Stay silent."""


class Counting(ThreadingHTTPServer):
    """Answers everything, and counts."""

    asked = 0


@contextmanager
def standing(context: ssl.SSLContext | None) -> Iterator[Counting]:
    with Counting(("127.0.0.1", 0), _Counting) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def old_tls(shown: Shown) -> ssl.SSLContext:
    context = shown.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


@needs_proxy
@pytest.mark.parametrize("kind", ["another name", "a foreign authority", "out of date", "old TLS", "no TLS"])
def test_what_does_not_show_the_right_certificate_gets_no_request(kind: str, tmp_path: Path) -> None:
    inside, foreign = Authority(tmp_path, "inside"), Authority(tmp_path, "foreign")
    shown: dict[str, ssl.SSLContext | None] = {
        "another name": inside.signed("elsewhere.example.com").context(),
        "a foreign authority": foreign.signed(NAME).context(),
        "out of date": inside.signed(NAME, past=True).context(),
        "old TLS": old_tls(inside.signed(NAME)),
        "no TLS": None,
    }
    with standing(shown[kind]) as server, fronted(server.server_port, believes=inside.file, folder=tmp_path) as front:
        assert 503 == front.get("/").status
        assert 0 == server.asked


@needs_proxy
def test_what_shows_it_does(tmp_path: Path) -> None:
    inside = Authority(tmp_path, "inside")
    with standing(inside.signed(NAME).context()) as server:
        with fronted(server.server_port, believes=inside.file, folder=tmp_path) as front:
            assert 200 == front.get("/").status
        assert 0 < server.asked


# --- a web process that would show nothing -------------------------------------------------------------------------


@pytest.mark.slow  # starts interpreters
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "WEB_CERTIFICATE is empty: production serves nothing in clear"),
        ({"WEB_CERTIFICATE": "/etc/hostname"}, "WEB_CERTIFICATE and WEB_KEY belong together"),
        ({"WEB_CERTIFICATE": "/nowhere.crt", "WEB_KEY": "/nowhere.key"}, "there is no such file"),
        ({"WEB_KEY": "/etc/hostname", "ENVIRONMENT": "dev"}, "WEB_CERTIFICATE and WEB_KEY belong together"),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
def test_production_serves_nothing_in_clear(changes: dict[str, str], words: str, host: str, tmp_path: Path) -> None:
    argv, env = assay("serve", "--host", host, "--port", str(free_port()), **(GOOD | changes))
    code, said = ended(argv, env, tmp_path)

    assert 1 == code
    assert words in said
    assert "Traceback" not in said


def ended(argv: list[str], env: dict[str, str], folder: Path) -> tuple[int | None, str]:
    """Wait for a process to end by itself; one that serves on, and its own processes, are ended after a while."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        argv, env=env, cwd=folder, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, process.communicate()[0]
    return process.returncode, said
