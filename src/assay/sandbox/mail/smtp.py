"""The SMTP side."""

from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from assay.sandbox.answering import LOOPBACK
from assay.sandbox.mail.store import Store

LARGEST: Final = 10_000_000  # bytes; what most real servers take at least


class Catcher:
    """Takes everything but mail to `bounce@…`, which a real server would refuse as unknown."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.lower().startswith("bounce@"):
            return "550 5.1.1 No such mailbox (a stand-in refuses every address that begins with bounce@)"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        self._store.save(content if isinstance(content, bytes) else str(content).encode(), to=envelope.rcpt_tos)
        return "250 Caught"


def controller(store: Store, *, port: int) -> Controller:
    return Controller(Catcher(store), hostname=LOOPBACK, port=port, data_size_limit=LARGEST, server_hostname="sandbox")
