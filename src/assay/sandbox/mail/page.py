"""The HTTP side: a list, a page per mail, and JSON for tests."""

import json
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

from assay.sandbox.answering import LOOPBACK, Handler, listening
from assay.sandbox.mail import look
from assay.sandbox.mail.message import Message
from assay.sandbox.mail.store import Store

_PAGE_POLICY: Final = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
_MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@dataclass(frozen=True, slots=True)
class Answer:
    body: str
    kind: str = "text/html"
    status: HTTPStatus = HTTPStatus.OK
    policy: str = _PAGE_POLICY
    location: str = ""


LOST: Final = Answer(look.lost(), status=HTTPStatus.NOT_FOUND)
FORBIDDEN: Final = Answer("This page answers its own address only.", "text/plain", HTTPStatus.FORBIDDEN)


def server(store: Store, *, port: int) -> ThreadingHTTPServer:
    return listening(_Inbox, port=port, mails=store)


class _Inbox(Handler):
    mails: Store

    def do_GET(self) -> None:
        self._reply(self._page() if self._is_ours() else FORBIDDEN)

    def do_POST(self) -> None:
        if not self._is_ours():
            self._reply(FORBIDDEN)
        elif self.path == "/delete":
            self.mails.clear()
            self._reply(Answer("", status=HTTPStatus.SEE_OTHER, location="/"))
        else:
            self._reply(LOST)

    def do_DELETE(self) -> None:
        if not self._is_ours():
            self._reply(FORBIDDEN)
        elif self.path == "/api/messages":
            self.mails.clear()
            self._reply(Answer("", status=HTTPStatus.NO_CONTENT))
        else:
            self._reply(LOST)

    def _page(self) -> Answer:
        parts = urlsplit(self.path)
        to = parse_qs(parts.query).get("to", [""])[0]
        match parts.path.strip("/").split("/"):
            case [""]:
                return Answer(look.inbox(self.mails.newest_first(to=to)))
            case ["style.css"]:
                return Answer(look.STYLE, "text/css")
            case ["api", "messages"]:
                return Answer(json.dumps([_wire(mail) for mail in self.mails.newest_first(to=to)]), "application/json")
            case [*rest, "messages", key] | [*rest, "messages", key, "html"] if mail := self.mails.find(key):
                return _shown(mail, as_json=rest == ["api"], as_sent=parts.path.endswith("/html"))
        return LOST

    def _is_ours(self) -> bool:
        """Refuses other names for this address (rebinding) and changes that another site's page asks for."""
        hosts = {f"{name}:{self.server.server_port}" for name in ("localhost", LOOPBACK)}  # type: ignore[attr-defined]  # an HTTPServer always
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in hosts and (origin is None or urlsplit(origin).netloc in hosts)

    def _reply(self, answer: Answer) -> None:
        headers = {"Content-Security-Policy": answer.policy, "Referrer-Policy": "no-referrer"}
        if answer.location:
            headers["Location"] = answer.location
        self.send(answer.body, f"{answer.kind}; charset=utf-8", answer.status, headers)


def _shown(mail: Message, *, as_json: bool, as_sent: bool) -> Answer:
    if as_json:
        return Answer(json.dumps(_wire(mail)), "application/json")
    if as_sent:
        return Answer(f'<base target="_blank">{mail.html}', policy=_MAIL_POLICY)
    return Answer(look.mail(mail))


def _wire(mail: Message) -> dict[str, object]:
    return {**asdict(mail), "at": mail.at.isoformat()}
