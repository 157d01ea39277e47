"""The code hosts that report leaked keys: their public keys, from where the operator says, and what they signed.

The protocol is the one code hosts use among themselves: a list of findings, signed with ECDSA P-256 over SHA-256 of the
body as it was sent, the signature in base64 (DER) and the name of the key in two header fields.
"""

import base64
import binascii
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from pydantic import BaseModel, TypeAdapter, ValidationError

from assay.kernel import http
from assay.kernel.logging import get_logger
from assay.modules.identity.errors import PartnersAway, ReportRefused

log = get_logger(__name__)

KEPT_FOR: Final = 3_600.0  # seconds
ASKED_EVERY: Final = 60.0  # seconds; an unknown name does not make us ask for each report
LONGEST_SIGNATURE: Final = 200  # characters


class _Named(BaseModel):
    key_identifier: str
    key: str


class _Listed(BaseModel):
    public_keys: list[_Named]


class Partners:
    """Knows the public keys, and fetches them when they are old or one is missing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._source, self._known, self._fetched, self._asked = "", dict[str, EllipticCurvePublicKey](), 0.0, 0.0

    def verify(self, body: bytes, *, key_id: str, signature: str) -> None:
        """Check that a partner sent exactly this body. Raises ReportRefused, PartnersAway."""
        key = self._find(key_id)
        if key is None:
            raise ReportRefused
        try:
            raw = base64.b64decode(signature[:LONGEST_SIGNATURE], validate=True)
            key.verify(raw, body, ECDSA(SHA256()))
        except (InvalidSignature, binascii.Error, ValueError):
            raise ReportRefused from None

    def _find(self, key_id: str) -> EllipticCurvePublicKey | None:
        source = str(settings.SECRET_SCANNING_KEYS)
        if not source:
            return None
        with self._lock:
            now = time.monotonic()
            if source != self._source:
                self._source, self._known, self._fetched, self._asked = source, {}, 0.0, 0.0
            is_wanted = not self._fetched or now - self._fetched > KEPT_FOR or key_id not in self._known
            if is_wanted and (not self._asked or now - self._asked > ASKED_EVERY):
                self._asked = now
                self._known, self._fetched = _read(source), now
            if not self._fetched:
                raise PartnersAway
            return self._known.get(key_id)


def _read(source: str) -> dict[str, EllipticCurvePublicKey]:
    """Raises PartnersAway."""
    try:
        text = _fetched(source) if source.startswith(("http://", "https://")) else Path(source).read_bytes()
        listed = TypeAdapter(_Listed).validate_json(text)
    except (http.Failure, OSError, ValidationError) as error:
        log.warning("public keys of code hosts not read", reason=type(error).__name__)
        raise PartnersAway from error
    found = {named.key_identifier: _public(named.key) for named in listed.public_keys}
    return {name: key for name, key in found.items() if key is not None}


def _fetched(address: str) -> bytes:
    with http.configured_session(address) as session:
        answer = session.get(address)
        answer.raise_for_status()
        return bytes(answer.content)


def _public(pem: str) -> EllipticCurvePublicKey | None:
    """Return a key on the curve we take; what else stands in the list is somebody else's."""
    try:
        key: Any = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1) else None


partners: Final = Partners()


def verify(body: bytes, headers: Mapping[str, str]) -> None:
    """Check the signature of a report. Raises ReportRefused, PartnersAway."""
    partners.verify(
        body,
        key_id=headers.get("Github-Public-Key-Identifier", ""),
        signature=headers.get("Github-Public-Key-Signature", ""),
    )
