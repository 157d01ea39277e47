"""GitHub, which speaks OAuth 2 and no OpenID Connect: nothing is signed, so all is asked over a line of our own."""

from typing import Any, Final

from assay.kernel.privacy import Email, Secret
from assay.modules.federation import policy
from assay.modules.federation.errors import AssertionRefused
from assay.modules.federation.providers.wire import ask, redeem
from assay.modules.federation.queries.oidc import challenge, joined
from assay.modules.federation.types import Assertion, Flow, Provider, Returned

_SCOPE: Final = "user:email"


def way_to(provider: Provider, *, flow: Flow, state: str, redirect_uri: str) -> str:
    """Return where to send the browser."""
    asked = {
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": _SCOPE,
        "state": state,
        "code_challenge": challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    return joined(f"{provider.issuer}/login/oauth/authorize", asked)


def read(provider: Provider, returned: Returned, *, flow: Flow) -> Assertion:
    """Exchange the code and ask whose it was. Raises AssertionRefused, ProviderAway."""
    if returned.issuer not in {"", provider.issuer, f"{provider.issuer}/login/oauth"}:
        raise AssertionRefused("response_issuer")
    form = {"code": returned.code, "redirect_uri": returned.redirect_uri, "code_verifier": flow.verifier}
    tokens = redeem(provider, f"{provider.issuer}/login/oauth/access_token", form, has_basic=False)
    if not isinstance(tokens.get("access_token"), str) or str(tokens.get("token_type")).lower() != "bearer":
        raise AssertionRefused("no_access_token")
    token = Secret(tokens["access_token"])
    who = ask(provider, f"{provider.api}/user", bearer=token)
    number = who.get("id") if isinstance(who, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise AssertionRefused("subject")
    named = _primary(ask(provider, f"{provider.api}/user/emails", bearer=token))
    return Assertion(
        provider=provider.key,
        issuer=provider.issuer,
        subject=str(number),
        email=Email(named) if named else None,
        is_proven=bool(named),
    )


def _primary(listed: Any) -> str:
    """Return the primary address if GitHub has verified it; any other one is as good as none."""
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and entry.get("primary") is True and entry.get("verified") is True:
            return policy.address_in({"email": entry.get("email")})
    return ""
