"""What the stand-ins that speak HTTP have in common: where they listen, how they answer, and their log."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, override

_log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
TEXT: Final = "text/plain; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """Answers with a length, so that the line stays open. ``is_quiet``: what it is asked for is nobody's to read."""

    protocol_version = "HTTP/1.1"
    server_version = "Assay-sandbox"
    sys_version = ""
    timeout = 30
    is_quiet = False

    def length(self) -> int:
        """Return how long the body says it is."""
        return int(self.headers.get("Content-Length") or 0)

    def send(
        self,
        body: str | bytes,
        kind: str = TEXT,
        status: HTTPStatus = HTTPStatus.OK,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with a body; ``headers`` come on top of those that every answer has, or instead of them."""
        raw = body.encode(errors="replace") if isinstance(body, str) else body
        usual = {"Content-Type": kind, "Content-Length": str(len(raw)), "X-Content-Type-Options": "nosniff"}
        try:
            self.send_response(status)
            for name, value in {**usual, "Cache-Control": "no-store", **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked had enough, which is what some tests are about

    def send_json(
        self, document: object, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
    ) -> None:
        """Answer with a document."""
        self.send(json.dumps(document), "application/json", status, headers)

    def redirect(self, where: str, status: HTTPStatus = HTTPStatus.SEE_OTHER) -> None:
        """Lead somewhere else."""
        self.send("", status=status, headers={"Location": where})

    @override
    def log_message(self, format: str, *args: Any) -> None:
        if not self.is_quiet:
            _log.info(format, *args)


def listening(handler: type[Handler], *, port: int, **held: object) -> ThreadingHTTPServer:
    """Return a server that is not running yet; port 0 takes a free one. What it holds, its handler has as its own."""
    return ThreadingHTTPServer((LOOPBACK, port), type(handler.__name__, (handler,), held))
