"""Keys, and tokens signed with them; written by hand, so that a library's own mistakes do not check themselves."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

type Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def b64(raw: bytes) -> str:
    """Encode as tokens do."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def packed(value: Mapping[str, Any]) -> str:
    """Encode one part of a token."""
    return b64(json.dumps(value).encode())


@cache
def rsa_key(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the RSA key of that number; making one takes a while."""
    del number
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


@dataclass(slots=True)
class Ring:
    """What one tenant signs with: an algorithm, and the key of each."""

    algorithm: str = "RS256"
    number: int = 1
    ec_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    ed_key: ed25519.Ed25519PrivateKey = field(default_factory=ed25519.Ed25519PrivateKey.generate)

    def rotate(self) -> None:
        """Make another key current; the former one is gone."""
        self.number += 1
        self.ec_key, self.ed_key = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()

    @property
    def kid(self) -> str:
        return f"{self.algorithm}-{self.number}"

    def private(self) -> Private:
        """Return the key of the algorithm in use."""
        if self.algorithm == "ES256":
            return self.ec_key
        return self.ed_key if self.algorithm == "EdDSA" else rsa_key(self.number)

    def public(self) -> dict[str, Any]:
        """Return the current key as it is published."""
        return {**jwk(self.private()), "kid": self.kid, "use": "sig", "alg": self.algorithm}

    def signed(self, claims: Mapping[str, Any], *, header: Mapping[str, Any] | None = None) -> str:
        """Return a token."""
        head = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **(header or {})}
        text = f"{packed(head)}.{packed(claims)}"
        return f"{text}.{b64(sign(self.private(), self.algorithm, text.encode()))}"


def sign(key: Private, algorithm: str, text: bytes) -> bytes:
    """Sign as the algorithm's name says."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(text)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = utils.decode_dss_signature(key.sign(text, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)
    if algorithm == "PS256":
        return key.sign(text, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
    return key.sign(text, padding.PKCS1v15(), SHA256())


def shared(claims: Mapping[str, Any], *, secret: bytes, kid: str) -> str:
    """Return a token that is only hashed with a secret."""
    text = f"{packed({'alg': 'HS256', 'kid': kid, 'typ': 'JWT'})}.{packed(claims)}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def public_pem(key: Private) -> bytes:
    """Return the public half as the confused take it for a secret."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def jwk(key: Private) -> dict[str, Any]:
    """Return the public half as a JSON Web Key."""
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        size = (numbers.n.bit_length() + 7) // 8
        return {"kty": "RSA", "n": b64(numbers.n.to_bytes(size)), "e": b64(numbers.e.to_bytes(3))}
    if isinstance(public, ec.EllipticCurvePublicKey):
        point = public.public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))}
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes(Encoding.Raw, PublicFormat.Raw))}
