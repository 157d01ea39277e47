"""`assay alive`: whether the web process of this machine or container answers, for whoever restarts it otherwise.

A worker has no port: it is alive by being there, and takes its jobs in the database, where `/healthz` sees it.
"""

import http.client
import os
import ssl
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

FIRST: Final = Path("/proc/1/cmdline")
PATIENCE: Final = 4  # seconds


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="WEB_PORT", type=click.IntRange(1, 65_535))
def alive(*, port: int) -> None:
    """Fail when the web process does not answer; in a container that runs something else there is nothing to ask."""
    if not serves_nobody(FIRST) and not answers(port):
        sys.exit(1)


def serves_nobody(first: Path) -> bool:
    """Tell whether this is a container whose first process was told to be something else than the web process."""
    words = first.read_bytes().split(b"\0") if first.exists() else []
    return b"/app/bin/assay" in words and b"serve" not in words


def answers(port: int) -> bool:
    """Ask for /livez under the name that people use, over TLS where the web process shows a certificate."""
    host = urlsplit(os.environ.get("BASE_URL", "")).hostname or "localhost"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.connect()
        if certificate := os.environ.get("WEB_CERTIFICATE", "").strip():
            line.sock = _trusting(certificate).wrap_socket(line.sock, server_hostname=host)
        line.request("GET", "/livez", headers={"Host": host})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _trusting(certificate: str) -> ssl.SSLContext:
    """Believe our own certificate and no other, whoever signed it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
