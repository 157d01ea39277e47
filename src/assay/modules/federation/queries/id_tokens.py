"""ID tokens: their signature, and everything they claim (OpenID Connect Core, section 3.1.3.7).

The specification lets a client skip the signature when the token came over TLS from the provider itself. Here it is
always checked: what a proxy, a wrong address or a confused provider hands over is worth nothing without it.
"""

import hashlib
import time
from collections.abc import Mapping
from secrets import compare_digest
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.core.cache import cache

from assay.kernel.gcra import Rate
from assay.kernel.throttle import allow
from assay.modules.federation import policy
from assay.modules.federation.conf import LASTS
from assay.modules.federation.errors import AssertionRefused
from assay.modules.federation.providers.wire import published
from assay.modules.federation.types import Metadata, Provider

_AGAIN: Final = Rate(1, 60)  # how often an unknown key makes us ask
_REQUIRED: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")
_MOST: Final = 20_000  # characters of a token


def read(
    provider: Provider, metadata: Metadata, token: object, *, nonce: str, access_token: object
) -> Mapping[str, Any]:
    """Return what a token claims when all of it holds. Raises AssertionRefused, ProviderAway."""
    if not isinstance(token, str) or len(token) > _MOST:
        raise AssertionRefused("no_id_token")
    header = _header(token)
    algorithm = header["alg"]
    key, keys_issuer = _key(provider, metadata, header)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=provider.client_id,
            leeway=policy.LEEWAY,
            options={"require": list(_REQUIRED)},
        )
    except jwt.InvalidTokenError as fault:
        raise AssertionRefused(type(fault).__name__) from None
    _check(provider, claims, nonce=nonce)
    if keys_issuer and keys_issuer.replace("{tenantid}", str(claims.get("tid"))) != claims["iss"]:
        raise AssertionRefused("issuer_of_key")  # Microsoft says of each key who may sign with it
    if "at_hash" in claims and not policy.matches_access_token(
        claims["at_hash"], access_token=str(access_token), algorithm=algorithm
    ):
        raise AssertionRefused("at_hash")
    return claims


def _header(token: str) -> dict[str, Any]:
    """Read what a token says of itself; nothing is believed but which key and which algorithm to try."""
    try:
        header: dict[str, Any] = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise AssertionRefused("unreadable") from None
    if header.get("alg") not in policy.ALGORITHMS:
        raise AssertionRefused("algorithm")
    if "crit" in header:
        raise AssertionRefused("crit")
    return header


def _check(provider: Provider, claims: Mapping[str, Any], *, nonce: str) -> None:
    if not claims["iss"] or claims["iss"] != policy.token_issuer(provider, claims):
        raise AssertionRefused("issuer")
    if not policy.is_for_us(claims, client_id=provider.client_id):
        raise AssertionRefused("audience")
    if not compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise AssertionRefused("nonce")
    if float(claims["iat"]) < time.time() - LASTS - policy.LEEWAY:
        raise AssertionRefused("issued_long_ago")


def _key(provider: Provider, metadata: Metadata, header: Mapping[str, Any]) -> tuple[jwt.PyJWK, str]:
    place = f"federation:keys:{hashlib.sha256(metadata.jwks_uri.encode()).hexdigest()}"
    kept = cache.get(place)
    if kept is not None and (found := _among(kept, header)):
        return found
    if kept is not None and not allow(f"federation.keys|{place}", _AGAIN).is_allowed:
        raise AssertionRefused("key_unknown")
    fetched, kept_as = published(provider, metadata.jwks_uri)
    keys = fetched.get("keys") if isinstance(fetched, dict) else None
    keys = keys if isinstance(keys, list) else []
    cache.set(place, keys, policy.kept_for(kept_as))
    found = _among(keys, header)
    if found is None:
        raise AssertionRefused("key_unknown")
    return found


def _among(keys: list[Any], header: Mapping[str, Any]) -> tuple[jwt.PyJWK, str] | None:
    """Find the one key that a token can have been signed with, and whose it is; None where it could be several."""
    named, algorithm = header.get("kid"), header["alg"]
    fit = [key for key in keys if isinstance(key, dict) and (named is None or key.get("kid") == named)]
    found = [(key, str(one.get("issuer", ""))) for one in fit if (key := _usable(one, algorithm)) is not None]
    return found[0] if len(found) == 1 else None


def _usable(jwk: dict[str, Any], algorithm: str) -> jwt.PyJWK | None:
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithm) != algorithm:
        return None
    try:
        key = jwt.PyJWK(jwk, algorithm=algorithm)
    except jwt.PyJWTError:
        return None
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < policy.LEAST_RSA_BITS:
        return None
    return key
