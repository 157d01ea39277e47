"""PostgreSQL from the wheel: one cluster per folder, loopback only, passwords only.

The application's role owns its database but is neither superuser nor exempt from row-level security,
so the second fence around a workspace's rows stands in development as it does in production.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assay.launch import binaries, leftovers, ports
from assay.launch.account import Account, Identity, can_reach, own_folder, serving_account
from assay.launch.program import Program, Running, start
from assay.launch.trouble import Trouble, free_megabytes, no_space, says_full

MAJOR: Final = "18"
_NEEDED_MEGABYTES: Final = 150


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster. `url` is the application's role; `admin_url` is for making databases in tests."""

    url: str
    admin_url: str
    port: int
    running: Running

    @property
    def pid(self) -> int:
        return self.running.pid

    def stop(self) -> None:
        self.running.stop()


@dataclass(frozen=True, slots=True)
class Passwords:
    admin: str
    application: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that is made and can be started."""

    program: Program
    port: int
    passwords: Passwords

    @property
    def url(self) -> str:
        return f"postgresql://assay:{self.passwords.application}@{ports.LOOPBACK}:{self.port}/assay"

    @property
    def admin_url(self) -> str:
        return f"postgresql://postgres:{self.passwords.admin}@{ports.LOOPBACK}:{self.port}/postgres"


def start_postgres(folder: Path, *, port: int | None = None, durable: bool, log: Path | None = None) -> Postgres:
    """Make the cluster if there is none, start it and wait until it answers.

    `folder` is ours alone and must be reachable for `nobody` when root starts (not below a folder of mode 700).
    `durable=False` is for tests: nothing is synced to disk, and the role may create databases.
    """
    cluster = prepare_postgres(folder, port=port or ports.free_port(), durable=durable, log=log)
    return Postgres(cluster.url, cluster.admin_url, cluster.port, start(cluster.program))


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
    maker = _Maker(folder, programs, account, durable=durable)
    passwords = maker.make()
    program = maker.program(port, log or folder / "postgres.log")
    return Cluster(program, port, passwords)


class _Maker:
    """Makes a cluster in a folder beside its place and renames it when it is whole."""

    def __init__(self, folder: Path, programs: Path, account: Account | None, *, durable: bool) -> None:
        self.folder = folder
        self.place = folder / "data"
        self.programs = programs
        self.account = account
        self.durable = durable
        self.env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": str(programs.parent / "lib")}

    def make(self) -> Passwords:
        known = _read_passwords(self.folder)
        if self.place.exists():
            self._check_version()
            return known or self._new_passwords()
        if free_megabytes(self.folder) < _NEEDED_MEGABYTES:
            raise no_space(self.folder)
        passwords = known or _write_passwords(self.folder)
        half_made = self.folder / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        own_folder(half_made, self.account)
        self._initdb(half_made)
        self._alone(half_made, _first_statements(passwords, may_create=not self.durable))
        half_made.rename(self.place)
        return passwords

    def program(self, port: int, log: Path) -> Program:
        settings = {
            "listen_addresses": ports.LOOPBACK,
            "port": str(port),
            "unix_socket_directories": "",  # a long path to the checkout would not fit into a socket's name
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({} if self.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        }
        options = tuple(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        return Program(
            name="PostgreSQL",
            argv=(str(self.programs / "postgres"), "-D", str(self.place), *options),
            folder=self.place,
            log=log,
            is_ready=lambda: _is_ready(self.place / "postmaster.pid", port),
            env=self.env,
            stop_signal=signal.SIGINT,  # "fast": sessions end, everything is written down
            account=self.account,
            tidy=lambda: leftovers.end_server(self.place / "postmaster.pid"),
        )

    def _check_version(self) -> None:
        found = (self.place / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != MAJOR:
            raise Trouble(
                f"{self.place} was made by PostgreSQL {found}, this is {MAJOR}. Move the folder away to start afresh, "
                "or dump it with the old version and load it with the new one."
            )

    def _new_passwords(self) -> Passwords:
        """The file with the passwords was lost: the cluster is ours, so it gets new ones."""
        leftovers.end_server(self.place / "postmaster.pid")
        passwords = _write_passwords(self.folder)
        self._alone(self.place, _password_statements(passwords))
        return passwords

    def _initdb(self, place: Path) -> None:
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--locale=C", "--username=postgres", "--no-instructions"]
        options += (
            [] if self.durable else ["--no-sync", "--wal-segsize=1"]
        )  # a throwaway cluster of 25 MB instead of 40
        password_file = place.with_name("first-password")
        try:
            # `initdb` will have a password from a file; a random one that the next step replaces.
            _write_secret(password_file, secrets.token_hex(16), self.account)
            self._run([str(self.programs / "initdb"), "-D", str(place), f"--pwfile={password_file}", *options])
        finally:
            password_file.unlink(missing_ok=True)

    def _alone(self, place: Path, statements: list[str]) -> None:
        """Run statements without a server; passwords travel on standard input, which nobody can list."""
        command = [str(self.programs / "postgres"), "--single", "-D", str(place), "-c", "exit_on_error=on"]
        command += [] if self.durable else ["-c", "fsync=off"]
        self._run([*command, "postgres"], said="\n".join([*statements, ""]))

    def _run(self, command: list[str], *, said: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - our own list of words, no shell
            command,
            input=said,
            env=self.env,
            cwd="/",
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **(self.account.identity if self.account else Identity()),
        )
        if done.returncode == 0:
            return
        if says_full(done.stdout):
            raise no_space(self.folder)
        raise Trouble(f"Making the database in {self.folder} failed: {done.stdout.strip()[-800:]}")


def _is_ready(pid_file: Path, port: int) -> bool:
    """PostgreSQL writes its state into the eighth line of its lock file; older lines may be a former start's."""
    try:
        lines = pid_file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[3] == str(port) and lines[7].strip() == "ready"


def _first_statements(passwords: Passwords, *, may_create: bool) -> list[str]:
    create = "CREATEDB" if may_create else "NOCREATEDB"
    return [
        f"CREATE ROLE assay LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {create}",
        *_password_statements(passwords),
        "CREATE DATABASE assay OWNER assay",
    ]


def _password_statements(passwords: Passwords) -> list[str]:
    return [
        f"ALTER ROLE postgres PASSWORD '{passwords.admin}'",
        f"ALTER ROLE assay PASSWORD '{passwords.application}'",
    ]


def _read_passwords(folder: Path) -> Passwords | None:
    try:
        return Passwords(**json.loads((folder / "passwords.json").read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError, TypeError):  # lost, or cut off by a crash
        return None


def _write_passwords(folder: Path) -> Passwords:
    passwords = Passwords(secrets.token_hex(24), secrets.token_hex(24))
    text = json.dumps({"admin": passwords.admin, "application": passwords.application})
    _write_secret(folder / "passwords.json", text, None)
    return passwords


def _write_secret(file: Path, text: str, account: Account | None) -> None:
    """Readable by its owner alone from the first moment on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(text)
    if account:
        os.chown(file, account.uid, account.gid)
