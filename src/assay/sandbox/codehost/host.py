"""The stand-in over HTTP: it lists its public keys, takes pushes, scans them by form and checksum, and reports.

``GET /meta/public_keys/secret_scanning`` lists the keys; ``POST /push`` takes ``{"url", "text"}`` and answers with what
the product said of each finding; ``POST /rotate`` makes a new key current, as such hosts do now and then; ``GET
/findings`` lists every finding so far. What it knows of our keys is what the documentation tells everybody.
"""

import base64
import hashlib
import json
import re
import secrets
import threading
import zlib
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assay.sandbox.answering import Handler, listening

KIND: Final = "assay_api_key"
_FORM: Final = re.compile(r"\bassay_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}\b")
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class NotTaken(Exception):
    """The product did not take a report."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def has_checksum(token: str) -> bool:
    """Tell whether the last six characters are the CRC-32 of those before them, to base 62."""
    number = 0
    for digit in token[-6:]:
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    return number == zlib.crc32(token[:-6].encode())


@dataclass(slots=True)
class CodeHost:
    """Its keys, the newest last, and what it has found; ``reports_to`` is the product's address for reports."""

    reports_to: str
    keys: list[tuple[str, EllipticCurvePrivateKey]] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> str:
        """Make a new key and sign with it from now on."""
        name = secrets.token_hex(32)
        with self.lock:
            self.keys = [*self.keys[-1:], (name, generate_private_key(SECP256R1()))]
        return name

    def listed(self) -> dict[str, Any]:
        """The public keys as such hosts list them."""
        last = self.keys[-1][0]
        return {
            "public_keys": [
                {
                    "key_identifier": name,
                    "key": key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
                    "is_current": name == last,
                }
                for name, key in self.keys
            ]
        }

    def push(self, *, url: str, text: str) -> Any:
        """Scan what was pushed, report what looks like a key, and return what the product said of it."""
        tokens = [token for token in dict.fromkeys(_FORM.findall(text)) if has_checksum(token)]
        if not tokens:
            return []
        found = [{"token": token, "type": KIND, "url": url, "source": "content"} for token in tokens]
        said = self.report(json.dumps(found).encode())
        hashed = {base64.b64encode(hashlib.sha256(token.encode()).digest()).decode() for token in tokens}
        with self.lock:
            self.findings += [{"url": url, **one} for one in said if one["token_hash"] in hashed]
        return said

    def report(self, body: bytes) -> Any:
        """Send a signed report. Raises NotTaken."""
        name, key = self.keys[-1]
        signature = base64.b64encode(key.sign(body, ECDSA(SHA256()))).decode()
        headers = {
            "Content-Type": "application/json",
            "Github-Public-Key-Identifier": name,
            "Github-Public-Key-Signature": signature,
        }
        parts = urlsplit(self.reports_to)
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            line.request("POST", parts.path, body=body, headers=headers)
            answer = line.getresponse()
            said = answer.read()
        finally:
            line.close()
        if answer.status != HTTPStatus.OK:
            raise NotTaken(answer.status)
        return json.loads(said)


def server(host: CodeHost, *, port: int) -> ThreadingHTTPServer:
    """Make the HTTP side, on the loopback address only."""
    return listening(_Host, port=port, host=host)


class _Host(Handler):
    host: CodeHost
    server_version = "Code-host-stand-in"
    is_quiet = True

    def do_GET(self) -> None:
        if self.path == "/meta/public_keys/secret_scanning":
            self.send_json(self.host.listed())
        elif self.path == "/findings":
            self.send_json(self.host.findings)
        else:
            self.send_json({"message": "Not Found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        body = self.rfile.read(self.length())
        if self.path == "/rotate":
            self.send_json({"key_identifier": self.host.rotate()}, HTTPStatus.CREATED)
        elif self.path == "/push":
            self._push(body)
        else:
            self.send_json({"message": "Not Found"}, HTTPStatus.NOT_FOUND)

    def _push(self, body: bytes) -> None:
        try:
            pushed = json.loads(body)
            self.send_json(self.host.push(url=str(pushed["url"]), text=str(pushed["text"])), HTTPStatus.CREATED)
        except (ValueError, KeyError, TypeError):
            self.send_json({"message": "Problems parsing JSON"}, HTTPStatus.BAD_REQUEST)
        except NotTaken as refusal:
            self.send_json(
                {"message": "The partner refused the report", "status": refusal.status}, HTTPStatus.BAD_GATEWAY
            )
