"""Assertions on the settings that production would run with; each names what is wrong or stays silent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings

from assay.modules.readiness.types import Evidence, Finding, Outcome

type Assertion = Callable[[Any], str | None]

YEAR: Final = 365 * 24 * 3600
HOUR: Final = timedelta(hours=1)
LOCAL: Final = ("localhost", "127.", "0.0.0.0", "[::1]", "*")  # noqa: S104  names to refuse, nothing is bound

assertions: dict[str, Assertion] = {}


def assertion(name: str) -> Callable[[Assertion], Assertion]:
    """Give an assertion the name it is registered under."""

    def register(check: Assertion) -> Assertion:
        assertions[name] = check
        return check

    return register


def prove(target: str, _: Evidence) -> Finding:
    """The assertion of that name holds for the settings this process has loaded."""
    if target not in assertions:
        return Finding(outcome=Outcome.FAILS, detail=f"there is no assertion {target!r}")
    fault = assertions[target](settings)
    return Finding(outcome=Outcome.FAILS if fault else Outcome.HOLDS, detail=fault or f"{target} holds")


@assertion("strict-transport")
def _strict_transport(now: Any) -> str | None:
    if not now.SECURE_SSL_REDIRECT:
        return "plain HTTP is not redirected (SECURE_SSL_REDIRECT)"
    return None if now.SECURE_HSTS_SECONDS >= YEAR and now.SECURE_HSTS_INCLUDE_SUBDOMAINS else "HSTS is too short"


@assertion("content-policy")
def _content_policy(now: Any) -> str | None:
    policy = {directive: [str(source) for source in sources] for directive, sources in now.SECURE_CSP.items()}
    if "django.middleware.csp.ContentSecurityPolicyMiddleware" not in now.MIDDLEWARE:
        return "no middleware sends the policy"
    if policy.get("default-src") != ["'none'"]:
        return "default-src is not 'none'"
    loose = [
        directive for directive, sources in policy.items() if {"'unsafe-inline'", "'unsafe-eval'", "*"} & {*sources}
    ]
    if loose:
        return f"{', '.join(loose)} allow what a policy is there to refuse"
    return (
        None if "'script'" in policy.get("require-trusted-types-for", []) else "text may become script (Trusted Types)"
    )


@assertion("no-framing")
def _no_framing(now: Any) -> str | None:
    if [str(source) for source in now.SECURE_CSP.get("frame-ancestors", [])] != ["'none'"]:
        return "frame-ancestors is not 'none'"
    sends = "django.middleware.clickjacking.XFrameOptionsMiddleware" in now.MIDDLEWARE
    return None if sends and now.X_FRAME_OPTIONS == "DENY" else "X-Frame-Options: DENY is not sent"


@assertion("no-sniffing")
def _no_sniffing(now: Any) -> str | None:
    if not now.SECURE_CONTENT_TYPE_NOSNIFF:
        return "X-Content-Type-Options: nosniff is not sent"
    return (
        None if now.SECURE_REFERRER_POLICY and now.SECURE_CROSS_ORIGIN_OPENER_POLICY else "no referrer or opener policy"
    )


@assertion("no-local-origin")
def _no_local_origin(now: Any) -> str | None:
    trusted = [*now.ALLOWED_HOSTS, *now.CSRF_TRUSTED_ORIGINS, *now.CORS_ALLOWED_ORIGINS]
    local = [name for name in trusted if any(word in name for word in LOCAL)]
    if local:
        return f"{', '.join(local)} is trusted in production"
    is_open = getattr(now, "CORS_ALLOW_ALL_ORIGINS", False) or getattr(now, "CORS_ALLOWED_ORIGIN_REGEXES", ())
    return "cookies or every origin are let through" if is_open or now.CORS_ALLOW_CREDENTIALS else None


@assertion("forged-requests")
def _forged_requests(now: Any) -> str | None:
    if "django.middleware.csrf.CsrfViewMiddleware" not in now.MIDDLEWARE:
        return "no middleware asks for the token"
    return None if now.CSRF_COOKIE_SECURE and now.CSRF_COOKIE_HTTPONLY else "the token's cookie is open to others"


@assertion("sessions-in-the-database")
def _sessions_in_the_database(now: Any) -> str | None:
    kept = now.SESSION_ENGINE == "assay.modules.identity.services.session_store"
    return None if kept else f"{now.SESSION_ENGINE} is not the table of sessions"


@assertion("sessions-end")
def _sessions_end(now: Any) -> str | None:
    if not now.SESSION_COOKIE_SECURE or not now.SESSION_COOKIE_HTTPONLY:
        return "the session's cookie is open to others"
    if not 0 < now.SESSION_COOKIE_AGE <= YEAR // 12:
        return "a session lives longer than a month"
    idle, absolute = now.SESSION_LIFETIMES["staff"]
    return None if idle <= HOUR and absolute <= 24 * HOUR else "a session of staff lives longer than a day"


@assertion("sessions-few")
def _sessions_few(now: Any) -> str | None:
    return None if 1 <= now.SESSION_MOST <= 10 else "a person may be signed in in more than ten browsers"


@assertion("devices-are-told")
def _devices_are_told(now: Any) -> str | None:
    seat = "assay.modules.identity.pages.seat"
    if not now.DEVICE_COOKIE_NAME.startswith("__Host-"):
        return "the device's cookie can be planted by a neighbouring host"
    missing = [name for name in ("SessionMiddleware", "SeatMiddleware") if f"{seat}.{name}" not in now.MIDDLEWARE]
    return f"{', '.join(missing)} is not installed" if missing else None


@assertion("pooled-connections")
def _pooled_connections(now: Any) -> str | None:
    pool = now.DATABASES["default"].get("OPTIONS", {}).get("pool")
    if not isinstance(pool, dict) or not pool.get("max_size") or not pool.get("timeout"):
        return "the pool has no chosen size and patience"
    return None if now.DATABASES["default"].get("CONN_HEALTH_CHECKS") else "dead connections are handed out"


@assertion("stores-over-tls")
def _stores_over_tls(now: Any) -> str | None:
    if now.DATABASES["default"].get("OPTIONS", {}).get("sslmode") != "verify-full":
        return "the database is reached without TLS or without a certificate that is checked by name (sslmode)"
    place = str(now.CACHES["default"]["LOCATION"])
    return None if place.startswith("rediss://") else "the cache is reached without TLS"


@assertion("shared-limits")
def _shared_limits(now: Any) -> str | None:
    backend, place = now.CACHES["default"]["BACKEND"], now.CACHES["default"]["LOCATION"]
    shared = "locmem" not in backend and "dummy" not in backend and str(place).startswith(("redis", "valkey"))
    return None if shared else f"{backend} is not shared by all processes"


@assertion("no-technical-pages")
def _no_technical_pages(now: Any) -> str | None:
    return "DEBUG shows settings and code to everybody" if now.DEBUG else None
