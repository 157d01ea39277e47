"""POST /checkpoints adds the next one (201), knows the same one again (200), refuses what does not follow (409).

GET /checkpoints?after=N gives up to a hundred that follow the N-th. Nothing changes or removes one. It does not judge
signatures: that is for whoever verifies. /erasures likewise, for tombstones: in any order, each subject once.
"""

import json
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from assay.sandbox.answering import Handler, listening

PAGE: Final = 100
CHECKPOINTS, ERASURES = PATHS = ("/checkpoints", "/erasures")
MOST_BYTES: Final = 4_000_000


def server(file: Path, *, port: int = 0) -> ThreadingHTTPServer:
    """Return a server that is not running yet; port 0 takes a free one."""
    return listening(_Witness, port=port, kept=file, lock=Lock())


class _Witness(Handler):
    kept: Path
    lock: Lock

    def do_POST(self) -> None:
        length = self.length()
        path = urlsplit(self.path).path
        if path not in PATHS or not 0 < length <= MOST_BYTES:
            self.send_json({}, HTTPStatus.NOT_FOUND)
            return
        try:
            sent = json.loads(self.rfile.read(length))
            told = str(sent["statement"]["subject"]) if path == ERASURES else int(sent["statement"]["number"])
        except (ValueError, KeyError, TypeError):
            self.send_json({}, HTTPStatus.BAD_REQUEST)
            return
        with self.lock:
            self.send_json({}, self._bury(sent, told) if isinstance(told, str) else self._keep(sent, told))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        after = parse_qs(parts.query).get("after", ["0"])[0]
        if parts.path not in PATHS or not after.isdecimal():
            self.send_json({}, HTTPStatus.NOT_FOUND)
            return
        self.send_json({"items": self._held(parts.path)[int(after) : int(after) + PAGE]})

    def _keep(self, sent: dict[str, Any], number: int) -> HTTPStatus:
        held = self._held(CHECKPOINTS)
        if 1 <= number <= len(held):
            is_same = held[number - 1]["statement"] == sent["statement"]
            return HTTPStatus.OK if is_same else HTTPStatus.CONFLICT
        if number != len(held) + 1:
            return HTTPStatus.CONFLICT
        return self._add(CHECKPOINTS, sent)

    def _bury(self, sent: dict[str, Any], subject: str) -> HTTPStatus:
        if any(one["statement"]["subject"] == subject for one in self._held(ERASURES)):
            return HTTPStatus.OK
        return self._add(ERASURES, sent)

    def _add(self, path: str, sent: dict[str, Any]) -> HTTPStatus:
        with self._file(path).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(sent) + "\n")
        return HTTPStatus.CREATED

    def _held(self, path: str) -> list[dict[str, Any]]:
        file = self._file(path)
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def _file(self, path: str) -> Path:
        return self.kept if path == CHECKPOINTS else self.kept.with_name("erased.jsonl")
