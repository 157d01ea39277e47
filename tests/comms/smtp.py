"""A mail server for tests: real SMTP on this machine, which answers as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from assay.launch.ports import LOOPBACK, free_port

if TYPE_CHECKING:
    from email.message import Message


class Server:
    """Keeps what it takes; `answer` and `to_recipient` are what it says to the mail and to its recipient."""

    def __init__(self) -> None:
        self.answer, self.to_recipient = "250 taken", "250 fine"
        self.taken: list[Message] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 – aiosmtpd's name and shape
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 – aiosmtpd's name
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content))
        return self.answer


def mailers(port: int) -> dict[str, object]:
    """Return Django's mail settings for a server on this machine."""
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": smtp, "OPTIONS": {"host": LOOPBACK, "port": port, "timeout": 5}}}


@contextmanager
def mail_server() -> Iterator[Server]:
    """Run a server and let Django's mail go to it."""
    server = Server()
    controller = Controller(server, hostname=LOOPBACK, port=free_port())
    controller.start()
    try:
        with override_settings(MAILERS=mailers(controller.port)):
            yield server
    finally:
        controller.stop()
