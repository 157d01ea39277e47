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

from assay.kernel.privacy import Secret

DEVELOPMENT_SECRET = "development-only-not-a-secret-development-only"  # noqa: S105 -- refused by name in production
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


def _text(raw: str) -> str:
    if not raw.strip():
        raise ValueError("it is empty")
    return raw.strip()


def _secret(raw: str) -> Secret:
    return Secret(_text(raw))


def _secrets(raw: str) -> tuple[Secret, ...]:
    return tuple(Secret(part) for part in _names(raw))


def _names(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _flag(raw: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[raw.strip().lower()]
    except KeyError:
        raise ValueError("it is neither true nor false") from None


def _count(least: int, most: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        try:
            number = int(raw)
        except ValueError:
            raise ValueError("it is not a whole number") from None
        if not least <= number <= most:
            raise ValueError(f"it is not between {least} and {most}")
        return number

    return parse


def _choice[C: StrEnum](kind: type[C]) -> Callable[[str], C]:
    def parse(raw: str) -> C:
        try:
            return kind(raw.strip())
        except ValueError:
            raise ValueError(f"it is none of {', '.join(kind)}") from None

    return parse


def _address(*schemes: str) -> Callable[[str], Secret]:
    def parse(raw: str) -> Secret:
        parts = urlsplit(raw.strip())
        if parts.scheme not in schemes:
            raise ValueError(f"it does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        if not parts.hostname:
            raise ValueError("it names no host")
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("its port is not a number up to 65535") from None
        return Secret(raw.strip())

    return parse


def _origin(raw: str) -> str:
    parts = urlsplit(_address("http", "https")(raw).reveal())
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it carries a path; only scheme, host and port belong in it")
    return f"{parts.scheme}://{parts.netloc}"


def _variable(parse: Callable[[str], Any], *, example: str, about: str, default: str | None = None) -> Any:
    """Describe one variable: how it is read, an example, what it is for, and its default as text (None: required)."""
    return field(metadata={"parse": parse, "example": example, "about": about, "default": default})


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """What the environment says. Addresses are secrets because they carry passwords."""

    environment: Mode = _variable(
        _choice(Mode), example="production", about="Where this runs: dev, test or production."
    )
    secret_key: Secret = _variable(
        _secret, example="made-with-python3-c-import-secrets-print-secrets-token_urlsafe-64",
        about=f"Signs sessions and links; at least {SECRET_LENGTH} random characters in production.",
    )  # fmt: skip
    secret_key_fallbacks: tuple[Secret, ...] = _variable(
        _secrets, example="the-former-key", default="", about="Former keys, comma between them, still accepted while a key is changed."
    )  # fmt: skip
    database_url: Secret = _variable(
        _address("postgres", "postgresql"), example="postgresql://assay:password@db.internal:5432/assay",
        about="The PostgreSQL database. Its role must not be a superuser and must not bypass row-level security.",
    )  # fmt: skip
    db_pool_size: int = _variable(
        _count(1, 500), example="16", default="16", about="Connections a process keeps at most; not fewer than its threads."
    )  # fmt: skip
    db_pool_timeout_ms: int = _variable(
        _count(50, 30_000), example="1500", default="1500", about="How long a request waits for a free connection before it is answered 503."
    )  # fmt: skip
    db_statement_timeout_ms: int = _variable(
        _count(100, 600_000), example="15000", default="15000", about="A statement that takes longer is cancelled."
    )  # fmt: skip
    db_lock_timeout_ms: int = _variable(
        _count(10, 600_000), example="3000", default="3000", about="A statement that waits longer for a lock is cancelled."
    )  # fmt: skip
    valkey_url: Secret = _variable(
        _address("redis", "rediss", "valkey", "valkeys"), example="redis://:password@cache.internal:6379/0",
        about="The Valkey or Redis server for cache and limits. Losing it costs speed, not sign-in.",
    )  # fmt: skip
    base_url: str = _variable(
        _origin, example="https://assay.example.com", about="The address people type; links in mails begin with it."
    )
    allowed_hosts: tuple[str, ...] = _variable(
        _names, example="assay.example.com", default="", about="Host names answered, comma between them; empty: the host of BASE_URL."
    )  # fmt: skip
    trusted_proxies: int = _variable(
        _count(0, 5), example="1", default="0", about="How many proxies of ours stand in front and set X-Forwarded-For and X-Forwarded-Proto."
    )  # fmt: skip
    smtp_url: Secret = _variable(
        _address("smtp", "smtp+tls", "smtps"), example="smtp+tls://user:password@mail.example.com:587",
        about="Where mail is handed over: smtp (plain), smtp+tls (STARTTLS) or smtps.",
    )  # fmt: skip
    mail_from: str = _variable(
        _text, example="Assay <hello@assay.example.com>", default="Assay <hello@localhost>", about="The sender of our mails."
    )  # fmt: skip
    worker_concurrency: int = _variable(
        _count(1, 64), example="2", default="2", about="Jobs a worker process runs at a time."
    )
    log_level: LogLevel = _variable(
        _choice(LogLevel), example="INFO", default="INFO", about="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: LogFormat = _variable(
        _choice(LogFormat), example="json", default="json", about="json, or console for reading."
    )
    debug: bool = _variable(
        _flag, example="false", default="false", about="Django's technical error pages. Never in production."
    )
    static_root: str = _variable(
        _text, example="/srv/assay/static", default="var/static", about="Where collected static files lie."
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
            key == DEVELOPMENT_SECRET or len(key) < SECRET_LENGTH or len(set(key)) < 10,
            f"SECRET_KEY is the development key, shorter than {SECRET_LENGTH} characters or too uniform. "
            "Example: SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')",
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
