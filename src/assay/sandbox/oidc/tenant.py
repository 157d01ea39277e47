"""One provider: its clients, its people, the codes it gave out and the tokens they became."""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from assay.sandbox.oidc.faults import Fault
from assay.sandbox.oidc.keys import Ring, b64, jwk, packed, public_pem, rsa_key, shared, sign

LASTS: Final = 60
STRANGER: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"


class Refused(Exception):
    """The provider says no; ``word`` is the protocol's error."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Grant:
    """What one code stands for."""

    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    claims: Mapping[str, Any]
    given_at: float
    moment: Mapping[str, Any]  # when and how they signed in, as far as it was asked for


@dataclass(slots=True)
class Tenant:
    """``issuer`` is its base address; ``clients`` are ids and their secrets."""

    issuer: str
    clients: dict[str, str] = field(default_factory=dict)
    faults: set[Fault] = field(default_factory=set)
    names_itself: bool = True
    is_frugal: bool = False  # leaves everything but the subject to the userinfo endpoint
    auth_methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    ring: Ring = field(default_factory=Ring)
    asked_for_keys: int = 0
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def is_microsoft(self) -> bool:
        return self.issuer.endswith("/microsoft")

    def description(self) -> dict[str, Any]:
        """What it says about itself."""
        issuer = f"{self.issuer}/{{tenantid}}/v2.0" if self.is_microsoft else self.issuer
        if Fault.DISCOVERED_ISSUER in self.faults:
            issuer = "https://accounts.example.net"
        keys = f"{self.issuer}/keys"
        if Fault.PRIVATE_KEYS in self.faults:
            keys = "https://10.0.0.1/keys"
        if Fault.KEYS_ELSEWHERE in self.faults:
            keys = "https://keys.elsewhere.example.com/keys"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": keys,
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": list(self.auth_methods),
            "id_token_signing_alg_values_supported": [self.ring.algorithm],
            "authorization_response_iss_parameter_supported": self.names_itself,
        }

    def keys(self) -> dict[str, Any]:
        """Its public keys."""
        self.asked_for_keys += 1
        if Fault.WEAK_KEY in self.faults:
            weak = {**jwk(rsa_key(1, 1024)), "kid": "weak", "use": "sig", "alg": "RS256"}
            return {"keys": [weak]}
        return {"keys": [self.ring.public()]}

    def refuse_odd(self, asked: Mapping[str, str]) -> None:
        """Insist on what the protocol asks of a request for a code. Raises Refused."""
        if asked.get("client_id") not in self.clients or not asked.get("redirect_uri"):
            raise Refused("unauthorized_client")
        if asked.get("response_type", "code") != "code" or not asked.get("state"):
            raise Refused("invalid_request")
        if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
            raise Refused("invalid_request")

    def grant(self, asked: Mapping[str, str], claims: Mapping[str, Any]) -> dict[str, str]:
        """Give a code for somebody; return what the browser takes back. Raises Refused."""
        self.refuse_odd(asked)
        code = secrets.token_urlsafe(24)
        with self.lock:
            self.codes[code] = Grant(
                client_id=asked["client_id"],
                redirect_uri=asked["redirect_uri"],
                challenge=asked["code_challenge"],
                nonce=asked.get("nonce", ""),
                claims=dict(claims),
                given_at=time.time(),
                moment=_moment(asked, claims),
            )
        answer = {"code": code, "state": asked["state"]}
        if self.names_itself and Fault.UNNAMED not in self.faults:
            answer["iss"] = "https://accounts.example.net" if Fault.MIXED_UP in self.faults else self.issuer
        return answer

    def redeem(self, form: Mapping[str, str], *, client_id: str, secret: str) -> dict[str, Any]:
        """Exchange a code, once. Raises Refused."""
        if not secrets.compare_digest(self.clients.get(client_id, "").encode(), secret.encode()) or not secret:
            raise Refused("invalid_client")
        with self.lock:
            grant = self.codes.pop(form.get("code", ""), None)
        if grant is None or grant.client_id != client_id or time.time() - grant.given_at > LASTS:
            raise Refused("invalid_grant")
        shown = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if form.get("redirect_uri") != grant.redirect_uri or shown != grant.challenge:
            raise Refused("invalid_grant")
        token = secrets.token_urlsafe(24)
        self.tokens[token] = grant.claims
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": LASTS, "scope": "openid"}
        if Fault.UNSAID not in self.faults:
            answer["id_token"] = self._id_token(grant, token)
        return answer

    def userinfo(self, token: str) -> dict[str, Any]:
        """Say whose a token is. Raises Refused."""
        if token not in self.tokens:
            raise Refused("invalid_token")
        said = dict(self.tokens[token])
        return {**said, "sub": "somebody-else"} if Fault.SWAPPED_SUBJECT in self.faults else said

    def _id_token(self, grant: Grant, access_token: str) -> str:
        claims = self._claims(grant, access_token)
        token = self._forged(claims, secret=self.clients[grant.client_id]) or self.ring.signed(claims)
        return _broken(token) if Fault.BROKEN_SIGNATURE in self.faults else token

    def _forged(self, claims: dict[str, Any], *, secret: str) -> str:
        """Return a token that is not signed as it should be; nothing where it shall be."""
        own = Ring(algorithm="ES256")
        weak = f"{packed({'alg': 'RS256', 'kid': 'weak'})}.{packed(claims)}"
        forgeries: dict[Fault, Callable[[], str]] = {
            Fault.UNSIGNED: lambda: f"{packed({'alg': 'none', 'typ': 'JWT'})}.{packed(claims)}.",
            Fault.HASHED_WITH_KEY: lambda: shared(claims, secret=public_pem(self.ring.private()), kid=self.ring.kid),
            Fault.HASHED_OWN: lambda: shared(claims, secret=secret.encode(), kid=self.ring.kid),
            Fault.WEAK_KEY: lambda: f"{weak}.{b64(sign(rsa_key(1, 1024), 'RS256', weak.encode()))}",
            Fault.OWN_KEY: lambda: own.signed(claims, header={"jwk": own.public(), "kid": self.ring.kid}),
            Fault.UNKNOWN_KEY: lambda: self.ring.signed(claims, header={"kid": "nobody-knows-it"}),
        }
        return next((make() for fault, make in forgeries.items() if fault in self.faults), "")

    def _claims(self, grant: Grant, access_token: str) -> dict[str, Any]:
        now = int(time.time())
        half = hashlib.sha512 if self.ring.algorithm == "EdDSA" else hashlib.sha256
        digest = half(access_token.encode()).digest()
        told = {"sub": grant.claims["sub"]} if self.is_frugal else dict(grant.claims)
        issuer = f"{self.issuer}/{told.get('tid')}/v2.0" if self.is_microsoft else self.issuer
        claims = {
            "iss": issuer,
            "aud": grant.client_id,
            "iat": now,
            "exp": now + LASTS,
            "nonce": grant.nonce,
            "at_hash": b64(digest[: len(digest) // 2]),
            **told,
            **grant.moment,
        }
        for fault in self.faults:
            claims |= _CHANGED.get(fault, {})
        return self._moved(claims, now)

    def _moved(self, claims: dict[str, Any], now: int) -> dict[str, Any]:
        for fault, said in _moments(now).items():
            claims |= said if fault in self.faults else {}
        if Fault.SECOND_AUDIENCE in self.faults:
            claims |= {"aud": [claims["aud"], "somebody-else"], "azp": claims["aud"]}
        if Fault.OTHER_TENANT in self.faults:
            claims |= {"iss": f"{self.issuer}/{STRANGER}/v2.0"}
        left_out = {name for fault, name in _LEFT_OUT.items() if fault in self.faults}
        return {name: said for name, said in claims.items() if name not in left_out}


_CHANGED: Final[dict[Fault, dict[str, Any]]] = {
    Fault.WRONG_ISSUER: {"iss": "https://accounts.example.net"},
    Fault.WRONG_AUDIENCE: {"aud": "somebody-else"},
    Fault.OTHER_PARTY: {"azp": "somebody-else"},
    Fault.WRONG_NONCE: {"nonce": "of-another-browser"},
    Fault.WRONG_AT_HASH: {"at_hash": b64(bytes(16))},
    Fault.WORDY_TIME: {"auth_time": "just now"},
    Fault.TEXT_AMR: {"amr": "mfa"},
    Fault.NESTED_AMR: {"amr": [["mfa"], "pwd"]},
    Fault.HUGE_AMR: {"amr": ["mfa"] * 1000},
    Fault.LOW_ACR: {"acr": "0"},
}

_LEFT_OUT: Final = {Fault.NO_NONCE: "nonce", Fault.SILENT: "auth_time"}


def _moments(now: int) -> dict[Fault, dict[str, Any]]:
    return {
        Fault.EXPIRED: {"iat": now - 300, "exp": now - 120},
        Fault.ISSUED_LONG_AGO: {"iat": now - 3600},
        Fault.NOT_YET: {"iat": now + 3600, "exp": now + 7200},
        Fault.STALE: {"auth_time": now - 3600},
        Fault.FUTURE: {"auth_time": now + 86_400},
    }


def _moment(asked: Mapping[str, str], claims: Mapping[str, Any]) -> dict[str, Any]:
    """Say when and how somebody signed in: on this page, a moment ago (Core, sections 2 and 3.1.2.1)."""
    said: dict[str, Any] = {}
    if "max_age" in asked:
        said["auth_time"] = int(time.time())
    if asked.get("acr_values"):
        said["acr"] = asked["acr_values"].split()[0] if "mfa" in claims.get("amr", ()) else "0"
    return said


def _broken(token: str) -> str:
    text, _, signature = token.rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[-1] ^= 1
    return f"{text}.{b64(bytes(raw))}"
