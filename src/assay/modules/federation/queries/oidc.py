"""OpenID Connect: discovery, the way to the provider, and what its answer is worth."""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from secrets import compare_digest
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.core.cache import cache

from assay.kernel.http import is_allowed_in_clear
from assay.kernel.privacy import Email, Secret
from assay.modules.federation import policy
from assay.modules.federation.errors import AssertionRefused, ProviderAway
from assay.modules.federation.providers.wire import ask, published, redeem
from assay.modules.federation.queries import id_tokens
from assay.modules.federation.types import Assertion, Flow, Kind, Metadata, Provider, Purpose, Returned

_SCOPE: Final = "openid email profile"


def describe(provider: Provider) -> Metadata:
    """Return what a provider says about itself. Raises AssertionRefused when it is another one, ProviderAway."""
    url = policy.description_of(provider)
    place = f"federation:described:{hashlib.sha256(url.encode()).hexdigest()}"
    said, seconds = cache.get(place), 0
    if said is None:
        said, kept = published(provider, url)
        seconds = policy.kept_for(kept)
    if not isinstance(said, dict):
        raise ProviderAway
    metadata = _metadata(provider, said)
    if seconds:
        cache.set(place, said, seconds)  # from when it was read: what is asked for often does not live longer
    return metadata


def way_to(provider: Provider, *, flow: Flow, state: str, redirect_uri: str) -> str:
    """Return where to send the browser. Raises AssertionRefused, ProviderAway."""
    metadata = describe(provider)
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": _SCOPE,
        "state": state,
        "nonce": flow.nonce,
        "code_challenge": challenge(flow.verifier),
        "code_challenge_method": "S256",
        **_strength(provider, flow.purpose),
    }
    return joined(metadata.authorization_endpoint, asked)


def read(provider: Provider, returned: Returned, *, flow: Flow) -> Assertion:
    """Exchange the code and check all that comes of it. Raises AssertionRefused, ProviderAway."""
    metadata = describe(provider)
    if not policy.may_answer(provider, metadata, returned.issuer):
        raise AssertionRefused("response_issuer")
    form = {
        "grant_type": "authorization_code",
        "code": returned.code,
        "redirect_uri": returned.redirect_uri,
        "code_verifier": flow.verifier,
    }
    tokens = redeem(provider, metadata.token_endpoint, form, has_basic=metadata.has_basic)
    access_token = tokens.get("access_token")
    signed = id_tokens.read(provider, metadata, tokens.get("id_token"), nonce=flow.nonce, access_token=access_token)
    claims = signed
    if "email" not in claims and metadata.userinfo_endpoint and isinstance(access_token, str):
        claims = {**_asked(provider, metadata, claims, access_token=Secret(access_token)), **claims}
    found = _assertion(provider, claims)
    return _with_strength(found, provider, signed, flow=flow) if provider.kind is Kind.COMPANY else found


def challenge(verifier: str) -> str:
    """Return what a verifier is announced by (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def joined(endpoint: str, asked: Mapping[str, str]) -> str:
    """Add parameters to an address that may carry some of its own."""
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def _metadata(provider: Provider, said: Mapping[str, Any]) -> Metadata:
    expected = policy.expected_issuer(provider)
    if said.get("issuer") != expected:
        raise AssertionRefused("discovered_issuer")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(_is_callable(said.get(name)) for name in names):
        raise ProviderAway
    methods, userinfo = said.get("token_endpoint_auth_methods_supported"), said.get("userinfo_endpoint")
    return Metadata(
        issuer=expected,
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        userinfo_endpoint=str(userinfo) if _is_callable(userinfo) else "",
        has_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _is_callable(url: object) -> bool:
    """Tell whether an endpoint is https, or a place the operator opened; the calls themselves look again."""
    if not policy.is_web_address(url):
        return False
    parts = urlsplit(str(url))
    return parts.scheme == "https" or is_allowed_in_clear(parts.hostname or "", parts.port or 80)


def _asked(
    provider: Provider, metadata: Metadata, claims: Mapping[str, Any], *, access_token: Secret
) -> Mapping[str, Any]:
    """Ask for what the token left out. An answer about somebody else counts for nothing (Core, section 5.3.2)."""
    said = ask(provider, metadata.userinfo_endpoint, bearer=access_token)
    if not isinstance(said, dict) or not isinstance(said.get("sub"), str):
        raise AssertionRefused("userinfo")
    if not compare_digest(said["sub"].encode(), str(claims["sub"]).encode()):
        raise AssertionRefused("userinfo_subject")
    return said


def _strength(provider: Provider, purpose: Purpose) -> Mapping[str, str]:
    """Ask how lately, and how, somebody has to have signed in there (OpenID Connect Core, section 3.1.2.1)."""
    if provider.kind is not Kind.COMPANY:
        return {}
    asked = {}
    if purpose is Purpose.CONFIRM:
        asked = {"prompt": "login", "max_age": "0"}
    elif provider.trust or purpose is Purpose.TRY:
        asked = {"max_age": str(policy.FACTOR_LASTS)}
    if asked and provider.acr_values:
        asked["acr_values"] = " ".join(provider.acr_values)
    return asked


def _with_strength(found: Assertion, provider: Provider, signed: Mapping[str, Any], *, flow: Flow) -> Assertion:
    """Add when and how they signed in there, by what is signed and by nothing else. Raises AssertionRefused."""
    now = time.time()
    if not policy.is_moment(signed.get("auth_time", now), now=now):
        raise AssertionRefused("auth_time")
    return replace(
        found,
        signed_in_at=min(float(signed.get("auth_time", 0)), now),
        has_several=policy.shows_several(signed, named=provider.acr_values),
        trust=flow.trust,
    )


def _assertion(provider: Provider, claims: Mapping[str, Any]) -> Assertion:
    subject = policy.subject_of(provider, claims)
    if not subject:
        raise AssertionRefused("subject")
    named = policy.address_of(provider, claims)
    return Assertion(
        provider=provider.key,
        issuer=provider.issuer,
        subject=subject,
        email=Email(named) if named else None,
        is_proven=bool(named) and policy.vouches(provider, claims),
    )
