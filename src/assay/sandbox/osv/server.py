"""The HTTP side: `POST /v1/querybatch` and `GET /v1/vulns/ID` as OSV answers; `POST /api/…` for tests and demos."""

import json
import logging
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, override
from urllib.parse import unquote

from assay.sandbox.osv.records import MODES, Records

_log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
MOST: Final = 1_000  # questions of a batch
_LONGEST: Final = 4_000_000  # bytes of a body
_SLOW: Final = 8.0  # seconds
_MODIFIED: Final = "2026-01-01T00:00:00Z"
_ABOUT: Final = "A stand-in for OSV. It knows the records that were posted to /api/records, and no other.\n"


def server(records: Records, *, port: int) -> ThreadingHTTPServer:
    """Return a server that is not running yet; port 0 takes a free one."""

    class Handler(_Handler):
        held = records

    return ThreadingHTTPServer((LOOPBACK, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    held: Records
    protocol_version = "HTTP/1.1"
    server_version = "Assay-sandbox"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(_ABOUT.encode(), HTTPStatus.OK, "text/plain; charset=utf-8")
        elif not self.path.startswith("/v1/vulns/"):
            self._answer({"code": 5, "message": "Not Found"}, HTTPStatus.NOT_FOUND)
        elif found := self.held.get(unquote(self.path.removeprefix("/v1/vulns/"))):
            self._answer(found)
        else:
            self._answer({"code": 5, "message": "Bug not found."}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        acts = {"/v1/querybatch": self._batch, "/api/records": self._put, "/api/mode": self._switch}
        if self.path not in acts or self.headers.get("Origin") or not 0 < length <= _LONGEST:
            self._answer({"code": 5, "message": "Not Found"}, HTTPStatus.NOT_FOUND)
            return
        try:
            acts[self.path](json.loads(self.rfile.read(length)))
        except (ValueError, KeyError, TypeError, AttributeError):
            self._answer({"code": 3, "message": "Invalid query."}, HTTPStatus.BAD_REQUEST)

    def _put(self, said: Mapping[str, Any]) -> None:
        self.held.put(said)
        self._send(b"", HTTPStatus.CREATED, "text/plain")

    def _switch(self, said: Mapping[str, Any]) -> None:
        if said["mode"] not in MODES:
            raise ValueError("one of " + ", ".join(MODES))
        self.held.mode = said["mode"]
        self._send(b"", HTTPStatus.NO_CONTENT, "text/plain")

    def _batch(self, said: Mapping[str, Any]) -> None:
        queries = said["queries"]
        if len(queries) > MOST:
            self._answer({"code": 3, "message": "Too many queries."}, HTTPStatus.BAD_REQUEST)
            return
        results = [self._result(query) for query in queries]
        self._answer({"results": results[: len(results) // 2] if self.held.mode == "short" else results})

    def _result(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """One page of what is held against a package; the token is where the next one begins, and nobody else's."""
        package = query["package"]
        found = self.held.against(package["name"], ecosystem=package["ecosystem"], version=query["version"])
        start = int(query.get("page_token") or 0)
        end = start + self.held.page
        shown = [{"id": name, "modified": _MODIFIED} for name in found[start:end]]
        result: dict[str, Any] = {"vulns": shown} if shown else {}
        return result | {"next_page_token": str(end)} if end < len(found) else result

    def _answer(self, body: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        if self.held.mode == "failing":
            status, body = HTTPStatus.INTERNAL_SERVER_ERROR, {"code": 13, "message": "Internal error."}
        if self.held.mode == "slow":
            time.sleep(_SLOW)
        self._send(json.dumps(body).encode(), status, "application/json")

    def _send(self, body: bytes, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        is_cut = self.held.mode == "cut" and status is HTTPStatus.OK and kind == "application/json"
        self.wfile.write(body[: len(body) // 2] if is_cut else body)
        self.close_connection = is_cut

    @override
    def log_message(self, format: str, *args: Any) -> None:
        _log.info(format, *args)
