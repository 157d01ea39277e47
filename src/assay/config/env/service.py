"""What the process is and how it speaks."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.config.env.kinds import SECRET_LENGTH, LogFormat, LogLevel, Mode
from assay.kernel.privacy import Secret


@dataclass(frozen=True, kw_only=True)
class Service:
    """What the process is and how it speaks."""

    environment: Mode = field(
        metadata=variables.described(
            variables.choice(Mode), example="production", about="Where this runs: dev, test or production."
        )
    )
    secret_key: Secret = field(
        metadata=variables.described(
            variables.secret,
            example="made-with-python3-c-import-secrets-print-secrets-token_urlsafe-64",
            about=f"Signs sessions and links; at least {SECRET_LENGTH} random characters in production.",
        )
    )
    secret_key_fallbacks: tuple[Secret, ...] = field(
        metadata=variables.described(
            variables.secrets,
            example="the-former-key",
            about="Former keys, comma between them, still accepted while a key is changed.",
            default="",
        )
    )
    base_url: str = field(
        metadata=variables.described(
            variables.origin,
            example="https://assay.example.com",
            about="The address people type; links in mails begin with it.",
        )
    )
    allowed_hosts: tuple[str, ...] = field(
        metadata=variables.described(
            variables.names,
            example="assay.example.com",
            about="Host names answered, comma between them; empty: the host of BASE_URL.",
            default="",
        )
    )
    trusted_proxies: int = field(
        metadata=variables.described(
            variables.count(0, 5),
            example="1",
            about="How many proxies of ours stand in front and set X-Forwarded-For and X-Forwarded-Proto.",
            default="0",
        )
    )
    web_processes: int = field(
        metadata=variables.described(
            variables.count(1, 1_000),
            example="4",
            about="Web processes in all; while Valkey is away each of them allows its share of every limit.",
            default="1",
        )
    )
    web_threads: int = field(
        metadata=variables.described(
            variables.count(2, 128),
            example="12",
            about="Requests a web process serves at a time. At most two thirds of them check passwords.",
            default="12",
        )
    )
    web_certificate: str = field(
        metadata=variables.described(
            str.strip,
            example="/etc/assay/web.crt",
            about="A file with the certificate that the web process shows the proxy, in the name of BASE_URL's host, "
            "signed by an authority of yours that the proxy believes alone. Production serves nothing in clear.",
            default="",
        )
    )
    web_key: str = field(
        metadata=variables.described(
            str.strip,
            example="/etc/assay/web.key",
            about="A file with the key that belongs to WEB_CERTIFICATE (PKCS #8).",
            default="",
        )
    )
    worker_concurrency: int = field(
        metadata=variables.described(
            variables.count(1, 64), example="2", about="Jobs a worker process runs at a time.", default="2"
        )
    )
    log_level: LogLevel = field(
        metadata=variables.described(
            variables.choice(LogLevel), example="INFO", about="DEBUG, INFO, WARNING or ERROR.", default="INFO"
        )
    )
    log_format: LogFormat = field(
        metadata=variables.described(
            variables.choice(LogFormat), example="json", about="json, or console for reading.", default="json"
        )
    )
    debug: bool = field(
        metadata=variables.described(
            variables.flag,
            example="false",
            about="Django's technical error pages. Never in production.",
            default="false",
        )
    )
    static_root: str = field(
        metadata=variables.described(
            variables.text, example="/srv/assay/static", about="Where collected static files lie.", default="var/static"
        )
    )
