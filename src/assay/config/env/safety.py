"""What production does not accept, whatever each variable says by itself."""

from dataclasses import fields
from secrets import compare_digest
from urllib.parse import urlsplit

from assay.config.env import lines
from assay.config.env.kinds import (
    DEVELOPMENT_KEY,
    DEVELOPMENT_SEED,
    LOOPBACK,
    SECRET_LENGTH,
    LogFormat,
)
from assay.config.env.payments import STRIPE
from assay.config.env.provision import Source
from assay.config.env.whole import Env


def unsafe(env: Env) -> list[str]:
    """Say what production does not accept."""
    checks = (
        (env.debug, "DEBUG is on. Production never shows technical pages. Example: DEBUG=false"),
        (not env.is_https, "BASE_URL is not https. Example: BASE_URL=https://assay.example.com"),
        (env.host in LOOPBACK, "BASE_URL names this machine only. Example: BASE_URL=https://assay.example.com"),
        (
            any(host in LOOPBACK or "*" in host or host.startswith(".") for host in env.hosts),
            "ALLOWED_HOSTS holds a loopback name or a wildcard. Example: ALLOWED_HOSTS=assay.example.com",
        ),
        (
            any(not origin.startswith("https://") or _is_local(origin) for origin in env.cors_origins),
            "CORS_ORIGINS holds an origin of this machine or one without TLS. Example: CORS_ORIGINS=https://tools.example.com",
        ),
        (
            any(_is_local(f"//{place}") for place in env.outbound_private),
            "OUTBOUND_PRIVATE names this machine. Example: OUTBOUND_PRIVATE=sso.intranet.example.com:443",
        ),
        (
            not env.outbound_allowed,
            (
                "OUTBOUND_ALLOWED is empty: say which hosts customers' identity providers may be at. "
                "Example: OUTBOUND_ALLOWED=*.okta.com,login.example.com (public, for all of the open internet)"
            ),
        ),
        (
            env.secrets_from is Source.ENV and not env.secrets_env_accepted,
            (
                "SECRETS_FROM is env: such secrets change only with a restart, and whoever sees the process sees them. "
                "Example: SECRETS_FROM=openbao (SECRETS_ENV_ACCEPTED=true, if somebody has decided so)"
            ),
        ),
        (
            env.secrets_from is Source.OPENBAO and not env.openbao_address.startswith("https://"),
            "OPENBAO_ADDRESS is not https. Example: OPENBAO_ADDRESS=https://bao.internal:8200",
        ),
        (env.log_format is not LogFormat.JSON, "LOG_FORMAT is not json. Example: LOG_FORMAT=json"),
    )
    return [*_of_parts(env), *(sentence for failed, sentence in checks if failed)]


def _of_parts(env: Env) -> list[str]:
    return _copied(env) + _weak_keys(env) + _unlisted(env) + _open_lines(env) + _half_providers(env) + _false_money(env)


def _unlisted(env: Env) -> list[str]:
    """Say why no list of leaked passwords would be asked."""
    if env.breach_list_url or env.breach_list_none_accepted:
        return []
    say = (
        "BREACH_LIST_URL is empty: passwords that have leaked would be taken. "
        "Example: BREACH_LIST_URL=https://api.pwnedpasswords.com/range/ "
        "(BREACH_LIST_NONE_ACCEPTED=true, if somebody has decided so)"
    )
    return [say]


def _open_lines(env: Env) -> list[str]:
    """Say who is spoken to without TLS, without looking whose certificate it shows, or with a password of nobody's."""
    stores = ("database_url", "valkey_url", "smtp_url")
    found = [sentence for name in stores for sentence in lines.faults_of(name.upper(), getattr(env, name))]
    services = ("osv_url", "breach_list_url", "audit_witness", "secret_scanning_keys")
    in_clear = [name.upper() for name in services if urlsplit(getattr(env, name)).scheme == "http"]
    return found + [f"{name} is not https. Example: {name}=https://service.example.com/" for name in in_clear]


def _half_providers(env: Env) -> list[str]:
    """Say whose accounts are half set up, or would be asked for over an open line."""
    providers = (
        ("GOOGLE", env.google_client_id, env.google_client_secret, (("GOOGLE_ISSUER", env.google_issuer),)),
        (
            "MICROSOFT",
            env.microsoft_client_id,
            env.microsoft_client_secret,
            (("MICROSOFT_AUTHORITY", env.microsoft_authority),),
        ),
        (
            "GITHUB",
            env.github_client_id,
            env.github_client_secret,
            (("GITHUB_URL", env.github_url), ("GITHUB_API_URL", env.github_api_url)),
        ),
    )
    faults = []
    for name, client_id, secret, places in providers:
        if bool(client_id) != bool(secret.reveal()):
            faults.append(f"{name}_CLIENT_ID and {name}_CLIENT_SECRET belong together; set both or neither.")
        if client_id:
            faults += [
                f"{place} is not https. Example: {place}=https://id.example.com"
                for place, url in places
                if not url.startswith("https://") or _is_local(url)
            ]
    return faults


def _false_money(env: Env) -> list[str]:
    """Say where payments are set up by half, or would not be payments."""
    key = env.stripe_secret_key.reveal()
    if not key:
        return []
    checks = (
        (
            not key.startswith(("sk_live_", "rk_live_")),
            "STRIPE_SECRET_KEY is no live key. Production takes money or none: leave it empty to sell nothing.",
        ),
        (
            not env.stripe_webhook_secrets,
            "STRIPE_WEBHOOK_SECRETS is empty, so no event would be believed. Set it beside STRIPE_SECRET_KEY.",
        ),
        (
            env.stripe_address != STRIPE,
            f"STRIPE_ADDRESS is not Stripe's. Example: STRIPE_ADDRESS={STRIPE}",
        ),
    )
    return [sentence for failed, sentence in checks if failed]


def _copied(env: Env) -> list[str]:
    """Say which secrets stand in the documentation."""
    specs = (spec for spec in fields(env) if "Secret" in str(spec.type))
    copied = (spec for spec in specs if getattr(env, spec.name) == spec.metadata["parse"](spec.metadata["example"]))
    return [f"{spec.name.upper()} is the example from the documentation. Make one of your own." for spec in copied]


def _weak_keys(env: Env) -> list[str]:
    """Say which keys anybody could guess."""
    key = env.secret_key.reveal()
    masters = {master.reveal() for master in env.master_keys}
    indexes = {index.reveal() for _, index in env.index_keys}
    make = "$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
    checks = (
        (
            key == DEVELOPMENT_KEY or len(key) < SECRET_LENGTH or _is_uniform(key),
            (
                f"SECRET_KEY is the development key, shorter than {SECRET_LENGTH} characters or too uniform. "
                f"Example: SECRET_KEY={make}"
            ),
        ),
        (
            any(map(_is_uniform, masters)),
            f"MASTER_KEYS holds a key that is too uniform. Example: MASTER_KEYS={make}",
        ),
        (
            any(map(_is_uniform, indexes)),
            f"INDEX_KEYS holds a key that is too uniform. Example: INDEX_KEYS=1:{make}",
        ),
        (
            (
                compare_digest(env.audit_signing_key.reveal().encode(), DEVELOPMENT_SEED.encode())
                or _is_uniform(env.audit_signing_key.reveal())
            ),
            "AUDIT_SIGNING_KEY is the development key or too uniform. Example: $(openssl rand -hex 32)",
        ),
    )
    return [sentence for failed, sentence in checks if failed]


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in LOOPBACK or host.startswith("127.") or host.endswith(".localhost")


def _is_uniform(key: str) -> bool:
    return len(set(key)) < 10
