"""What the addresses take outside of ideas: accounts, keys, factors, sessions, and open pages."""

from collections.abc import Mapping
from typing import Any, Final

from assay.kernel.ids import new_id
from tests.identity.make import PASSWORD

type Row = tuple[str, str, Mapping[str, Any] | None]

CSP: Final = '{"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://elsewhere.example/x.png"}}'
ANOTHER: Final = "nine slow otters paddled by"
_SETTINGS: Final = "app/settings/"
_SECURITY: Final = f"{_SETTINGS}security/"
_KEY: Final = f"{_SETTINGS}keys/{{key_id}}/"
_FACTOR: Final = f"{_SECURITY}factors/{{factor_id}}/"
_ELSEWHERE: Final = f"{_SETTINGS}accounts/"
_COMPANY: Final = f"{_SETTINGS}workspace/sign-in/"
_PROVIDER: Final = {"issuer": "https://login.example.org", "client_id": "assay", "secret": "x" * 20, "role": "viewer"}
_ORDER: Final = {"name": "Another", "scopes": ["ideas:read"], "days": "30", "once": str(new_id())}
_CHOSEN: Final = {"password1": ANOTHER}
_ENTERS: Final = {"login": "nobody@example.org", "password": PASSWORD}

NOT_ME: Final = "not-me/{token}/"
LOST: Final = "lost-factor/{token}/"
TOKENS: Final[Mapping[str, str]] = {
    f"accounts/{NOT_ME}": "disown_token",
    f"accounts/{LOST}": "lost_token",
    f"accounts/{LOST}cancel/": "cancel_token",
}
# For everybody, signed in or not.
OPEN: Final[tuple[Row, ...]] = (
    *(("GET", route, None) for route in ("livez", "readyz", "healthz", "metrics", "robots.txt", "favicon.ico")),
    *(("GET", route, None) for route in ("method/", "design/", "sample/", "sample.pdf", "sample.json", "problems/")),
    *(("GET", f".well-known/{name}", None) for name in ("security.txt", "change-password")),
    ("GET", "api/docs", None),
    ("GET", "problems/{code}", None),
    ("GET", "api/v1/openapi.json", None),
    ("POST", "theme/", {"theme": "dark"}),
    ("POST", "password-strength/", {"password": PASSWORD, "email": "ada@example.org"}),
    ("POST", "reports/browser/", {"": CSP}),
)
# The ways in and out: what they do depends on how far somebody has come, and they tell nobody anything.
WAYS_IN: Final[tuple[Row, ...]] = (
    *(("GET", f"accounts/{rest}", None) for rest in ("login/", "signup/", "logout/", "inactive/", "confirm-email/")),
    *(
        ("GET", f"accounts/password/{rest}", None)
        for rest in ("reset/", "withdrawn/", "reset/done/", "reset/key/done/")
    ),
    *(("GET", f"accounts/{rest}", None) for rest in ("second-step/", "second-step/lost/", "passkey/options/")),
    ("GET", "accounts/login/code/confirm/", None),
    *(("GET", f"accounts/with/{rest}", None) for rest in ("{key}/", "{key}/only/", "{key}/callback/", "open/")),
    *(("GET", f"accounts/with/{rest}", None) for rest in ("prove/", "company/")),
    *(("POST", f"accounts/with/{rest}", {}) for rest in ("open/", "prove/")),
    ("POST", "accounts/with/company/", {"email": "dana@company.example"}),
    ("GET", "accounts/confirm-email/{key}/", None),
    ("GET", "accounts/password/reset/key/{uidb36}-{key}/", None),
    ("POST", "accounts/login/", _ENTERS),
    ("POST", "accounts/login/code/confirm/", {"code": "ABC123"}),
    ("POST", "accounts/signup/", {"email": "new@example.org", "password1": ANOTHER}),
    ("POST", "accounts/logout/", {}),
    ("POST", "accounts/confirm-email/{key}/", {}),
    ("POST", "accounts/password/reset/", {"email": "ada@example.org"}),
    ("POST", "accounts/password/reset/key/{uidb36}-{key}/", _CHOSEN),
    ("POST", "accounts/second-step/", {"code": "123456"}),
    ("POST", "accounts/second-step/lost/", {}),
    ("POST", "accounts/passkey/", {"credential": "{}", "token": "x"}),
)
# Whoever holds the link of a mail.
LINKS: Final[tuple[Row, ...]] = (
    ("GET", "accounts/with/proof/{token}/", None),
    ("POST", "accounts/with/proof/{token}/", {}),
    ("GET", f"accounts/{NOT_ME}", None),
    ("POST", f"accounts/{NOT_ME}", {}),
    ("GET", f"accounts/{LOST}", None),
    ("POST", f"accounts/{LOST}", {}),
    ("GET", f"accounts/{LOST}cancel/", None),
    ("POST", f"accounts/{LOST}cancel/", {}),
)
# One's own account.
OWN: Final[tuple[Row, ...]] = (
    *(("GET", f"accounts/{rest}", None) for rest in ("email/", "password/change/", "password/set/", "reauthenticate/")),
    ("GET", "accounts/step-up/", None),
    ("GET", "accounts/with/connect/", None),
    ("POST", "accounts/with/connect/", {}),
    ("GET", f"{_ELSEWHERE}", None),
    ("GET", f"{_ELSEWHERE}confirm/", None),
    ("GET", f"{_ELSEWHERE}add/{{key}}/", None),
    ("GET", f"{_ELSEWHERE}{{link_id}}/remove/", None),
    ("POST", f"{_ELSEWHERE}{{link_id}}/remove/", {}),
    ("POST", "accounts/step-up/", {"code": "123456"}),
    ("POST", "accounts/email/", {"email": "another@example.org", "action_add": "1"}),
    ("POST", "accounts/password/change/", {"oldpassword": PASSWORD, "password1": ANOTHER}),
    ("POST", "accounts/password/set/", _CHOSEN),
    ("POST", "accounts/reauthenticate/", {"password": PASSWORD}),
    *(("GET", _SETTINGS + rest, None) for rest in ("", "activity/", "sessions/", "sessions/others/", "security/")),
    *(("GET", _SECURITY + rest, None) for rest in ("app/", "passkeys/add/", "codes/")),
    ("GET", f"{_SETTINGS}support/", None),
    ("POST", f"{_SETTINGS}support/invite/", {}),
    ("POST", f"{_SETTINGS}support/end/", {}),
    ("GET", f"{_SETTINGS}delete/", None),
    ("POST", f"{_SETTINGS}delete/ask/", {"address": "nobody@example.org"}),
    ("POST", f"{_SETTINGS}delete/cancel/", {}),
    ("GET", f"{_SETTINGS}data/", None),
    ("POST", f"{_SETTINGS}data/export/", {}),
    ("GET", f"{_SETTINGS}data/{{export_id}}/", None),
    ("GET", f"{_SETTINGS}data/{{export_id}}/state/", None),
    ("POST", _SETTINGS, {"name": "Ada"}),
    ("POST", f"{_SETTINGS}sessions/others/", {}),
    ("POST", f"{_SETTINGS}sessions/{{session_id}}/end/", {}),
    ("POST", f"{_SECURITY}app/", {"code": "123456"}),
    ("POST", f"{_SECURITY}passkeys/add/", {"name": "Phone", "credential": "{}", "token": "x"}),
    ("POST", f"{_SECURITY}codes/", {}),
    ("POST", f"{_SECURITY}mailbox/", {}),
    ("GET", f"{_FACTOR}rename/", None),
    ("GET", f"{_FACTOR}remove/", None),
    ("POST", f"{_FACTOR}rename/", {"name": "Blue key"}),
    ("POST", f"{_FACTOR}remove/", {}),
)
# The workspace's keys, and what it asks of everybody in it.
OF_WORKSPACE: Final[tuple[Row, ...]] = (
    *(("GET", f"{_SETTINGS}keys/{rest}", None) for rest in ("", "new/")),
    ("POST", f"{_SETTINGS}keys/new/", _ORDER),
    ("GET", f"{_KEY}replace/", None),
    ("GET", f"{_KEY}revoke/", None),
    ("POST", f"{_KEY}replace/", {"overlap_hours": "24", "once": str(new_id())}),
    ("POST", f"{_KEY}revoke/", {}),
    ("GET", f"{_SETTINGS}workspace/security/", None),
    ("POST", f"{_SETTINGS}workspace/security/", {"is_required": ""}),
    ("GET", _COMPANY, None),
    ("POST", _COMPANY, _PROVIDER),
    ("POST", f"{_COMPANY}switch/", {"wanted": "off"}),
    ("POST", f"{_COMPANY}factor/", {"is_trusted": "on", "acr_values": "phr"}),
    ("GET", f"{_COMPANY}remove/", None),
    ("POST", f"{_COMPANY}remove/", {}),
    ("POST", f"{_SETTINGS}workspace/recoveries/{{recovery_id}}/vouch/", {}),
)
_BILLING: Final = f"{_SETTINGS}billing/"
OF_BILLING: Final[tuple[Row, ...]] = (
    *(("GET", f"{_BILLING}{rest}", None) for rest in ("", "invoices/", "visits/{visit_id}/")),
    ("POST", f"{_BILLING}checkout/", {"price": "assay-founder-month-2026-11"}),
    ("POST", f"{_BILLING}portal/", {}),
    ("GET", "pricing/", None),
    ("POST", "webhooks/stripe", {}),
)
_DOMAINS: Final = f"{_SETTINGS}workspace/domains/"
OF_COMPANY: Final[tuple[Row, ...]] = (
    ("GET", _DOMAINS, None),
    ("POST", _DOMAINS, {"name": "another.example.com"}),
    ("GET", f"{_DOMAINS}{{domain_id}}/", None),
    ("POST", f"{_DOMAINS}{{domain_id}}/check/", {}),
    ("GET", f"{_DOMAINS}{{domain_id}}/remove/", None),
    ("POST", f"{_DOMAINS}{{domain_id}}/remove/", {}),
)
_TOKENS: Final = f"{_SETTINGS}workspace/directory/"
_SCIM: Final = "scim/v2/"
OF_DIRECTORY: Final[tuple[Row, ...]] = (
    ("GET", _TOKENS, None),
    ("POST", _TOKENS, {"group": "viewer", "once": str(new_id())}),
    ("GET", f"{_TOKENS}{{token_id}}/revoke/", None),
    ("POST", f"{_TOKENS}{{token_id}}/revoke/", {}),
)
# A company's directory comes with a token of its own.
SCIM: Final[tuple[Row, ...]] = (
    *(("GET", _SCIM + rest, None) for rest in ("ServiceProviderConfig", "ResourceTypes", "ResourceTypes/{name}")),
    *(("GET", _SCIM + rest, None) for rest in ("Schemas", "Schemas/{name}", "Users", "Users/{user_id}")),
    *(("GET", _SCIM + rest, None) for rest in ("Groups", "Groups/{name}")),
    *((method, f"{_SCIM}{kind}", {}) for kind in ("Users", "Groups") for method in ("POST",)),
    *((method, f"{_SCIM}Users/{{user_id}}", {}) for method in ("PUT", "PATCH", "DELETE")),
    *((method, f"{_SCIM}Groups/{{name}}", {}) for method in ("PUT", "PATCH", "DELETE")),
)
KEYS_OVER_HTTP: Final[tuple[Row, ...]] = (
    ("GET", "api/v1/keys", None),
    ("GET", "api/v1/key-scopes", None),
    ("POST", "api/v1/keys", {"name": "Another", "scopes": ["ideas:read"]}),
    ("POST", "api/v1/keys/{key_id}/rotation", {"overlap_hours": 24}),
    ("DELETE", "api/v1/keys/{key_id}", None),
    ("POST", "api/v1/secret-scanning/reports", {}),
)
ROWS: Final = (
    *OPEN,
    *WAYS_IN,
    *LINKS,
    *OWN,
    *OF_WORKSPACE,
    *OF_BILLING,
    *OF_COMPANY,
    *OF_DIRECTORY,
    *SCIM,
    *KEYS_OVER_HTTP,
)

# What an address answers when all is as it should be, where that is no success: a code that nobody was mailed, an
# authenticator that is not there, a provider nobody set up, a scraper's token, a partner's signature. Their own tests
# bring the real thing.
WANTS_MORE: Final[Mapping[str, frozenset[int]]] = {
    "GET /healthz": frozenset({404}),
    "GET /metrics": frozenset({404}),
    "GET /problems/{code}": frozenset({404}),
    "POST /accounts/confirm-email/{key}/": frozenset({404}),
    "POST /api/v1/secret-scanning/reports": frozenset({401}),
    "POST /webhooks/stripe": frozenset({409}),
    "POST /accounts/step-up/": frozenset({422, 429}),
    "GET /accounts/with/{key}/": frozenset({404}),
    "GET /accounts/with/{key}/only/": frozenset({404}),
    "GET /accounts/with/{key}/callback/": frozenset({404}),
    "GET /accounts/with/proof/{token}/": frozenset({404}),
    "POST /accounts/with/proof/{token}/": frozenset({404}),
    f"GET /{_ELSEWHERE}add/{{key}}/": frozenset({404}),
    **{f"{method} /{route}": frozenset({401}) for method, route, _sent in SCIM},
    f"POST /{_SECURITY}app/": frozenset({422}),
    f"POST /{_SECURITY}passkeys/add/": frozenset({422}),
}
