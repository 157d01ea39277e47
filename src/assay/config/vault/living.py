"""The settings that may change while a process runs, and how a running process takes them over.

Each setting is one assignment, so a request sees the former value or the new one, never a half; and the order of a
change (ADR 14) makes either of them right.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from assay.config.env import Env, read
from assay.config.env.federation import Federation
from assay.config.env.payments import Payments
from assay.config.vault import source
from assay.kernel import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """The settings made from secrets, under the names that Django and the kernel know."""

    SECRET_KEY: str
    SECRET_KEY_FALLBACKS: list[str]
    MASTER_KEYS: tuple[str, ...]
    INDEX_KEYS: tuple[tuple[int, str], ...]
    AUDIT_SIGNING_KEY: str
    AUDIT_FORMER_KEYS: tuple[str, ...]
    METRICS_TOKENS: tuple[str, ...]
    VALKEY_LOGIN: tuple[str, ...]
    MAILERS: dict[str, Any]
    FEDERATION: Federation
    PAYMENTS: Payments

    @classmethod
    def of(cls, env: Env) -> "Living":
        """Make them from the environment."""
        return cls(
            SECRET_KEY=env.secret_key.reveal(),
            SECRET_KEY_FALLBACKS=[key.reveal() for key in env.secret_key_fallbacks],
            MASTER_KEYS=tuple(key.reveal() for key in env.master_keys),
            INDEX_KEYS=tuple((number, key.reveal()) for number, key in env.index_keys),
            AUDIT_SIGNING_KEY=env.audit_signing_key.reveal(),
            AUDIT_FORMER_KEYS=env.audit_former_keys,
            METRICS_TOKENS=tuple(token.reveal() for token in env.metrics_token),
            VALKEY_LOGIN=login_of(env.valkey_url.reveal()),
            MAILERS=mailers_of(env.smtp_url.reveal()),
            FEDERATION=Federation(**{spec.name: getattr(env, spec.name) for spec in fields(Federation)}),
            PAYMENTS=Payments(**{spec.name: getattr(env, spec.name) for spec in fields(Payments)}),
        )

    def named(self) -> Mapping[str, Any]:
        """Return each by its name; what is accepted comes before what is used."""
        order = ("SECRET_KEY_FALLBACKS", "AUDIT_FORMER_KEYS")
        return {name: getattr(self, name) for name in (*order, *(set(self.__slots__) - set(order)))}


def refresh() -> str:
    """Ask for the secrets, take over what changed, and return the mark of what is in use now.

    Raises VaultFault or EnvInvalid when they cannot be read or make no sense; then everything stays as it was.
    """
    source.ask_again()
    known = source.held()
    take_over(read(source.laid(known.documents, os.environ)))
    return known.mark


class _InUse:
    """What was taken over last; None: what the start found."""

    living: Living | None = None


def take_over(env: Env) -> None:
    """Let this process use these secrets from now on; a setting whose secret has not changed stays as it is."""
    living = Living.of(env)
    before = (_InUse.living or Living.of(settings.ENV)).named()
    for name, value in living.named().items():
        if before[name] != value:
            getattr(settings, name)  # puts it into the settings' own cache, where it is replaced
            vars(settings)[name] = value
    _InUse.living = living
    parts = urlsplit(env.database_url.reveal())
    db.sign_in_as(unquote(parts.username or ""), unquote(parts.password or ""))


def login_of(address: str) -> tuple[str, ...]:
    """Return user and password of an address, the password alone where it names no user, or nothing."""
    parts = urlsplit(address)
    return tuple(unquote(word) for word in (parts.username, parts.password) if word)


def mailers_of(address: str) -> dict[str, Any]:
    """Return Django's form of the address where mail is handed over."""
    parts = urlsplit(address)
    options = {
        "host": parts.hostname,
        "port": parts.port,  # None: 25, 587 or 465 by the kind of encryption
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 10,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
