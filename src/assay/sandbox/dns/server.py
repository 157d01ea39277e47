"""The wires: questions over UDP and TCP on the loopback address, and a page over HTTP that shows and sets records.

``GET /`` is the page, ``GET /api/records`` every record, ``PUT /api/records`` with ``{"name": …, "values": […]}`` sets
the TXT records of a name (none: removes them).
"""

import html
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import Final, override
from urllib.parse import parse_qs

from assay.sandbox.answering import HTML, LOOPBACK, Handler, listening
from assay.sandbox.dns.zone import Zone

_LONGEST: Final = 100_000  # bytes of a body
_MOST_UDP: Final = 1232
_PAGE: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>DNS stand-in</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}}
:root{{color-scheme:light dark}}
label{{display:block;margin-top:1rem}}input{{font:inherit;width:100%;box-sizing:border-box}}
td,th{{text-align:start;padding:.25rem .5rem;overflow-wrap:anywhere}}</style>
<main><h1>DNS stand-in</h1><p>This stands in for the DNS on this machine. The product asks it and nobody else does.</p>
<form method="post" action="/records"><label>Name <input name="name" required placeholder="_assay.example.com"></label>
<label>TXT value (empty removes it) <input name="value"></label><p><button>Set the record</button></p></form>
<table><thead><tr><th>Name<th>TXT</thead><tbody>{rows}</tbody></table></main></html>"""


@contextmanager
def serving(zone: Zone, *, port: int, page_port: int | None = None) -> Iterator[None]:
    """Answer within the block, in threads of its own; without a page when there is no port for one."""
    servers: list[socketserver.BaseServer] = [
        _Udp((LOOPBACK, port), type("Datagram", (_Datagram,), {"zone": zone})),
        _Tcp((LOOPBACK, port), type("Stream", (_Stream,), {"zone": zone})),
    ]
    if page_port is not None:
        servers.append(listening(_Page, port=page_port, zone=zone))
    with ExitStack() as stack:
        for server in servers:
            stack.enter_context(server)
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        yield


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Datagram(socketserver.BaseRequestHandler):
    zone: Zone

    @override
    def handle(self) -> None:
        wire, line = self.request
        answer = self.zone.reply(wire, most=_MOST_UDP)
        if answer is not None:
            line.sendto(answer, self.client_address)


class _Stream(socketserver.StreamRequestHandler):
    zone: Zone
    timeout = 10

    @override
    def handle(self) -> None:
        while len(head := self.rfile.read(2)) == 2:
            wire = self.rfile.read(int.from_bytes(head, "big"))
            answer = self.zone.reply(wire)
            if answer is None:
                return
            self.wfile.write(len(answer).to_bytes(2, "big") + answer)


class _Page(Handler):
    zone: Zone

    def do_GET(self) -> None:
        if self.path == "/":
            lines = (
                f"<tr><td>{html.escape(name)}<td>{html.escape(value)}"
                for name, values in sorted(self.zone.records().items())
                for value in values
            )
            self.send(_PAGE.format(rows="".join(lines)), HTML)
        elif self.path == "/api/records":
            self.send_json(self.zone.records())
        else:
            self.send("Not found", status=HTTPStatus.NOT_FOUND)

    def do_PUT(self) -> None:
        if self.path != "/api/records":
            self.send("Not found", status=HTTPStatus.NOT_FOUND)
            return
        try:
            said = json.loads(self._body())
            self.zone.set_texts(str(said["name"]), [str(value) for value in said["values"]])
        except (ValueError, KeyError, TypeError):
            self.send('Send {"name": …, "values": […]}', status=HTTPStatus.BAD_REQUEST)
            return
        self.send("", status=HTTPStatus.CREATED)

    def do_POST(self) -> None:
        said = parse_qs(self._body().decode("utf-8", "replace"))
        is_ours = self.headers.get("Origin") in {None, f"http://{self.headers.get('Host')}"}
        name, value = said.get("name", [""])[0].strip(), said.get("value", [""])[0].strip()
        if self.path != "/records" or not is_ours or not name:
            self.send("Not found", status=HTTPStatus.NOT_FOUND)
            return
        try:
            self.zone.set_texts(name, [value] if value else [])
        except ValueError:
            self.send("That is no name", status=HTTPStatus.BAD_REQUEST)
            return
        self.redirect("/")

    def _body(self) -> bytes:
        return self.rfile.read(min(self.length(), _LONGEST))
