"""The service. ``config.env`` has refused unsafe values before this is read."""

from assay.config.settings.base import *  # noqa: F403 -- a settings page is its base with differences
from assay.config.settings.base import TRUSTED_PROXIES

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_NAME = "__Host-session"  # the prefix makes the browser insist on Secure, Path=/ and no Domain
SESSION_COOKIE_SECURE = True
DEVICE_COOKIE_NAME = "__Host-device"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
THEME_COOKIE_NAME = "__Host-theme"  # Secure whenever it is set over TLS, and here nothing else is answered
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
