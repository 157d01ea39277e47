"""Calls to a provider, at its own hosts or those the operator lists (`kernel.http`); what is no JSON is no answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from assay.kernel.http import Failure, foreign_session
from assay.kernel.logging import get_logger
from assay.kernel.privacy import Secret
from assay.modules.federation.errors import AssertionRefused, ProviderAway
from assay.modules.federation.types import Provider

log = get_logger(__name__)


def ask(provider: Provider, url: str, *, bearer: Secret | None = None) -> Any:
    """Return the JSON that stands at an address. Raises ProviderAway."""
    headers = {"Accept": "application/json"}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer.reveal()}"
    said, _kept = published(provider, url, headers=headers)
    return said


def published(provider: Provider, url: str, *, headers: Mapping[str, str] | None = None) -> tuple[Any, str]:
    """Return the JSON that stands at an address, and its Cache-Control. Raises ProviderAway."""
    status, said, kept = _call(provider, "GET", url, headers=headers or {"Accept": "application/json"})
    if status != 200:
        raise _away(provider, f"status {status}")
    return said, kept


def redeem(provider: Provider, url: str, form: Mapping[str, str], *, has_basic: bool) -> Mapping[str, Any]:
    """Exchange a code for tokens. Raises AssertionRefused when the provider says no, ProviderAway."""
    headers, secret = {"Accept": "application/json"}, provider.client_secret.reveal()
    sent = {**form, "client_id": provider.client_id}
    auth = None
    if has_basic:  # RFC 6749, section 2.3.1: both are form-encoded first
        auth = (quote_plus(provider.client_id), quote_plus(secret))
    else:
        sent["client_secret"] = secret
    status, said, _kept = _call(provider, "POST", url, headers=headers, data=sent, auth=auth)
    if not isinstance(said, dict):
        raise _away(provider, "no object")
    if status >= 500:
        raise _away(provider, f"status {status}")
    if status != 200 or "error" in said:  # GitHub refuses with a status of 200
        raise AssertionRefused("code_refused")
    return said


def _call(provider: Provider, method: str, url: str, **sent: Any) -> tuple[int, Any, str]:
    try:
        with foreign_session(*provider.hosts) as session:
            answer = session.request(method, url, **sent)
    except Failure as fault:
        raise _away(provider, type(fault).__name__) from None
    try:
        return answer.status_code, answer.json(), answer.headers.get("Cache-Control", "")
    except ValueError:
        raise _away(provider, f"status {answer.status_code}, no JSON") from None


def _away(provider: Provider, why: str) -> ProviderAway:
    log.warning("provider away", provider=provider.key, why=why)
    return ProviderAway()
