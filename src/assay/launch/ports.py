"""Ports on the loopback address: which are free, and who holds those that are not."""

import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below the range from which the system lends ports to outgoing connections: a server that is restarted
# finds its port again instead of losing it to somebody's connection.
_QUIET = range(20_000, 32_000)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_port(preferred: int | None = None) -> int:
    """`preferred` or the next free one after it; without a preference any quiet port."""
    if preferred is not None:
        return next(port for port in range(preferred, 65_536) if is_free(port))
    quiet = random.sample(_QUIET, k=500)
    return next(port for port in quiet if is_free(port))


def holder(port: int) -> str:
    """Who listens there, as words for a person; empty where the system does not tell."""
    inode = _listening_inode(port)
    if not inode:
        return ""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _has_socket(entry, inode):
            return f"process {entry.name} ({_command(entry)})"
    return "a process of another user"


def _listening_inode(port: int) -> str:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not Path(table).exists():
            continue
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and int(words[1].rpartition(":")[2], 16) == port:
                return words[9]
    return ""


def _has_socket(process: Path, inode: str) -> bool:
    try:
        return any(str(link.readlink()) == f"socket:[{inode}]" for link in (process / "fd").iterdir())
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return False


def _command(process: Path) -> str:
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return "ended meanwhile"
    return " ".join(word.decode(errors="replace") for word in words[:4]).strip()
