"""What a provider's words are worth. Every check of an assertion that needs no key and no call stands here."""

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from secrets import compare_digest
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from assay.modules.federation.types import Kind, Metadata, Provider

ALGORITHMS: Final = ("RS256", "ES256", "PS256", "EdDSA")
LEAST_RSA_BITS: Final = 2048
LEEWAY: Final = 30  # seconds that clocks may differ
FACTOR_LASTS: Final = 43_200  # seconds for which a company's word about a second factor counts: twelve hours
MOST_LINKS: Final = 10
MOST_METHODS: Final = 20  # in one amr
MOST_ACR, LONGEST_ACR = 5, 200  # values that owners may name, and characters of one
LONGEST_KEPT: Final = 600  # seconds: a key that a provider has withdrawn is believed no longer
SHORTEST_KEPT: Final = 30  # whatever it says, we do not ask for each sign-in
_MAX_AGE: Final = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})\b", re.IGNORECASE)
_NOT_KEPT: Final = re.compile(r"\b(no-store|no-cache)\b", re.IGNORECASE)
_HASHES: Final = {"RS256": "sha256", "ES256": "sha256", "PS256": "sha256", "EdDSA": "sha512"}
_TENANT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TEMPLATE: Final = "{tenantid}"
_ADDRESS: Final = re.compile(r"[^@\s<>\"\x00-\x1f\x7f]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
_KINDS: Final = (
    frozenset({"pwd", "pin"}),  # what one knows
    frozenset({"hwk", "swk", "otp", "sc", "pop"}),  # what one has
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),  # what one is
)
_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,255}")


def kept_for(cache_control: str) -> int:
    """Return for how many seconds something a provider publishes is believed: as it says itself, within our bounds."""
    said = _MAX_AGE.search(cache_control)
    if _NOT_KEPT.search(cache_control):
        return SHORTEST_KEPT
    return min(max(int(said[1]), SHORTEST_KEPT), LONGEST_KEPT) if said else LONGEST_KEPT


def connection_id(workspace_id: UUID) -> UUID:
    """Return the id of a workspace's own provider: known before there is one, and the same after it was set up anew.

    So the address to register at the provider can be shown first.
    """
    return uuid5(workspace_id, "federation.connection")


def expected_issuer(provider: Provider) -> str:
    """Return what the provider's description of itself must name as its issuer, to the letter."""
    if provider.kind is Kind.MICROSOFT:
        return f"{provider.issuer}/{_TEMPLATE}/v2.0"
    return provider.issuer


def description_of(provider: Provider) -> str:
    """Return where the provider describes itself (OpenID Connect Discovery, section 4)."""
    if provider.kind is Kind.MICROSOFT:
        return f"{provider.issuer}/common/v2.0/.well-known/openid-configuration"
    return f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"


def token_issuer(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Return the issuer an ID token must name; empty where its own words name no tenant that could be one."""
    if provider.kind is not Kind.MICROSOFT:
        return provider.issuer
    tenant = claims.get("tid")
    if not isinstance(tenant, str) or _TENANT.fullmatch(tenant) is None:
        return ""
    return f"{provider.issuer}/{tenant}/v2.0"


def may_answer(provider: Provider, metadata: Metadata, named: str) -> bool:
    """Tell whether an answer that names this issuer, or none, can be the provider's (RFC 9207)."""
    if not named:
        return not metadata.names_itself
    if provider.kind is not Kind.MICROSOFT:
        return named == metadata.issuer
    before, _, after = expected_issuer(provider).partition(_TEMPLATE)
    tenant = named.removeprefix(before).removesuffix(after)
    return named == f"{before}{tenant}{after}" and _TENANT.fullmatch(tenant) is not None


def is_for_us(claims: Mapping[str, Any], *, client_id: str) -> bool:
    """Tell whether a token was made for this client and for nobody beside it."""
    audience = claims.get("aud")
    alone = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    return alone == client_id and claims.get("azp", client_id) == client_id


def matches_access_token(at_hash: object, *, access_token: str, algorithm: str) -> bool:
    """Tell whether an ID token was issued together with this access token (OpenID Connect Core, 3.1.3.6)."""
    digest = hashlib.new(_HASHES[algorithm], access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    return isinstance(at_hash, str) and compare_digest(at_hash.encode(), half.encode())


def subject_of(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Return what the provider will always call this person; empty where it named nobody.

    Microsoft's ``sub`` differs from application to application and its addresses change hands, so there it is the
    object within its tenant.
    """
    subject = claims.get("sub")
    if provider.kind is Kind.MICROSOFT:
        subject = f"{claims.get('tid')}/{claims.get('oid') or subject}"
    return subject if isinstance(subject, str) and _SUBJECT.fullmatch(subject) else ""


def address_in(claims: Mapping[str, Any]) -> str:
    """Return the address a provider names, in one spelling; empty for none and for what is none."""
    named = claims.get("email")
    if not isinstance(named, str) or len(named) > 254 or _ADDRESS.fullmatch(named.strip()) is None:
        return ""
    return named.strip().lower()


def address_of(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Return the address a provider names for somebody; a company's that denies having verified it names none."""
    is_denied = provider.kind is Kind.COMPANY and "email_verified" in claims and not _is_yes(claims["email_verified"])
    return "" if is_denied else address_in(claims)


def vouches(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Tell whether the provider's word makes the address proven.

    Google is the authority for its own mailboxes and for those of the organisations it hosts; any other address was
    proven to it once and may have changed hands since. Microsoft lets every tenant write what it likes into ``email``
    (known as nOAuth) and says by ``xms_edov`` when the domain is the tenant's.
    """
    if provider.kind is Kind.MICROSOFT:
        return _is_yes(claims.get("xms_edov"))
    if provider.kind is Kind.COMPANY or not _is_yes(claims.get("email_verified")):
        return False  # a company's word is worth what its proven domains say, and those are looked up elsewhere
    if provider.kind is Kind.GOOGLE:
        domain = address_in(claims).rpartition("@")[2]
        return domain in {"gmail.com", "googlemail.com"} or bool(claims.get("hd"))
    return True


def is_moment(said: object, *, now: float) -> bool:
    """Tell whether ``auth_time`` is a number of seconds that lies behind us; clocks may differ by a little."""
    return isinstance(said, int | float) and not isinstance(said, bool) and 0 < said <= now + LEEWAY


def is_young(signed_in_at: float, *, now: float) -> bool:
    """Tell whether a sign-in elsewhere is as recent as a word about its second factor has to be."""
    return now - signed_in_at < FACTOR_LASTS


def is_anew(signed_in_at: float, *, begun_at: float) -> bool:
    """Tell whether somebody showed who they are after they were sent to do so, and not in a session from before."""
    return signed_in_at >= begun_at - LEEWAY


def shows_several(claims: Mapping[str, Any], *, named: Collection[str]) -> bool:
    """Tell whether an ID token says that somebody signed in by several factors.

    Where ``named`` says what the provider calls that, ``acr`` alone decides, so that a weaker answer than the one that
    was asked for is not made up for. Else ``amr`` does (RFC 8176): ``mfa``, or methods of two kinds. What comes by
    telephone (``sms``, ``tel``) and questions (``kba``) are of none: no such thing is a second factor here either.
    """
    if named:
        return isinstance(claims.get("acr"), str) and claims["acr"] in named
    methods = claims.get("amr")
    if not isinstance(methods, list) or len(methods) > MOST_METHODS:
        return False
    if not all(isinstance(method, str) for method in methods):
        return False
    return "mfa" in methods or sum(not kind.isdisjoint(methods) for kind in _KINDS) > 1


def is_acr(text: str) -> bool:
    """Tell whether a text can be one value of ``acr``: what stands in an address, with no space in it."""
    return _SUBJECT.fullmatch(text) is not None and len(text) <= LONGEST_ACR


def is_web_address(text: object) -> bool:
    """Tell whether a provider's endpoint is an address that a call or a browser can be sent to."""
    if not isinstance(text, str):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment


def is_issuer(text: str, *, is_allowed: Callable[[str, int], bool]) -> bool:
    """Tell whether a text can be an issuer: https, or a place the operator opened, without query or fragment."""
    if not is_web_address(text) or "?" in text or "\\" in text or any(sign.isspace() for sign in text):
        return False
    parts = urlsplit(text)
    return parts.scheme == "https" or is_allowed(parts.hostname or "", parts.port or 80)


def _is_yes(claim: object) -> bool:
    return (isinstance(claim, int) and claim == 1) or (isinstance(claim, str) and claim in {"true", "1"})
