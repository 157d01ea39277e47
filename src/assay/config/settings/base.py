"""What holds in every environment. Values come from ``config.env``; nothing here reads the environment by itself."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP

from assay.config import modules
from assay.config.env import Mode, read
from assay.config.settings.accounts import *  # noqa: F403 -- the accounts' own page of settings, kept by identity
from assay.config.settings.accounts import ACCOUNT_APPS, ACCOUNT_CONTEXT, ACCOUNT_MIDDLEWARE
from assay.config.vault.living import Living, login_of
from assay.config.vault.source import supplied
from assay.kernel.cache import SettingsLogin, line_of
from assay.kernel.db import checked
from assay.kernel.logging import configure

ENV = read(supplied(os.environ))
HOME = Path(__file__).resolve().parents[2]

DEBUG = ENV.debug
_LIVING = Living.of(ENV)  # these may be replaced while the process runs (config.vault.living)
SECRET_KEY = _LIVING.SECRET_KEY
SECRET_KEY_FALLBACKS = _LIVING.SECRET_KEY_FALLBACKS
MASTER_KEYS = _LIVING.MASTER_KEYS
INDEX_KEYS = _LIVING.INDEX_KEYS
ALLOWED_HOSTS = list(ENV.hosts)
BASE_URL = ENV.base_url
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
TRUSTED_PROXIES = ENV.trusted_proxies
WEB_THREADS = ENV.web_threads
BREACH_LIST_URL = ENV.breach_list_url
OSV_URL = ENV.osv_url
AUDIT_SIGNING_KEY = _LIVING.AUDIT_SIGNING_KEY
AUDIT_FORMER_KEYS = _LIVING.AUDIT_FORMER_KEYS
DNS_SERVERS = ENV.dns_servers
AUDIT_WITNESS = ENV.audit_witness
METRICS_TOKENS = _LIVING.METRICS_TOKENS
VALKEY_LOGIN = _LIVING.VALKEY_LOGIN
IS_PRODUCTION = ENV.environment is Mode.PRODUCTION
SECRET_SCANNING_KEYS = ENV.secret_scanning_keys
OUTBOUND_ALLOWED = ENV.outbound_allowed
WEB_CERTIFICATE = ENV.web_certificate
OUTBOUND_PRIVATE = frozenset(place.lower() for place in ENV.outbound_private)
FEDERATION = _LIVING.FEDERATION  # whose accounts people may come in with (federation.conf)
PAYMENTS = _LIVING.PAYMENTS  # who takes the money (billing.conf)
SECURITY_CONTACT = ENV.security_contact or f"mailto:security@{ENV.host}"

# --- applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "corsheaders",
    "ninja",  # its own copy of the interactive documentation; without this it would be fetched from elsewhere
    *modules.APPLICATIONS,  # before the accounts' applications, so that our templates are found first
    *ACCOUNT_APPS,
]
ROOT_URLCONF = "assay.config.urls"
WSGI_APPLICATION = "assay.config.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # for other people's tables; ours name their keys

# Order matters; the reason stands beside each.
MIDDLEWARE = [
    "assay.kernel.middleware.RequestMiddleware",  # outermost: every answer, even a refusal, has an id and a log line
    "django.middleware.security.SecurityMiddleware",  # https and host rules before any work is done
    "django.middleware.csp.ContentSecurityPolicyMiddleware",  # sees every answer below, error pages too
    "assay.kernel.middleware.HeadersMiddleware",  # the remaining security headers
    "corsheaders.middleware.CorsMiddleware",  # answers a browser's preliminary question before anything else is asked
    "whitenoise.middleware.WhiteNoiseMiddleware",  # files need no session
    "assay.kernel.middleware.BodyLimitMiddleware",  # before anything reads the body
    "assay.kernel.origins.OriginMiddleware",  # what another site made a browser send goes no further
    "assay.kernel.middleware.OutageMiddleware",  # a lost database or a full pool in any layer below becomes a 503
    "assay.modules.identity.pages.seat.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",  # after the session, before anything is said
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "assay.modules.identity.pages.seat.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "assay.modules.identity.pages.seat.SeatMiddleware",  # may say why somebody is signed out; before anything is done
    "assay.modules.identity.pages.impersonating.ImpersonationMiddleware",  # whose request it is, before anybody asks
    *ACCOUNT_MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # for browsers that do not know frame-ancestors
    "assay.kernel.tenancy.TenancyMiddleware",  # knows the person, so it can open their workspace
    "assay.kernel.middleware.LimitsMiddleware",  # knows who asks, and refuses before a view works
    "assay.kernel.probing.ProbingMiddleware",  # knows the person, and sees refusals as answers
    "assay.kernel.middleware.ProblemMiddleware",  # turns a refusal of ours into its answer
    "assay.kernel.reading.ReadsMiddleware",  # who is shown what is written down before the answer leaves
    "assay.modules.identity.pages.impersonating.ReadingMiddleware",  # innermost: in the view's place, nothing written
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOME / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *ACCOUNT_CONTEXT,
            ],
        },
    },
]
FORM_RENDERER = "assay.web.forms.AssayRenderer"

# --- forms (sessions, passwords and backends stand in ``accounts``) --------------------------------------------------

THEME_COOKIE_NAME = "theme"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "assay.kernel.problems.csrf_failure"

SESSION_LIFETIMES = ENV.session_limits
SESSION_MOST = ENV.session_most
GEOIP_DATABASE = ENV.geoip_database

# --- database, cache, jobs -------------------------------------------------------------------------------------------


def database_of(address: str) -> dict[str, Any]:
    """Turn an address into Django's form; query parameters go to libpq (``sslmode=verify-full`` …)."""
    parts = urlsplit(address)
    query = dict(word.split("=", 1) for word in parts.query.split("&") if "=" in word)
    limits = {
        "statement_timeout": ENV.db_statement_timeout_ms,
        "lock_timeout": ENV.db_lock_timeout_ms,
        "idle_in_transaction_session_timeout": 60_000,
    }
    return {
        "ENGINE": "assay.kernel.postgres",
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "CONN_MAX_AGE": 0,  # the pool keeps connections; a request gives its own back
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": f"assay-{ENV.environment}",
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            "pool": {
                "min_size": 1,
                "max_size": ENV.db_pool_size,
                "timeout": ENV.db_pool_timeout_ms / 1000,
                "max_waiting": 8 * ENV.db_pool_size,  # a longer queue would only wait for its own refusal
                "max_lifetime": 1800,
                "reconnect_timeout": 4,  # then a request tries at once; the pool's own pauses grow to minutes
                "check": checked,
                "name": "assay",
            },
            **{name: unquote(value) for name, value in query.items()},
        },
    }


DATABASES = {"default": database_of(ENV.database_url.reveal())}
DATABASE_SERVICE_ROLE = ENV.database_service_role
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["assay.kernel.events", "assay.kernel.upkeep"]


def caches_of(address: str) -> dict[str, dict[str, Any]]:
    """Turn an address into Django's form; ``ssl_ca_certs`` in it names the only authority that is believed."""
    valkey = urlsplit(address)
    place = valkey._replace(  # who we are is said at each new line, for it may change
        scheme=valkey.scheme.replace("valkey", "redis"), netloc=valkey.netloc.rpartition("@")[2]
    ).geturl()
    options = {"socket_connect_timeout": 0.25, "socket_timeout": 0.5, "max_connections": 64, **line_of(place)}
    return {
        "default": {
            "BACKEND": "assay.kernel.cache.LossyCache",  # a lost server is a miss, not an error
            "LOCATION": place,
            "KEY_PREFIX": "assay",
            "TIMEOUT": 300,
            "OPTIONS": options | ({"credential_provider": SettingsLogin()} if login_of(address) else {}),
        },
    }


CACHES = caches_of(ENV.valkey_url.reveal())

# --- requests --------------------------------------------------------------------------------------------------------

WEB_PROCESSES = ENV.web_processes
BODY_LIMIT = 1_000_000  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
FILE_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
PROBLEM_TEMPLATE_BASES = ("public.html", "errors/bare.html")  # the first that exists carries readable error pages

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],  # no text becomes elements or script but through the named policies
    "trusted-types": ["assay-htmx", "assay-fragment", "assay-worker"],  # web/assets/ts/trusted.ts
    "report-uri": ["/reports/browser/"],  # for browsers that do not know report-to
    "report-to": ["assay"],
}

# Scripts of other sites may read the API with a key of their own, where the operator names the site; no cookies.
CORS_ALLOWED_ORIGINS = list(ENV.cors_origins)
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = (
    "accept", "authorization", "content-digest", "content-type", "idempotency-key", "if-match", "if-none-match",
    "signature", "signature-input",
)  # fmt: skip
CORS_EXPOSE_HEADERS = ("ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id")
CORS_PREFLIGHT_MAX_AGE = 600

# --- files, language, mail, logs -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(ENV.static_root).resolve()
STATICFILES_DIRS: list[Path] = []  # the applications' own ``static`` folders are found by themselves
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no uploads in this product yet
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "assay.config.formats"

MAILERS = _LIVING.MAILERS
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from

LOGGING_CONFIG = None  # ours below; Django's default would mail tracebacks to people
configure(level=ENV.log_level, is_json=ENV.log_format == "json")
