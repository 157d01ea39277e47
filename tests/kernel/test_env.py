"""A missing or wrong variable stops the start with its name and an example; production refuses what is unsafe."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.config import env
from assay.config.env import Env, EnvInvalid, LogLevel, Mode, example_file, read, settings_module

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "ENVIRONMENT": "production",
    "SECRETS_ENV_ACCEPTED": "true",
    "BREACH_LIST_URL": "https://breaches.example.com/range/",
    "SECRET_KEY": "kq3J9xZr0Tn5vB8mY2wL7pD4sF6hG1cA-uE_iO9qXyRtWzNk",
    "MASTER_KEYS": "m1Q9wZr0Tn5vB8mY2wL7pD4sF6hG1cAu0123456789abcdef",
    "AUDIT_SIGNING_KEY": "9c1f3ab7e05d4826b1e87c30a9f2546d08c7e1b35a6f4d92c0837be16fa4d259",
    "INDEX_KEYS": "1:i1Q9wZr0Tn5vB8mY2wL7pD4sF6hG1cAu0123456789abcdef",
    "DATABASE_URL": "postgresql://assay:word%20of-these-tests@db.internal:5433/assay?sslmode=verify-full",
    "VALKEY_URL": "rediss://:secret-of-these-tests@cache.internal:6380/2",
    "BASE_URL": "https://assay.example.com/",
    "OUTBOUND_ALLOWED": "*.okta.com,login.example.com",
    "SMTP_URL": "smtp+tls://user:pass-of-these-tests@mail.example.com:587",
}
GOOD["SECRET_KEY"] += "0123456789abcdef"


def faults(**changes: str | None) -> tuple[str, ...]:
    environ = {name: value for name, value in (GOOD | changes).items() if value is not None}
    with pytest.raises(EnvInvalid) as refused:
        read(environ)
    return refused.value.faults


def test_a_complete_environment_is_read_with_its_types() -> None:
    found = read(GOOD)
    assert Mode.PRODUCTION is found.environment
    assert "https://assay.example.com" == found.base_url
    assert ("assay.example.com",) == found.hosts
    assert 16 == found.db_pool_size
    assert LogLevel.INFO is found.log_level
    assert found.debug is False
    assert found.is_https


def test_every_missing_variable_is_named_at_once_with_an_example() -> None:
    with pytest.raises(EnvInvalid) as refused:
        read({})
    required = [spec.name.upper() for spec in fields(Env) if spec.metadata["default"] is None]
    assert [
        "ENVIRONMENT",
        "SECRET_KEY",
        "BASE_URL",
        "MASTER_KEYS",
        "INDEX_KEYS",
        "DATABASE_URL",
        "VALKEY_URL",
        "SMTP_URL",
    ] == (required)
    assert len(required) == len(refused.value.faults)
    for name, sentence in zip(required, refused.value.faults, strict=True):
        assert sentence.startswith(f"{name} is missing.")
        assert f"Example: {name}=" in sentence


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ENVIRONMENT", "staging", "none of dev, test, production"),
        ("SECRET_KEY", "  ", "it is empty"),
        ("DATABASE_URL", "mysql://x/y", "does not begin with postgres://"),
        ("DATABASE_URL", "postgresql:///assay", "names no host"),
        ("DATABASE_URL", "postgresql://db:port/assay", "port is not a number"),
        ("VALKEY_URL", "http://x", "does not begin with redis://"),
        ("BASE_URL", "https://assay.example.com/app", "carries a path"),
        ("DB_POOL_SIZE", "many", "not a whole number"),
        ("DB_POOL_SIZE", "0", "not between 1 and 500"),
        ("MASTER_KEYS", ",", "it is empty"),
        ("MASTER_KEYS", f"{GOOD['MASTER_KEYS']},short", "shorter than 32"),
        ("MASTER_KEYS", f"{GOOD['MASTER_KEYS']},{GOOD['MASTER_KEYS']}", "the same key twice"),
        ("AUDIT_SIGNING_KEY", "abc", "not 64 hexadecimal digits"),
        ("AUDIT_WITNESS", "ftp://witness.example.org", "neither file:///a/folder nor a web address"),
        ("AUDIT_WITNESS", "file:folder", "neither file:///a/folder nor a web address"),
        ("INDEX_KEYS", GOOD["MASTER_KEYS"], "not of the form number:key"),
        ("INDEX_KEYS", f"{GOOD['INDEX_KEYS']},3:{GOOD['MASTER_KEYS']}", "both odd"),
        ("OUTBOUND_ALLOWED", "https://login.example.com", "neither a host name nor the word public"),
        ("OUTBOUND_ALLOWED", "*", "neither a host name nor the word public"),
        ("OUTBOUND_ALLOWED", "*.com", "neither a host name nor the word public"),
        ("OUTBOUND_ALLOWED", "10.0.0.1:443", "neither a host name nor the word public"),
        ("DEBUG", "perhaps", "neither true nor false"),
        ("LOG_LEVEL", "LOUD", "none of DEBUG"),
    ],
)
def test_a_wrong_variable_is_named_with_what_is_wrong(name: str, value: str, words: str) -> None:
    (sentence,) = faults(**{name: value})
    assert sentence.startswith(f"{name} is wrong: ")
    assert words in sentence
    assert f"Example: {name}=" in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "true"),
        ("SECRET_KEY", env.DEVELOPMENT_KEY),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("MASTER_KEYS", "a" * 80),
        ("AUDIT_SIGNING_KEY", "0" * 63 + "1"),
        ("AUDIT_SIGNING_KEY", "ab" * 32),
        ("INDEX_KEYS", f"1:{'a' * 80}"),
        ("DATABASE_URL", "postgresql://assay:word-of-these-tests@db.internal:5433/assay"),
        ("DATABASE_URL", "postgresql://assay:word-of-these-tests@db.internal:5433/assay?sslmode=require"),
        ("DATABASE_URL", GOOD["DATABASE_URL"].replace("verify-full", "verify-ca")),
        ("DATABASE_URL", f"{GOOD['DATABASE_URL']}&sslmode=disable"),
        ("DATABASE_URL", f"{GOOD['DATABASE_URL']}&sslmode="),
        ("DATABASE_URL", f"{GOOD['DATABASE_URL']}&ssl%6Dode=disable"),
        ("VALKEY_URL", "redis://:secret-of-these-tests@cache.internal:6380/2"),
        ("VALKEY_URL", "valkey://:secret-of-these-tests@cache.internal:6380/2"),
        ("SMTP_URL", "smtp://user:pass-of-these-tests@mail.example.com:25"),
        ("VALKEY_URL", f"{GOOD['VALKEY_URL']}?ssl_cert_reqs=none"),
        ("VALKEY_URL", f"{GOOD['VALKEY_URL']}?ssl_ca_certs=/etc/ca.pem&ssl_check_hostname=no"),
        ("VALKEY_URL", f"{GOOD['VALKEY_URL']}?ssl_exclude_verify_flags=VERIFY_X509_STRICT"),
        ("SMTP_URL", "SMTP://user:pass-of-these-tests@mail.example.com:25"),
        ("SMTP_URL", "smtp://127.0.0.1:25"),
        ("BREACH_LIST_URL", "HTTP://breaches.example.com/range/"),
        ("AUDIT_WITNESS", "http://witness.example.com"),
        ("SECRET_SCANNING_KEYS", "http://keys.example.com"),
        ("OSV_URL", "http://osv.example.com"),
        ("OUTBOUND_ALLOWED", ""),
        ("BASE_URL", "http://assay.example.com"),
        ("BASE_URL", "https://localhost"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ".example.com"),
        ("ALLOWED_HOSTS", "assay.example.com,127.0.0.1"),
        ("LOG_FORMAT", "console"),
        ("GOOGLE_CLIENT_ID", "an-id-without-its-secret"),
        ("MICROSOFT_CLIENT_ID", "an-id-without-its-secret"),
        ("GITHUB_CLIENT_ID", "an-id-without-its-secret"),
        ("STRIPE_SECRET_KEY", "sk_test_of-nobody"),
        ("STRIPE_SECRET_KEY", "rk_test_of-nobody"),
    ],
)
def test_production_refuses_what_is_unsafe_and_development_does_not(name: str, value: str) -> None:
    found = faults(**{name: value})
    assert any(sentence.startswith(name) for sentence in found)
    read(GOOD | {name: value, "ENVIRONMENT": "dev"})


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgresql://{}@db.internal/assay?sslmode=verify-full"),
        ("VALKEY_URL", "rediss://{}@cache.internal:6380/0"),
        ("SMTP_URL", "smtps://{}@mail.example.com"),
    ],
)
@pytest.mark.parametrize(
    "login",
    [
        "postgres:postgres", "assay:assay", "root:root", "admin:admin", "assay:password", "default:foobared", "assay:",
        "assay", "user:changeme", "user:passwordpassword", "user:aaaaaaaaaaaaaaaaaaaaaaaa", "user:%20%20",
        "assay-of-this-service:assay-of-this-service", "Assay-Of-This-Service:assay-of-this-service",
    ],
)  # fmt: skip
def test_production_refuses_a_password_that_software_comes_with(name: str, address: str, login: str) -> None:
    (said,) = faults(**{name: address.format(login)})

    assert said.startswith(f"{name} carries no password of its own")
    assert "openssl rand" in said
    read(GOOD | {name: address.format(login), "ENVIRONMENT": "dev"})


def test_production_refuses_what_stands_in_the_documentation() -> None:
    hidden = [spec for spec in fields(Env) if "Secret" in str(spec.type)]
    for spec in hidden:
        found = faults(**{spec.name.upper(): spec.metadata["example"]})
        assert any(sentence.startswith(f"{spec.name.upper()} is the example") for sentence in found), spec.name


def test_production_as_documented_stands_on_secrets_nobody_has() -> None:
    one, other = env.example_of_production(), env.example_of_production()

    assert read(one).environment is Mode.PRODUCTION
    for name in ("SECRET_KEY", "MASTER_KEYS", "INDEX_KEYS", "DATABASE_URL", "VALKEY_URL", "SMTP_URL"):
        assert one[name] != other[name]


def test_production_takes_money_whole_or_not_at_all() -> None:
    live = {"STRIPE_SECRET_KEY": "rk_live_of-these-tests", "STRIPE_WEBHOOK_SECRETS": "whsec_of-these-tests"}

    read(GOOD | live)
    assert any(one.startswith("STRIPE_WEBHOOK_SECRETS") for one in faults(**live | {"STRIPE_WEBHOOK_SECRETS": ""}))
    assert any(one.startswith("STRIPE_ADDRESS") for one in faults(**live, STRIPE_ADDRESS="http://127.0.0.1:9"))


def test_no_secret_is_shown_by_the_settings() -> None:
    text = f"{read(GOOD)!r}"
    for secret in (
        "word%20of",
        ":secret-of",
        "user:pass-of",
        GOOD["SECRET_KEY"],
        GOOD["MASTER_KEYS"],
        GOOD["INDEX_KEYS"][2:],
    ):
        assert secret not in text


def test_a_wrong_value_is_not_repeated() -> None:
    (sentence,) = faults(DATABASE_URL="mysql://root:hunter2@db/x")
    assert "hunter2" not in sentence


@given(st.dictionaries(st.sampled_from([spec.name.upper() for spec in fields(Env)]), st.text(max_size=40)))
def test_whatever_the_environment_says_the_answer_is_settings_or_sentences(changes: dict[str, str]) -> None:
    with suppress(EnvInvalid):
        assert isinstance(read(GOOD | changes), Env)


def test_the_settings_follow_the_environment() -> None:
    assert "assay.config.settings.dev" == settings_module({"ENVIRONMENT": "dev"})
    for wrong in ({}, {"ENVIRONMENT": "moon"}):
        with pytest.raises(EnvInvalid, match="ENVIRONMENT=production"):
            settings_module(wrong)


def test_the_example_file_is_the_one_in_the_repository_and_complete() -> None:
    assert example_file() == (ROOT / ".env.example").read_text()
    for spec in fields(Env):
        assert f"{spec.name.upper()}=" in example_file()


def start(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=kept | variables, capture_output=True, text=True, check=False
    )


@pytest.mark.slow  # starts interpreters
@pytest.mark.parametrize(
    "code", ["import assay.config.wsgi", "import runpy; runpy.run_module('assay.config.worker', run_name='__main__')"]
)
def test_an_incomplete_environment_stops_the_start_with_sentences_and_no_traceback(code: str) -> None:
    done = start(code, ENVIRONMENT="production", SECRET_KEY="x")
    assert 0 != done.returncode
    assert "DATABASE_URL is missing" in done.stderr
    assert "Traceback" not in done.stderr


PRINT = """
import django; django.setup()
from django.conf import settings as s
from django.core.checks import run_checks
print(*sorted(getattr(s, name) for name in dir(s) if name.endswith("_COOKIE_NAME")))
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)
database = s.DATABASES["default"]
print(s.SECURE_HSTS_SECONDS, s.DEBUG, s.PASSWORD_HASHERS[0], database["PASSWORD"], database["OPTIONS"]["sslmode"])
print([message.id for message in run_checks(include_deployment_checks=True) if not message.is_silenced()])
"""


@pytest.mark.slow  # starts an interpreter
def test_production_keeps_its_cookies_to_itself_and_passes_the_deployment_checks() -> None:
    done = start(PRINT, **GOOD, TRUSTED_PROXIES="1", DJANGO_SETTINGS_MODULE="assay.config.settings.production")
    assert 0 == done.returncode, done.stderr
    cookies, secure, rest, checks = done.stdout.strip().splitlines()
    assert "__Host-csrf __Host-device __Host-language __Host-session __Host-theme" == cookies
    assert "True True True" == secure
    assert rest.startswith("63072000 False ")
    assert "rgon2" in rest
    assert rest.endswith("word of-these-tests verify-full")
    assert "[]" == checks


@pytest.mark.slow  # starts an interpreter
def test_demo_accounts_are_refused_to_a_production() -> None:
    settings = "assay.config.settings.production"
    run = "from assay.config.commands.seed import seed; seed([])"
    done = start(run, **GOOD, TRUSTED_PROXIES="1", DJANGO_SETTINGS_MODULE=settings)
    assert 1 == done.returncode, done.stderr
    assert "a production has none" in done.stderr


@pytest.mark.slow  # starts an interpreter
def test_development_starts_with_the_same_variables() -> None:
    done = start(
        "import django; django.setup(); print('up')", **GOOD, DJANGO_SETTINGS_MODULE="assay.config.settings.dev"
    )
    assert (0, "up\n") == (done.returncode, done.stdout), done.stderr


def test_production_without_a_list_of_leaked_passwords_starts_only_when_somebody_decided_so() -> None:
    (said,) = faults(BREACH_LIST_URL="")

    assert "BREACH_LIST_NONE_ACCEPTED=true" in said
    assert "" == read({**GOOD, "BREACH_LIST_URL": "", "BREACH_LIST_NONE_ACCEPTED": "true"}).breach_list_url
