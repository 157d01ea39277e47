"""Runs both sides until asked to stop."""

import logging
import signal
import sys
from pathlib import Path

from assay.sandbox.mail import page, smtp
from assay.sandbox.mail.store import Store


def run(folder: Path, *, smtp_port: int, page_port: int) -> None:
    """Serve until SIGTERM or SIGINT; both mean a clean end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write down every SMTP word
    store = Store(folder)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    line = smtp.controller(store, port=smtp_port)
    line.start()
    try:
        with page.server(store, port=page_port) as http:
            http.serve_forever()
    finally:
        line.stop()
