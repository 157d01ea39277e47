"""A security key in software: makes passkeys and signs with them as WebAuthn says, and can be copied or confused."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://testserver"
HERE = "testserver"


@dataclass(kw_only=True)
class Key:
    """One key with one passkey. Each attribute is something an attacker or a broken key would have different."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = b""
    owner: bytes = b""
    count: int = 0
    step: int = 1  # 0: a key that does not count
    origin: str = ORIGIN
    site: str = HERE
    is_present: bool = True
    is_verified: bool = True

    def __post_init__(self) -> None:
        numbers = self.private.public_key().public_numbers()
        self.credential_id = self.credential_id or sha256(numbers.x.to_bytes(32)).digest()

    def make(self, options: str) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        asked = json.loads(options)
        self.owner = websafe_decode(asked["user"]["id"])
        numbers = self.private.public_key().public_numbers()
        public = ES256({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        attested = {"fmt": "none", "attStmt": {}, "authData": bytes(self._told(credential))}
        told = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": websafe_encode(cbor.encode(attested)),
        }
        return self._wrapped(told)

    def show(self, options: str) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        self.count += self.step
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        told = bytes(self._told(None))
        signature = self.private.sign(told + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(told),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.owner),
        }
        return self._wrapped(answer)

    def copied(self) -> "Key":
        """A copy, as somebody makes who got at the key's memory."""
        return Key(private=self.private, credential_id=self.credential_id, owner=self.owner, count=self.count)

    def _told(self, credential: AttestedCredentialData | None) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG(0)
        if self.is_present:
            flags |= AuthenticatorData.FLAG.UP
        if self.is_verified:
            flags |= AuthenticatorData.FLAG.UV
        if credential is not None:
            flags |= AuthenticatorData.FLAG.AT
        site = sha256(self.site.encode()).digest()
        told: AuthenticatorData = AuthenticatorData.create(site, flags, self.count, credential or b"")
        return told

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _wrapped(self, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response}
