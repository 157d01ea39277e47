"""Processes and files that an earlier start left behind because it was cut off."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from assay.launch.trouble import Trouble

_PATIENCE = 20.0


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _stat(pid)[:1] != ["Z"]


def end_server(pid_file: Path) -> None:
    """End the server that still works in the pid file's folder; its number may belong to somebody else by now."""
    pid = _pid_in(pid_file)
    if pid and _works_in(pid) == pid_file.parent.resolve():
        end(pid, signal.SIGINT)
    pid_file.unlink(missing_ok=True)


def end(pid: int, how: signal.Signals) -> None:
    """Ask a process of ours that is not our child to end, and wait for it."""
    with suppress(ProcessLookupError):
        os.kill(pid, how)
    limit = time.monotonic() + _PATIENCE
    while is_alive(pid):
        if time.monotonic() > limit:
            raise Trouble(
                f"Process {pid} of an earlier start does not end. End it with `kill -9 {pid}` and start again."
            )
        time.sleep(0.02)


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _works_in(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def born(pid: int) -> str:
    """When the process began, in the system's ticks: with the number it names one process for good."""
    words = _stat(pid)
    return words[19] if words else ""


def end_session(leader: int) -> None:
    """Kill what is left of a session that we started, such as the children of a program that died."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _stat(pid: int) -> list[str]:
    """The words after the program's name, which itself may hold spaces; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []
