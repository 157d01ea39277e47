"""Signatures of requests (RFC 9421) with Ed25519, and the digest of their bodies (RFC 9530)."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, override

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from assay.kernel import clock
from assay.modules.identity.errors import SignatureRefused

WINDOW: Final = timedelta(seconds=300)
LARGEST_FIELD: Final = 2_048  # characters of Signature and of Signature-Input
_ALWAYS: Final = ("@method", "authorization")
_TARGET: Final = ({'"@target-uri"'}, {'"@authority"', '"@path"', '"@query"'})
_NONCE: Final = re.compile(r"[\x21-\x7e]{16,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was signed. ``url`` is absolute and by our own address, so that a signature holds at no other."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class _OneKey(HTTPSignatureKeyResolver):
    """Knows the key registered for the API key the request came with, by that key's id, and no other."""

    def __init__(self, key_id: str, public_key: str) -> None:
        self._key_id, self._public_key = key_id, public_key

    @override
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        if key_id != self._key_id or not self._public_key:
            return None
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(self._public_key))


class _Verifier(HTTPMessageVerifier):
    """Takes what was made within the window before or after our own clock."""

    max_clock_skew = WINDOW


def verify(message: Message, *, key_id: str, public_key: str) -> str:
    """Check a request's one signature; return its nonce, which the caller has to spend. Raises SignatureRefused."""
    for name in ("Signature-Input", "Signature"):
        if len(message.headers.get(name, "")) > LARGEST_FIELD:
            raise SignatureRefused(f"{name} is longer than {LARGEST_FIELD} characters.")
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_OneKey(key_id, public_key))
    try:
        found = verifier.verify(message, max_age=timedelta(0), require_components=_ALWAYS, body=message.body)[0]
    except HTTPMessageSignaturesException as error:
        raise SignatureRefused(str(error)[:200] or "It does not match the request.") from error
    if not any(parts <= found.covered_components.keys() for parts in _TARGET):
        raise SignatureRefused("It covers neither @target-uri nor all of @authority, @path and @query.")
    expires = found.parameters.get("expires")
    if isinstance(expires, int) and expires < clock.now().timestamp():
        raise SignatureRefused("It has expired.")
    if not found.nonce or not _NONCE.fullmatch(found.nonce):
        raise SignatureRefused("It needs a nonce of 16 to 128 visible ASCII characters.")
    return found.nonce


def read_public_key(text: str) -> str:
    """Return an Ed25519 public key, given as PEM or as 32 bytes in base64, in base64. Raises ValueError."""
    text = text.strip()
    if text.startswith("-----BEGIN"):
        try:
            key = load_pem_public_key(text.encode())
        except UnsupportedAlgorithm:
            raise ValueError("it is of no kind we know") from None
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("it is no Ed25519 key")
        return base64.b64encode(key.public_bytes_raw()).decode()
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("it is neither PEM nor base64") from None
    Ed25519PublicKey.from_public_bytes(raw)
    return base64.b64encode(raw).decode()
