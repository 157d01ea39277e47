"""What makes up the product on one machine: addresses, environment, programs."""

import os
import smtplib
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assay.launch import places, ports
from assay.launch.places import Places
from assay.launch.program import Program
from assay.launch.trouble import Trouble

WEB_PORT: Final = 8000
MAIL_PORT: Final = 8025
OWNER: Final = "DATABASE_OWNER_URL"
_REMEMBERED: Final = "ports.json"
KEY: Final = "sk_test_of-the-stand-in"  # the stand-in for payments tells both to everybody
SIGNING: Final = "whsec_of-the-stand-in-and-of-nothing-else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The ports of one start; remembered, so that the address stays the same over restarts."""

    web: int
    mail_page: int
    smtp: int
    breaches: int
    weaknesses: int
    dns: int
    dns_page: int
    identity: int
    payments: int
    postgres: int
    valkey: int


def choose_ports(place: Places, claims: ports.Claims, *, web: int | None) -> Numbers:
    """`web` is a port somebody asked for: taken means trouble, while our own choice gives way."""
    known = {name: port for name, port in places.read_json(place.var / _REMEMBERED).items() if isinstance(port, int)}
    if web is not None and not ports.is_free(web):
        raise Trouble(
            f"Port {web} is in use by {ports.holder(web) or 'another program'}. "
            "End that program, or choose another port with `assay up --port` (without it a free one is found)."
        )
    chosen = Numbers(
        web=claims.claim(web or known.get("web", WEB_PORT)),
        mail_page=claims.claim(known.get("mail_page", MAIL_PORT)),
        smtp=claims.claim_quiet(known.get("smtp")),
        breaches=claims.claim_quiet(known.get("breaches")),
        weaknesses=claims.claim_quiet(known.get("weaknesses")),
        dns=claims.claim_quiet(known.get("dns")),
        dns_page=claims.claim_quiet(known.get("dns_page")),
        identity=claims.claim_quiet(known.get("identity")),
        payments=claims.claim_quiet(known.get("payments")),
        postgres=claims.claim_quiet(known.get("postgres")),
        valkey=claims.claim_quiet(known.get("valkey")),
    )
    lines = ", ".join(f'"{name}": {getattr(chosen, name)}' for name in Numbers.__slots__)
    places.write(place.var / _REMEMBERED, f"{{{lines}}}\n")
    return chosen


def environment(place: Places, numbers: Numbers, *, database_url: str, valkey_url: str) -> dict[str, str]:
    """The variables of web, worker and tasks; what the caller set stands, but for the addresses of this start.

    The owner of the tables is not among them: `assay migrate` alone is told.
    """
    ours = {
        "ENVIRONMENT": "dev",
        "SECRET_KEY": places.secret_key(place),
        "MASTER_KEYS": places.master_keys(place),
        "INDEX_KEYS": places.index_keys(place),
        "AUDIT_SIGNING_KEY": places.audit_seed(place),
        "AUDIT_WITNESS": (place.var / "witness").as_uri(),
        "BASE_URL": f"http://localhost:{numbers.web}",
        "ALLOWED_HOSTS": f"localhost,{ports.LOOPBACK}",
        "SMTP_URL": f"smtp://{ports.LOOPBACK}:{numbers.smtp}",
        "BREACH_LIST_URL": f"http://{ports.LOOPBACK}:{numbers.breaches}/range/",
        "OSV_URL": f"http://{ports.LOOPBACK}:{numbers.weaknesses}",
        "DNS_SERVERS": f"{ports.LOOPBACK}:{numbers.dns}",
        "STATIC_ROOT": str(place.var / "static"),
        **_stand_in(numbers),
    }
    addresses = {"DATABASE_URL": database_url, "VALKEY_URL": valkey_url}
    env = {**ours, **os.environ, **addresses, "ASSAY_VAR": str(place.var), "PYTHONUNBUFFERED": "1"}
    env.pop(OWNER, None)
    return env


def _stand_in(numbers: Numbers) -> dict[str, str]:
    """Signing in through others and paying, offline: stand-ins play the parts of Google, a company, and Stripe."""
    place = f"{ports.LOOPBACK}:{numbers.identity}"
    return {
        "OUTBOUND_PRIVATE": place,
        "OUTBOUND_ALLOWED": "public",  # whoever tries it out may bring a provider of their own
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRETS": SIGNING,
        "STRIPE_ADDRESS": f"http://{ports.LOOPBACK}:{numbers.payments}",
        "GOOGLE_ISSUER": f"http://{place}/google",
        "GOOGLE_CLIENT_ID": "assay",
        "GOOGLE_CLIENT_SECRET": "secret-of-assay-at-google",  # the stand-in tells it to everybody
    }


def sandbox(place: Places, numbers: Numbers) -> Program:
    open_ports = {
        "breach": numbers.breaches,
        "weakness": numbers.weaknesses,
        "identity": numbers.identity,
    }
    options = (word for name, port in open_ports.items() for word in (f"--{name}-port", str(port)))
    mail = ("--mail-ports", str(numbers.smtp), str(numbers.mail_page))
    money = ("--pay-ports", str(numbers.payments), str(numbers.web))
    names = ("--dns-ports", str(numbers.dns), str(numbers.dns_page))
    folder = _made(place.var / "sandbox" / "mail")
    return Program(
        name="Mail catcher",
        argv=(*assay("sandbox"), *options, *mail, *names, *money, "--folder", str(folder)),
        folder=place.var,
        log=place.log("sandbox"),
        is_ready=lambda: (
            _greets(numbers.smtp)
            and _says_ok(f"http://{ports.LOOPBACK}:{numbers.mail_page}/api/messages")
            and _says_ok(f"http://{ports.LOOPBACK}:{numbers.breaches}/")
            and _says_ok(f"http://{ports.LOOPBACK}:{numbers.weaknesses}/")
            and _says_ok(f"http://{ports.LOOPBACK}:{numbers.dns_page}/")
            and _says_ok(f"http://{ports.LOOPBACK}:{numbers.identity}/")
            and _says_ok(f"http://{ports.LOOPBACK}:{numbers.payments}/")
        ),
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def web(place: Places, numbers: Numbers, env: Mapping[str, str]) -> Program:
    return Program(
        name="Web",
        argv=(*assay("serve"), "--host", ports.LOOPBACK, "--port", str(numbers.web)),
        folder=place.var,
        log=place.log("web"),
        is_ready=lambda: _says_ok(f"http://{ports.LOOPBACK}:{numbers.web}/readyz"),
        env=env,
        patience=60.0,
    )


def worker(place: Places, env: Mapping[str, str]) -> Program:
    """The worker has no port: it makes a file when it has begun to take jobs."""
    sign = place.run / "worker-ready"
    return Program(
        name="Worker",
        argv=assay("worker"),
        folder=place.var,
        log=place.log("worker"),
        is_ready=sign.exists,
        env={**env, "ASSAY_READY_FILE": str(sign)},
        patience=60.0,
        tidy=lambda: sign.unlink(missing_ok=True),
    )


def assay(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "assay.cli", *words)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _says_ok(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _greets(port: int) -> bool:
    try:
        with smtplib.SMTP(ports.LOOPBACK, port, timeout=2) as line:
            return line.noop()[0] == 250
    except OSError:  # smtplib's own errors are OSErrors too
        return False
