"""PostgreSQL from the wheel: one cluster per folder, loopback only, passwords only.

One role owns the database and its tables, another one reads and writes their rows. Neither is superuser or exempt from
row-level security, so the fences beneath the application stand in development as they do in production.
"""

import signal
from dataclasses import dataclass
from pathlib import Path

from assay.launch import binaries, leftovers, ports
from assay.launch.account import can_reach, serving_account
from assay.launch.cluster import Maker, Passwords, environment
from assay.launch.program import Program, Running, start
from assay.launch.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster. `url` is who serves, `owner_url` who migrates, `admin_url` who may make databases."""

    url: str
    owner_url: str
    admin_url: str
    port: int
    running: Running

    @property
    def pid(self) -> int:
        return self.running.pid

    def stop(self) -> None:
        self.running.stop()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that is made and can be started."""

    program: Program
    port: int
    passwords: Passwords

    @property
    def url(self) -> str:
        return f"postgresql://assay_service:{self.passwords.service}@{ports.LOOPBACK}:{self.port}/assay"

    @property
    def owner_url(self) -> str:
        return f"postgresql://assay:{self.passwords.owner}@{ports.LOOPBACK}:{self.port}/assay"

    @property
    def admin_url(self) -> str:
        return f"postgresql://postgres:{self.passwords.admin}@{ports.LOOPBACK}:{self.port}/postgres"


def start_postgres(folder: Path, *, port: int | None = None, durable: bool, log: Path | None = None) -> Postgres:
    """Make the cluster if there is none, start it and wait until it answers.

    `folder` is ours alone and must be reachable for `nobody` when root starts (not below a folder of mode 700).
    `durable=False` is for tests: nothing is synced to disk, and the owner may create databases.
    """
    cluster = prepare_postgres(folder, port=port or ports.free_port(), durable=durable, log=log)
    return Postgres(cluster.url, cluster.owner_url, cluster.admin_url, cluster.port, start(cluster.program))


def prepare_postgres(folder: Path, *, port: int, durable: bool, log: Path | None = None) -> Cluster:
    """Everything before the start; a cluster that an earlier start left half-made is made again."""
    account = serving_account()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if account else 0o700)
    if not can_reach(folder, account):
        raise Trouble(
            f"{folder} lies below a folder that only root may enter, and the database must not run as root. "
            "Use a folder that others may enter."
        )
    programs = binaries.find(binaries.POSTGRES, probe="postgres", account=account, copies=folder / "programs")
    maker = Maker(folder, programs, account, durable=durable)
    passwords = maker.make()
    program = _program(maker, port=port, log=log or folder / "postgres.log")
    return Cluster(program, port, passwords)


def _program(maker: Maker, *, port: int, log: Path) -> Program:
    settings = {
        "listen_addresses": ports.LOOPBACK,
        "port": str(port),
        "unix_socket_directories": "",  # a long path to the checkout would not fit into a socket's name
        "timezone": "UTC",
        "log_timezone": "UTC",
        **({} if maker.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
    }
    options = tuple(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
    return Program(
        name="PostgreSQL",
        argv=(str(maker.programs / "postgres"), "-D", str(maker.place), *options),
        folder=maker.place,
        log=log,
        is_ready=lambda: _is_ready(maker.place / "postmaster.pid", port),
        env=environment(maker.programs),
        stop_signal=signal.SIGINT,  # "fast": sessions end, everything is written down
        account=maker.account,
        tidy=lambda: leftovers.end_server(maker.place / "postmaster.pid"),
    )


def _is_ready(pid_file: Path, port: int) -> bool:
    """PostgreSQL writes its state into the eighth line of its lock file; older lines may be a former start's."""
    try:
        lines = pid_file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[3] == str(port) and lines[7].strip() == "ready"
