"""Every variable the product reads from its environment, in one typed class.

``read`` collects all faults before it complains, so a wrong deployment is corrected in one go, and each fault names the
variable and shows an example. ``.env.example`` is written by ``example_file`` and compared with it by a test.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from assay.config import variables
from assay.kernel.privacy import Secret

DEVELOPMENT_KEY = "development-only-not-a-secret-development-only"
SECRET_LENGTH = 50
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


class Mode(StrEnum):
    """Where the process runs."""

    DEV = "dev"
    TEST = "test"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How log lines look: for machines or for eyes."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least weight a line needs to be written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class EnvInvalid(ImproperlyConfigured):
    """Variables are missing or wrong; ``faults`` holds one sentence for each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("The environment is not complete:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


def _variable(parse: Callable[[str], Any], *, example: str, about: str, default: str | None = None) -> dict[str, Any]:
    """Describe one variable: how it is read, an example, what it is for, and its default as text (None: required)."""
    return {"parse": parse, "example": example, "about": about, "default": default}


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """What the environment says. Addresses are secrets because they carry passwords."""

    environment: Mode = field(
        metadata=_variable(
            variables.choice(Mode), example="production", about="Where this runs: dev, test or production."
        )
    )
    secret_key: Secret = field(
        metadata=_variable(
            variables.secret,
            example="made-with-python3-c-import-secrets-print-secrets-token_urlsafe-64",
            about=f"Signs sessions and links; at least {SECRET_LENGTH} random characters in production.",
        )
    )
    secret_key_fallbacks: tuple[Secret, ...] = field(
        metadata=_variable(
            variables.secrets,
            example="the-former-key",
            about="Former keys, comma between them, still accepted while a key is changed.",
            default="",
        )
    )
    database_url: Secret = field(
        metadata=_variable(
            variables.address("postgres", "postgresql"),
            example="postgresql://assay:password@db.internal:5432/assay",
            about="The PostgreSQL database. Its role must not be a superuser and must not bypass row-level security.",
        )
    )
    db_pool_size: int = field(
        metadata=_variable(
            variables.count(1, 500),
            example="16",
            about="Connections a process keeps at most; not fewer than its threads.",
            default="16",
        )
    )
    db_pool_timeout_ms: int = field(
        metadata=_variable(
            variables.count(50, 30_000),
            example="1500",
            about="How long a request waits for a free connection before it is answered 503.",
            default="1500",
        )
    )
    db_statement_timeout_ms: int = field(
        metadata=_variable(
            variables.count(100, 600_000),
            example="15000",
            about="A statement that takes longer is cancelled.",
            default="15000",
        )
    )
    db_lock_timeout_ms: int = field(
        metadata=_variable(
            variables.count(10, 600_000),
            example="3000",
            about="A statement that waits longer for a lock is cancelled.",
            default="3000",
        )
    )
    valkey_url: Secret = field(
        metadata=_variable(
            variables.address("redis", "rediss", "valkey", "valkeys"),
            example="redis://:password@cache.internal:6379/0",
            about="The Valkey or Redis server for cache and limits. Losing it costs speed, not sign-in.",
        )
    )
    base_url: str = field(
        metadata=_variable(
            variables.origin,
            example="https://assay.example.com",
            about="The address people type; links in mails begin with it.",
        )
    )
    allowed_hosts: tuple[str, ...] = field(
        metadata=_variable(
            variables.names,
            example="assay.example.com",
            about="Host names answered, comma between them; empty: the host of BASE_URL.",
            default="",
        )
    )
    trusted_proxies: int = field(
        metadata=_variable(
            variables.count(0, 5),
            example="1",
            about="How many proxies of ours stand in front and set X-Forwarded-For and X-Forwarded-Proto.",
            default="0",
        )
    )
    smtp_url: Secret = field(
        metadata=_variable(
            variables.address("smtp", "smtp+tls", "smtps"),
            example="smtp+tls://user:password@mail.example.com:587",
            about="Where mail is handed over: smtp (plain), smtp+tls (STARTTLS) or smtps.",
        )
    )
    mail_from: str = field(
        metadata=_variable(
            variables.text,
            example="Assay <hello@assay.example.com>",
            about="The sender of our mails.",
            default="Assay <hello@localhost>",
        )
    )
    worker_concurrency: int = field(
        metadata=_variable(
            variables.count(1, 64), example="2", about="Jobs a worker process runs at a time.", default="2"
        )
    )
    log_level: LogLevel = field(
        metadata=_variable(
            variables.choice(LogLevel), example="INFO", about="DEBUG, INFO, WARNING or ERROR.", default="INFO"
        )
    )
    log_format: LogFormat = field(
        metadata=_variable(
            variables.choice(LogFormat), example="json", about="json, or console for reading.", default="json"
        )
    )
    debug: bool = field(
        metadata=_variable(
            variables.flag,
            example="false",
            about="Django's technical error pages. Never in production.",
            default="false",
        )
    )
    static_root: str = field(
        metadata=_variable(
            variables.text, example="/srv/assay/static", about="Where collected static files lie.", default="var/static"
        )
    )

    @property
    def host(self) -> str:
        """The host name in BASE_URL."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names the web process answers."""
        return self.allowed_hosts or (self.host,)

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS."""
        return self.base_url.startswith("https://")


def read(environ: Mapping[str, str]) -> Env:
    """Read the settings. Raises EnvInvalid with one sentence for every variable that is missing, wrong or unsafe."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for spec in fields(Env):
        name, raw = spec.name.upper(), environ.get(spec.name.upper(), spec.metadata["default"])
        example = f"Example: {name}={spec.metadata['example']}"
        if raw is None:
            faults.append(f"{name} is missing. {spec.metadata['about']} {example}")
            continue
        try:
            values[spec.name] = spec.metadata["parse"](raw)
        except ValueError as error:
            faults.append(f"{name} is wrong: {error}. {spec.metadata['about']} {example}")
    if faults:
        raise EnvInvalid(tuple(faults))
    env = Env(**values)
    if env.environment is Mode.PRODUCTION and (unsafe := tuple(_unsafe(env))):
        raise EnvInvalid(unsafe)
    return env


def _unsafe(env: Env) -> list[str]:
    """Say what production does not accept."""
    key = env.secret_key.reveal()
    checks = (
        (env.debug, "DEBUG is on. Production never shows technical pages. Example: DEBUG=false"),
        (
            key == DEVELOPMENT_KEY or len(key) < SECRET_LENGTH or len(set(key)) < 10,
            (
                f"SECRET_KEY is the development key, shorter than {SECRET_LENGTH} characters or too uniform. "
                "Example: SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
            ),
        ),
        (not env.is_https, "BASE_URL is not https. Example: BASE_URL=https://assay.example.com"),
        (env.host in LOOPBACK, "BASE_URL names this machine only. Example: BASE_URL=https://assay.example.com"),
        (
            any(host in LOOPBACK or "*" in host or host.startswith(".") for host in env.hosts),
            "ALLOWED_HOSTS holds a loopback name or a wildcard. Example: ALLOWED_HOSTS=assay.example.com",
        ),
        (env.log_format is not LogFormat.JSON, "LOG_FORMAT is not json. Example: LOG_FORMAT=json"),
    )
    return [sentence for failed, sentence in checks if failed]


def settings_module(environ: Mapping[str, str] = os.environ) -> str:
    """Return the dotted name of the settings for ENVIRONMENT. Raises EnvInvalid when that is missing or wrong."""
    spec = next(spec for spec in fields(Env) if spec.name == "environment")
    try:
        mode = cast("Mode", spec.metadata["parse"](environ["ENVIRONMENT"]))
    except (KeyError, ValueError):
        raise EnvInvalid(
            (f"ENVIRONMENT is missing or wrong. {spec.metadata['about']} Example: ENVIRONMENT=production",)
        ) from None
    return f"assay.config.settings.{mode}"


def example_file() -> str:
    """Return the text of ``.env.example``: every variable with its purpose; optional ones commented out."""
    lines = [
        "# Every variable Assay reads (config/env.py). Lines with a leading # show the default and may be left out.",
        "",
    ]
    for spec in fields(Env):
        default = spec.metadata["default"]
        lines.append(f"# {spec.metadata['about']}")
        name = spec.name.upper()
        lines += [f"{name}={spec.metadata['example']}" if default is None else f"#{name}={default}", ""]
    return "\n".join(lines)
