"""The HTTP side: `POST /v1/querybatch` and `GET /v1/vulns/ID` as OSV answers; `POST /api/…` for tests and demos."""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import unquote

from assay.sandbox.answering import Handler, listening
from assay.sandbox.osv.records import MODES, Records

MOST: Final = 1_000  # questions of a batch
_LONGEST: Final = 4_000_000  # bytes of a body
_SLOW: Final = 8.0  # seconds
_MODIFIED: Final = "2026-01-01T00:00:00Z"
_ABOUT: Final = "A stand-in for OSV. It knows the records that were posted to /api/records, and no other.\n"


def server(records: Records, *, port: int) -> ThreadingHTTPServer:
    """Return a server that is not running yet; port 0 takes a free one."""
    return listening(_Weaknesses, port=port, held=records)


class _Weaknesses(Handler):
    held: Records

    def do_GET(self) -> None:
        if self.path == "/":
            self.send(_ABOUT)
        elif not self.path.startswith("/v1/vulns/"):
            self._answer({"code": 5, "message": "Not Found"}, HTTPStatus.NOT_FOUND)
        elif found := self.held.get(unquote(self.path.removeprefix("/v1/vulns/"))):
            self._answer(found)
        else:
            self._answer({"code": 5, "message": "Bug not found."}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = self.length()
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
        self.send("", status=HTTPStatus.CREATED)

    def _switch(self, said: Mapping[str, Any]) -> None:
        if said["mode"] not in MODES:
            raise ValueError("one of " + ", ".join(MODES))
        self.held.mode = said["mode"]
        self.send("", status=HTTPStatus.NO_CONTENT)

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
        if self.held.mode == "cut" and status is HTTPStatus.OK:
            raw = json.dumps(body)
            self.send(raw[: len(raw) // 2], "application/json", headers={"Content-Length": str(len(raw))})
            self.close_connection = True
        else:
            self.send_json(body, status)
