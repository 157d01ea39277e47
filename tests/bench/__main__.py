"""How fast the product answers over real HTTP, beside named alternatives in the same run: `make bench`.

Two processes are served by the same server with one worker: the product, and Django's bare handler (no middleware, a
view that answers one word). Requests go one after another over one kept connection, so a time is what one reader
waits. The list is measured twice: as the product answers it, and as the plain ORM with a ninja schema would, signed in
and through the same middleware. Nothing here is a promise; the ratios are what to look at, on a quiet machine.
"""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import django
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from assay.launch.ports import LOOPBACK, free_port
from assay.launch.servers import scratch_folder, start_postgres, start_valkey

ROUNDS: Final = 200
WRITES: Final = 60  # a person may write 120 times a minute
IDEAS: Final = 20
SETTINGS: Final = {
    "ENVIRONMENT": "test",
    "SECRET_KEY": "of-the-bench-and-of-nothing-else-0123456789-0123456789",
    "MASTER_KEYS": "master-of-the-bench-and-of-nothing-else-0123456789",
    "INDEX_KEYS": "1:index-of-the-bench-and-of-nothing-else-0123456789",
    "ALLOWED_HOSTS": f"testserver,{LOOPBACK}",
    "BASE_URL": "http://testserver",
    "SMTP_URL": f"smtp://{LOOPBACK}:1",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "assay.config.settings.test",
}


class Row(NamedTuple):
    """One line of the table: milliseconds a request, and processor seconds of the server for 1,000 of them."""

    name: str
    median: float
    slow: float  # the 95th of 100
    cpu: float


class Server(NamedTuple):
    port: int
    pids: Callable[[], list[int]]


class Ask(NamedTuple):
    """A request that is repeated, and the status that has to come back each time."""

    method: str
    path: str
    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = {}


def timed(name: str, server: Server, ask: Ask, *, rounds: int = ROUNDS) -> Row:
    """Repeat a request over one connection. Raises RuntimeError on another status than asked for."""
    line = http.client.HTTPConnection(LOOPBACK, server.port, timeout=30)
    for _ in range(10):
        _once(line, ask)
    before, taken = _cpu(server.pids()), []
    for _ in range(rounds):
        began = time.perf_counter()
        _once(line, ask)
        taken.append((time.perf_counter() - began) * 1e3)
    used = (_cpu(server.pids()) - before) * 1_000 / rounds
    line.close()
    return Row(name, statistics.median(taken), statistics.quantiles(taken, n=20)[-1], used)


def _once(line: http.client.HTTPConnection, ask: Ask) -> bytes:
    line.request(ask.method, ask.path, body=ask.body, headers=dict(ask.headers))
    answer = line.getresponse()
    said = answer.read()
    if answer.status != ask.status:
        raise RuntimeError(f"{ask.method} {ask.path} answered {answer.status}: {said[:300].decode(errors='replace')}")
    return said


def _cpu(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in below for each in _family(int(child)))]


@contextmanager
def served(**variables: str) -> Iterator[Server]:
    """One worker process of the site, with four threads as `assay serve` has."""
    port, here = free_port(), str(Path(__file__).parent)
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port)]
    words += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    words.append("site_of_bench:application")
    process = subprocess.Popen(words, env=os.environ | {"PYTHONPATH": here} | variables)
    try:
        _until_up(port)
        yield Server(port, lambda: _family(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _until_up(port: int) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            line = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
            line.request("GET", "/livez")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


class Reader(NamedTuple):
    """A person of one case's own, so that no case uses up another one's limits."""

    headers: dict[str, str]
    idea: str
    client: Any


def reader() -> Reader:
    """Store somebody with twenty ideas, signed in."""
    who = import_string("tests.identity.make.person")()
    actor = import_string("tests.identity.make.actor_for")(who)
    with import_string("assay.kernel.tenancy.scope")(actor.workspace_id):
        ideas = [import_string("tests.validation.make.answered")(actor, name=f"Idea {n}") for n in range(IDEAS)]
    client = import_string("tests.identity.make.client_for")(who)
    client.get("/api/docs")  # brings the cookie whose value proves where a form comes from
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = {
        "Cookie": cookies,
        "X-CSRFToken": client.cookies[settings.CSRF_COOKIE_NAME].value,
        "Accept": "application/json",
    }
    return Reader(headers, str(ideas[0]), client)


def asked() -> Iterator[tuple[str, Ask, int]]:
    """Every case: its name, what is asked, how often."""
    one, page, plain, known, writer = (reader() for _ in range(5))
    tag = known.client.get("/api/v1/ideas")["ETag"]
    note = json.dumps({"body": "A note"}).encode()
    sending = {"Content-Type": "application/json"}
    yield "page: sign in", Ask("GET", "/accounts/login/"), ROUNDS
    yield "read one", Ask("GET", f"/api/v1/ideas/{one.idea}", headers=one.headers), ROUNDS
    yield "list of 20", Ask("GET", "/api/v1/ideas?limit=20", headers=page.headers), ROUNDS
    yield "list of 20, plain ORM", Ask("GET", "/bench/ideas", headers=plain.headers), ROUNDS
    yield "list, not changed", Ask("GET", "/api/v1/ideas", 304, headers=known.headers | {"If-None-Match": tag}), ROUNDS
    address = f"/api/v1/ideas/{writer.idea}/notes"
    yield "write", Ask("POST", address, 201, note, writer.headers | sending), WRITES


def trips() -> Iterator[str]:
    """What one signed-in request asks of the database and of the cache; architecture asks for two and one."""
    who, cache = reader(), redis.Redis.from_url(os.environ["VALKEY_URL"])
    for name, address in (("read one", f"/api/v1/ideas/{who.idea}"), ("list of 20", "/api/v1/ideas?limit=20")):
        who.client.get(address)
        before = cache.info("stats")["total_commands_processed"]
        with CaptureQueriesContext(connection) as caught:
            who.client.get(address)
        commands = cache.info("stats")["total_commands_processed"] - before - 1
        yield f"{name}: {len(caught)} statements, {commands} commands to Valkey"


def main() -> int:
    write, folder = sys.stdout.write, scratch_folder("assay-bench")
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        database = start_postgres(folder / "postgres", durable=True)
        ending.callback(database.stop)
        cache = start_valkey(folder / "valkey", durable=False)
        ending.callback(cache.stop)
        own = {"STATIC_ROOT": str(folder), "DATABASE_URL": database.owner_url, "VALKEY_URL": cache.url}
        os.environ |= SETTINGS | own
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        cases = [*asked()]
        said = [*trips()]
        connection.close()
        with served(BENCH_BARE="1") as server:
            bare = timed("Django's bare handler", server, Ask("GET", "/"))
        with served() as server:
            rows = [timed(name, server, ask, rounds=rounds) for name, ask, rounds in cases]
    write(f"{'':26}{'median ms':>11}{'95 % ms':>9}{'cpu s/1,000':>13}{'× bare':>8}\n")
    for row in (bare, *rows):
        times = row.cpu / bare.cpu if bare.cpu else float("nan")
        write(f"{row.name:26}{row.median:11.2f}{row.slow:9.2f}{row.cpu:13.2f}{times:8.1f}\n")
    found = {row.name: row for row in rows}
    ratio = found["list of 20"].cpu / found["list of 20, plain ORM"].cpu
    write(f"\nlist of 20 over the same list by plain ORM and schema: {ratio:.2f} × the processor time\n")
    write("".join(f"{line}\n" for line in said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
