"""The image runs: as it is started and stopped elsewhere, read-only, as nobody, without a single privilege.

PostgreSQL and Valkey are real ones outside of it. Everything is asked over HTTP and of the kernel's own lists.
"""

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from assay.kernel import http
from assay.launch.ports import free_port
from assay.launch.servers import scratch_folder, start_postgres, start_valkey
from tools.image.contents import USER
from tools.image.engine import IMAGE, Incomplete, podman

PATIENCE: Final = 90.0
GRACE: Final = 25  # seconds until a container that was asked to stop is ended
_READY: Final = str(Path("/", "tmp", "ready"))  # inside the container, which has a /tmp of its own
_PAGES: Final = {"/livez": '"ok"', "/readyz": '"ok"', "/accounts/login/": "<form", "/": "Assay"}
# As it should be run everywhere (docs/operate/container.md).
LOCKED: Final = ("--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--tmpfs=/tmp:rw,nosuid,nodev")


def faults() -> Iterator[str]:
    """One line for everything that is otherwise than it should be while the image runs. Raises Incomplete."""
    with _servers() as (owner, env), ExitStack() as stack:
        podman("run", "--rm", *_options(env | {"DATABASE_OWNER_URL": owner}), IMAGE, "migrate")
        port = str(free_port())
        said = env | {"WEB_PORT": port}
        web = stack.enter_context(_container(said, "serve", "--host", "127.0.0.1", "--port", port))
        worker = stack.enter_context(_container(env | {"ASSAY_READY_FILE": _READY}, "worker"))
        yield from _pages(f"http://127.0.0.1:{port}")
        _wait("the worker does not begin", lambda: Path(f"/proc/{_pid(worker)}/root{_READY}").exists())
        for name in (web, worker):
            yield from inside(Path("/proc") / str(_pid(name)))
            podman("exec", name, "/app/bin/assay", "alive")
        yield from _listening(_pid(web), port=int(port))
        for name in (web, worker):
            yield from _stopped(name)


@contextmanager
def _servers() -> Iterator[tuple[str, dict[str, str]]]:
    """Start both; yield the address of who owns the tables, and the environment of who serves."""
    folder = scratch_folder("assay-image")
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database = start_postgres(folder / "postgres", durable=False)
        stack.callback(database.stop)
        cache = start_valkey(folder / "valkey", durable=False)
        stack.callback(cache.stop)
        yield (
            database.owner_url,
            {
                "ENVIRONMENT": "dev",  # production insists on TLS to both of them
                "SECRET_KEY": secrets.token_hex(48),
                "MASTER_KEYS": secrets.token_hex(48),
                "INDEX_KEYS": f"1:{secrets.token_hex(48)}",
                "AUDIT_WITNESS": "file:///tmp/witness",
                "BASE_URL": "http://127.0.0.1",
                "ALLOWED_HOSTS": "127.0.0.1",
                "SMTP_URL": "smtp://127.0.0.1:1",
                "DATABASE_URL": database.url,
                "VALKEY_URL": cache.url,
            },
        )


def _options(env: Mapping[str, str]) -> tuple[str, ...]:
    given = (word for name, value in env.items() for word in ("--env", f"{name}={value}"))
    return ("--network=host", *LOCKED, *given)


@contextmanager
def _container(env: Mapping[str, str], *words: str) -> Iterator[str]:
    name = podman("run", "--detach", *_options(env), IMAGE, *words).strip()
    try:
        yield name
    except Incomplete as incomplete:
        raise Incomplete(f"{incomplete}; {words[0]} said: {podman('logs', name)[-2_000:]}") from incomplete
    finally:
        podman("rm", "--force", "--time", "0", name)


def _state(name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(podman("container", "inspect", name))
    state: dict[str, Any] = found[0]["State"]
    return state


def _pid(name: str) -> int:
    return int(_state(name)["Pid"])


def _wait(else_said: str, is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise Incomplete(else_said)
        time.sleep(0.2)


def _pages(address: str) -> Iterator[str]:
    _wait("the web process does not get ready", lambda: _answer(f"{address}/readyz")[0] == 200)
    for path, wanted in _PAGES.items():
        status, text = _answer(f"{address}{path}")
        if status != 200 or wanted not in text:
            yield f"{path} answers {status} without {wanted}"


def _answer(url: str) -> tuple[int, str]:
    try:
        answer = http.configured_session(url).get(url)
    except http.Failure:
        return 0, ""
    return answer.status_code, answer.text


def inside(process: Path) -> Iterator[str]:
    """What the kernel says of a container's first process and of all it started: who they are, what they may."""
    space = (process / "ns" / "pid").readlink()
    for each in sorted(process.parent.glob("[0-9]*")):
        try:
            if (each / "ns" / "pid").readlink() != space:
                continue
            said = dict(line.split(":\t", 1) for line in (each / "status").read_text().splitlines() if ":\t" in line)
        except OSError:
            continue  # it has ended meanwhile, or was never ours to look at
        name, user = said["Name"], USER.partition(":")[0]
        if set(said["Uid"].split()) != {user}:
            yield f"{name} runs as {said['Uid'].split()[1]}"
        if int(said["CapEff"], 16) or int(said["CapBnd"], 16):
            yield f"{name} has privileges: {said['CapEff']}, {said['CapBnd']}"
        if said["NoNewPrivs"] != "1":
            yield f"{name} can get privileges"
    mounts = [line.split() for line in (process / "mountinfo").read_text().splitlines()]
    options = next(row[5] for row in mounts if row[4] == "/").split(",")
    if "ro" not in options:
        yield "the root file system can be written"


def _listening(first: int, *, port: int) -> Iterator[str]:
    """The ports that the container's processes listen on, by the sockets they hold."""
    held = set()
    for process in _family(first):
        held |= {link.name for file in (Path("/proc") / str(process) / "fd").iterdir() if (link := file.readlink())}
    found = set()
    for table in ("tcp", "tcp6"):
        rows = [line.split() for line in Path(f"/proc/{first}/net/{table}").read_text().splitlines()[1:]]
        found |= {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in held}
    if found != {port}:
        yield f"it listens on {sorted(found)} and not on {port} alone"


def _family(first: int) -> Iterator[int]:
    yield first
    for child in Path(f"/proc/{first}/task/{first}/children").read_text().split():
        yield from _family(int(child))


def _stopped(name: str) -> Iterator[str]:
    began = time.monotonic()
    podman("stop", "--time", str(GRACE), name)
    took, code = time.monotonic() - began, _state(name)["ExitCode"]
    if code not in {0, 143} or took > GRACE:
        yield f"asked to stop it ended with {code} after {took:.0f} s"
