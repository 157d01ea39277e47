"""Ports on the loopback address: which are free, and who holds those that are not."""

import random
import socket
import sys
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


class Claims:
    """Ports that we will use soon, told to every other start on this machine through abstract sockets.

    Between choosing a port and the server's bind, a second checkout could choose the same; the claim lives as
    long as its holder. Where the system has no abstract sockets, the choice alone decides.
    """

    def __init__(self) -> None:
        self._held: list[socket.socket] = []

    def claim(self, preferred: int) -> int:
        """`preferred`, or the next port that nobody uses or has claimed."""
        return next(port for port in range(preferred, 65_536) if is_free(port) and self._mark(port))

    def claim_quiet(self, remembered: int | None = None) -> int:
        """The port of the last start when it is free, else any quiet one."""
        if remembered and is_free(remembered) and self._mark(remembered):
            return remembered
        return next(port for port in random.sample(_QUIET, k=500) if is_free(port) and self._mark(port))

    def release(self) -> None:
        for held in self._held:
            held.close()
        self._held.clear()

    def _mark(self, port: int) -> bool:
        if sys.platform != "linux":
            return True
        mark = socket.socket(socket.AF_UNIX)
        try:
            mark.bind(f"\0assay-port-{port}")
        except OSError:
            mark.close()
            return False
        self._held.append(mark)
        return True
