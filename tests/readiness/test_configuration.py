"""Every assertion on production's settings fails when its control is taken away, and only then."""

import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from assay.modules.readiness.providers.configuration import assertions, prove
from assay.modules.readiness.types import Kind, Outcome
from tests.readiness import make

GOOD: dict[str, Any] = {
    "DEBUG": False,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 63_072_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_CSP": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    },
    "CORS_ALLOWED_ORIGINS": ["https://tools.example.com"],
    "CORS_ALLOW_CREDENTIALS": False,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "MIDDLEWARE": [
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "assay.modules.identity.pages.seat.SessionMiddleware",
        "assay.modules.identity.pages.seat.SeatMiddleware",
    ],
    "ALLOWED_HOSTS": ["assay.example.com"],
    "CSRF_TRUSTED_ORIGINS": ["https://assay.example.com"],
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_ENGINE": "assay.modules.identity.services.session_store",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_AGE": 1_209_600,
    "SESSION_LIFETIMES": {"staff": (timedelta(minutes=30), timedelta(hours=12))},
    "SESSION_MOST": 5,
    "DEVICE_COOKIE_NAME": "__Host-device",
    "DATABASES": {
        "default": {
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"sslmode": "verify-full", "pool": {"max_size": 16, "timeout": 5}},
        }
    },
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "rediss://cache"}},
}
CSP = GOOD["SECURE_CSP"]
POOL = GOOD["DATABASES"]["default"]["OPTIONS"]["pool"]

# what is taken away: the assertions that have to notice
BROKEN: list[tuple[dict[str, Any], set[str]]] = [
    ({"SECURE_SSL_REDIRECT": False}, {"strict-transport"}),
    ({"SECURE_HSTS_SECONDS": 3600}, {"strict-transport"}),
    ({"SECURE_HSTS_INCLUDE_SUBDOMAINS": False}, {"strict-transport"}),
    ({"SECURE_CSP": CSP | {"script-src": ["'self'", "'unsafe-inline'"]}}, {"content-policy"}),
    ({"SECURE_CSP": CSP | {"style-src": ["*"]}}, {"content-policy"}),
    ({"SECURE_CSP": CSP | {"default-src": ["'self'"]}}, {"content-policy"}),
    ({"SECURE_CSP": {name: CSP[name] for name in CSP if name != "frame-ancestors"}}, {"no-framing"}),
    ({"X_FRAME_OPTIONS": "SAMEORIGIN"}, {"no-framing"}),
    ({"MIDDLEWARE": []}, {"content-policy", "no-framing", "forged-requests", "devices-are-told"}),
    ({"SECURE_CONTENT_TYPE_NOSNIFF": False}, {"no-sniffing"}),
    ({"SECURE_REFERRER_POLICY": None}, {"no-sniffing"}),
    ({"ALLOWED_HOSTS": ["localhost"]}, {"no-local-origin"}),
    ({"ALLOWED_HOSTS": ["*"]}, {"no-local-origin"}),
    ({"CSRF_TRUSTED_ORIGINS": ["http://127.0.0.1:8000"]}, {"no-local-origin"}),
    ({"CORS_ALLOWED_ORIGINS": ["http://localhost:3000"]}, {"no-local-origin"}),
    ({"CORS_ALLOW_CREDENTIALS": True}, {"no-local-origin"}),
    ({"CORS_ALLOW_ALL_ORIGINS": True}, {"no-local-origin"}),
    ({"CORS_ALLOWED_ORIGIN_REGEXES": [".*"]}, {"no-local-origin"}),
    ({"SECURE_CSP": CSP | {"require-trusted-types-for": []}}, {"content-policy"}),
    ({"CSRF_COOKIE_SECURE": False}, {"forged-requests"}),
    ({"SESSION_ENGINE": "django.contrib.sessions.backends.cache"}, {"sessions-in-the-database"}),
    ({"SESSION_COOKIE_AGE": 31_536_000}, {"sessions-end"}),
    ({"SESSION_LIFETIMES": {"staff": (timedelta(days=14), timedelta(days=30))}}, {"sessions-end"}),
    ({"SESSION_MOST": 1_000}, {"sessions-few"}),
    ({"DEVICE_COOKIE_NAME": "device"}, {"devices-are-told"}),
    ({"SESSION_COOKIE_SECURE": False}, {"sessions-end"}),
    ({"DATABASES": {"default": {"OPTIONS": {"sslmode": "verify-full"}}}}, {"pooled-connections"}),
    (
        {"DATABASES": {"default": GOOD["DATABASES"]["default"] | {"OPTIONS": {"sslmode": "require", "pool": POOL}}}},
        {"stores-over-tls"},
    ),
    (
        {"DATABASES": {"default": GOOD["DATABASES"]["default"] | {"OPTIONS": {"sslmode": "verify-ca", "pool": POOL}}}},
        {"stores-over-tls"},
    ),
    ({"CACHES": {"default": GOOD["CACHES"]["default"] | {"LOCATION": "redis://cache"}}}, {"stores-over-tls"}),
    ({"DATABASES": {"default": {"OPTIONS": GOOD["DATABASES"]["default"]["OPTIONS"]}}}, {"pooled-connections"}),
    (
        {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": ""}}},
        {"shared-limits", "stores-over-tls"},
    ),
    ({"DEBUG": True}, {"no-technical-pages"}),
]


def complaining(settings: dict[str, Any]) -> set[str]:
    return {name for name, check in assertions.items() if check(SimpleNamespace(**settings))}


def test_good_settings_satisfy_every_assertion() -> None:
    assert set() == complaining(GOOD)


@pytest.mark.parametrize(("change", "expected"), BROKEN)
def test_a_control_taken_away_is_noticed_by_its_own_assertion(change: dict[str, Any], expected: set[str]) -> None:
    assert expected == complaining(GOOD | change)


def test_every_assertion_can_fail() -> None:
    assert set(assertions) == {name for _, expected in BROKEN for name in expected}


def test_an_assertion_nobody_wrote_proves_nothing() -> None:
    assert Outcome.FAILS == prove("wishful", make.evidence(kind=Kind.CONFIGURATION)).outcome


PRODUCTION = """
import os
from assay.config.env import example_of_production
os.environ |= example_of_production()
os.environ["DJANGO_SETTINGS_MODULE"] = "assay.config.settings.production"
from assay.modules.readiness.providers.configuration import assertions
from django.conf import settings
faults = [f"{name}: {fault}" for name, check in assertions.items() if (fault := check(settings))]
raise SystemExit("; ".join(faults) or 0)
"""


def test_production_as_documented_satisfies_every_assertion() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

    run = subprocess.run([sys.executable, "-c", PRODUCTION], env=kept, check=False, capture_output=True, text=True)

    assert 0 == run.returncode, run.stderr
