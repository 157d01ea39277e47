"""Each part by itself, as a container runs it: servers elsewhere, one command a process, SIGTERM ends it in order."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from assay.launch.ports import LOOPBACK, free_port
from assay.launch.servers import scratch_folder, start_postgres, start_valkey
from tests.comms.smtp import Server
from tests.launch.make import until
from tests.launch.product import INHERITED

pytestmark = pytest.mark.slow  # servers of its own, every migration, and the demo data
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RESET = "/accounts/password/reset/"


@dataclass(frozen=True)
class Host:
    """A machine that runs one command a process, with nothing but variables to tell it where the rest is."""

    folder: Path
    env: dict[str, str]
    port: int
    mail: Server

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assay.cli", *words]
        return subprocess.run(
            command, env=self.env | more, cwd=self.folder, capture_output=True, text=True, check=False
        )

    def begin(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "assay.cli", *words]
        said = (self.folder / f"{words[0]}.log").open("w")
        with said:
            return subprocess.Popen(
                command, env=self.env, cwd=self.folder, stdout=said, stderr=subprocess.STDOUT, text=True
            )

    def said_by(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}/readyz", timeout=2) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except OSError:
            return False


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    folder, mail, port = scratch_folder("assay-alone"), Server(), free_port()
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, folder)
        database = start_postgres(folder / "postgres", durable=False)
        ending.callback(database.stop)
        cache = start_valkey(folder / "valkey", durable=False)
        ending.callback(cache.stop)
        smtp = Controller(mail, hostname=LOOPBACK, port=free_port())
        smtp.start()
        ending.callback(smtp.stop)
        env = {name: os.environ[name] for name in INHERITED if name in os.environ} | {
            "ENVIRONMENT": "dev",
            "SECRET_KEY": "of-this-test-and-of-nothing-else-0123456789-0123456789",
            "MASTER_KEYS": "master-of-this-test-and-of-nothing-else-0123456789",
            "INDEX_KEYS": "1:index-of-this-test-and-of-nothing-else-0123456789",
            "BASE_URL": f"http://{LOOPBACK}:{port}",
            "ALLOWED_HOSTS": LOOPBACK,
            "SMTP_URL": f"smtp://{LOOPBACK}:{smtp.port}",
            "STATIC_ROOT": str(folder),
            "ASSAY_VAR": str(folder / "var"),
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,  # no part but `assay migrate` looks at it
            "VALKEY_URL": cache.url,
        }
        yield Host(folder, env, port, mail)


def test_each_command_does_its_part_alone(host: Host) -> None:
    early = host.run("seed")
    made = [host.run("migrate"), host.run("seed", ASSAY_DEMO_PASSWORD="a long enough phrase")]

    assert early.returncode != 0
    assert [0, 0] == [done.returncode for done in made], [done.stderr for done in made]
    assert "demo@example.com" in made[1].stdout

    web = host.begin("serve", "--port", str(host.port))
    worker = host.begin("worker")
    try:
        until(host.ready, seconds=60)
        ask_for_a_reset(host)
        until(lambda: bool(host.mail.taken), seconds=60)
        assert "demo@example.com" in str(host.mail.taken[0]["To"])
    finally:
        for process in (web, worker):
            process.send_signal(signal.SIGTERM)
    assert (0, 0) == (web.wait(30), worker.wait(30)), host.said_by("serve") + host.said_by("worker")
    assert not host.ready()


def ask_for_a_reset(host: Host) -> None:
    """What a person does in a browser; the mail is a job, written down by the web process for the worker."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(f"http://{LOOPBACK}:{host.port}{RESET}") as page:
        (token,) = set(TOKEN.findall(page.read().decode()))
    form = urllib.parse.urlencode({"email": "demo@example.com", "csrfmiddlewaretoken": token}).encode()
    with browser.open(f"http://{LOOPBACK}:{host.port}{RESET}", data=form) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "seed"])
def test_a_part_without_its_database_says_which_variable_is_missing(host: Host, command: str) -> None:
    env = {name: value for name, value in host.env.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "assay.cli", command], env=env, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
