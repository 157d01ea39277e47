"""TLS in front of a server that was built without it: the real PostgreSQL and Valkey behind a certificate."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import override

from tests.faults.authority import Shown

ASKS_FOR_TLS = 8  # bytes by which a client of PostgreSQL asks, answered by one letter


class Veil(socketserver.ThreadingTCPServer):
    """Takes TLS and hands on what is inside; ``opened`` counts lines on which a client was content with us."""

    daemon_threads = True
    opened = 0

    def __init__(self, shown: Shown, *, port: int, is_postgres: bool) -> None:
        self.context, self.behind, self.is_postgres = shown.context(), port, is_postgres
        super().__init__(("127.0.0.1", 0), _Line)


class _Line(socketserver.BaseRequestHandler):
    server: Veil

    @override
    def handle(self) -> None:
        if self.server.is_postgres:
            self.request.recv(ASKS_FOR_TLS, socket.MSG_WAITALL)
            self.request.sendall(b"S")
        with suppress(OSError), self.server.context.wrap_socket(self.request, server_side=True) as outer:
            first = outer.recv(65_536)
            if not first:
                return
            self.server.opened += 1
            with socket.create_connection(("127.0.0.1", self.server.behind)) as inner:
                inner.sendall(first)
                back = threading.Thread(target=_hand_on, args=(inner, outer), daemon=True)
                back.start()
                _hand_on(outer, inner)
                back.join()


def _hand_on(taken: socket.socket, given: socket.socket) -> None:
    with suppress(OSError):
        while piece := taken.recv(65_536):
            given.sendall(piece)
    with suppress(OSError):
        given.shutdown(socket.SHUT_RDWR)


@contextmanager
def veiled(shown: Shown, *, port: int, is_postgres: bool = False) -> Iterator[Veil]:
    """Stand in front of a server until the end."""
    with Veil(shown, port=port, is_postgres=is_postgres) as veil:
        thread = threading.Thread(target=veil.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield veil
        finally:
            veil.shutdown()
            thread.join()
