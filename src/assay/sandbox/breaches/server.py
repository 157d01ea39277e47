"""The HTTP side: `GET /range/ABCDE` as the real list answers it, and `POST /api/passwords` for tests and demos."""

import json
import logging
import re
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, override

from assay.sandbox.breaches.store import PREFIX, Store
from assay.sandbox.mail.smtp import LOOPBACK

_log = logging.getLogger(__name__)

_RANGE: Final = re.compile(rf"/range/([0-9A-Fa-f]{{{PREFIX}}})")
_PADDED: Final = range(800, 1001)  # lines of a padded answer, as the real list has them
_REST: Final = 35  # digits of an ending
_LONGEST: Final = 10_000  # bytes of a body
_ABOUT: Final = "A stand-in for the list of leaked passwords. It knows a handful, and those that were posted to it.\n"


def server(store: Store, *, port: int) -> ThreadingHTTPServer:
    class Handler(_Handler):
        leaked = store

    return ThreadingHTTPServer((LOOPBACK, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    leaked: Store
    protocol_version = "HTTP/1.1"
    server_version = "Assay-sandbox"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        if self.path == "/":
            self._reply(_ABOUT)
        elif found := _RANGE.fullmatch(self.path):
            self._reply("\r\n".join(self._lines(found[1])))
        elif self.path.startswith("/range/"):
            self._reply("The hash prefix was not in a valid format", HTTPStatus.BAD_REQUEST)
        else:
            self._reply("Not found", HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/api/passwords" or self.headers.get("Origin") or not 0 < length <= _LONGEST:
            self._reply("Not found", HTTPStatus.NOT_FOUND)
            return
        try:
            said = json.loads(self.rfile.read(length))
            self.leaked.add(str(said["password"]), int(said.get("count", 1)))
        except (ValueError, KeyError, TypeError):
            self._reply('Send {"password": …, "count": …}', HTTPStatus.BAD_REQUEST)
            return
        self._reply("", HTTPStatus.CREATED)

    def _lines(self, prefix: str) -> list[str]:
        lines = [f"{ending}:{count}" for ending, count in self.leaked.endings(prefix).items()]
        if self.headers.get("Add-Padding", "").lower() == "true":
            wanted = secrets.choice(_PADDED)
            lines += [f"{secrets.token_hex(18).upper()[:_REST]}:0" for _ in range(wanted - len(lines))]
        return sorted(lines)

    def _reply(self, text: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        _log.info(format, *args)
