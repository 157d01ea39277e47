"""The HTTP side: `GET /range/ABCDE` as the real list answers it, and `POST /api/passwords` for tests and demos."""

import json
import re
import secrets
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Final

from assay.sandbox.answering import Handler, listening
from assay.sandbox.breaches.store import PREFIX, Store

_RANGE: Final = re.compile(rf"/range/([0-9A-Fa-f]{{{PREFIX}}})")
_PADDED: Final = range(800, 1001)  # lines of a padded answer, as the real list has them
_REST: Final = 35  # digits of an ending
_LONGEST: Final = 10_000  # bytes of a body
_ABOUT: Final = "A stand-in for the list of leaked passwords. It knows a handful, and those that were posted to it.\n"


def server(store: Store, *, port: int) -> ThreadingHTTPServer:
    return listening(_List, port=port, leaked=store)


class _List(Handler):
    leaked: Store

    def do_GET(self) -> None:
        if self.path == "/":
            self.send(_ABOUT)
        elif found := _RANGE.fullmatch(self.path):
            self.send("\r\n".join(self._lines(found[1])))
        elif self.path.startswith("/range/"):
            self.send("The hash prefix was not in a valid format", status=HTTPStatus.BAD_REQUEST)
        else:
            self.send("Not found", status=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = self.length()
        if self.path != "/api/passwords" or self.headers.get("Origin") or not 0 < length <= _LONGEST:
            self.send("Not found", status=HTTPStatus.NOT_FOUND)
            return
        try:
            said = json.loads(self.rfile.read(length))
            self.leaked.add(str(said["password"]), int(said.get("count", 1)))
        except (ValueError, KeyError, TypeError):
            self.send('Send {"password": …, "count": …}', status=HTTPStatus.BAD_REQUEST)
            return
        self.send("", status=HTTPStatus.CREATED)

    def _lines(self, prefix: str) -> list[str]:
        lines = [f"{ending}:{count}" for ending, count in self.leaked.endings(prefix).items()]
        if self.headers.get("Add-Padding", "").lower() == "true":
            wanted = secrets.choice(_PADDED)
            lines += [f"{secrets.token_hex(18).upper()[:_REST]}:0" for _ in range(wanted - len(lines))]
        return sorted(lines)
