"""Whoever shows a wrong certificate gets neither a password nor a word: database, cache and mail service (ADR 34).

The clients are those that the settings build from an address; the servers are real, behind certificates of two
authorities.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import override_settings

from assay.config.settings import base
from assay.config.vault import outside
from assay.config.vault.living import login_of, mailers_of
from assay.kernel import clock
from assay.kernel.ids import new_id
from assay.kernel.privacy import Email, Secret
from assay.kernel.vault.documents import first
from assay.launch.ports import LOOPBACK, free_port
from assay.launch.trouble import Trouble
from assay.modules.comms.errors import TryAgain
from assay.modules.comms.providers import current
from assay.modules.comms.types import MessageId, Outgoing
from tests.comms.smtp import Server
from tests.faults.authority import Authority, Shown
from tests.faults.veil import Veil, veiled

NAME = "localhost"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("foreign"), "foreign")


WRONG = ["another name", "a foreign authority", "out of date"]


def wrong(kind: str, ours: Authority, foreign: Authority) -> Shown:
    """What somebody in between could show."""
    if kind == "another name":
        return ours.signed("elsewhere.internal")
    return foreign.signed(NAME) if kind == "a foreign authority" else ours.signed(NAME, past=True)


@pytest.fixture
def _system_knows_the_foreign_one(foreign: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it would be with a public authority: who names one of their own believes nobody else."""
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))


# --- cache -----------------------------------------------------------------------------------------------------------


@contextmanager
def cache_behind(shown: Shown, authority: Authority) -> Iterator[Veil]:
    """Let the cache of the settings be the tests' own, behind a certificate."""
    address = urlsplit(os.environ["VALKEY_URL"])
    with veiled(shown, port=address.port or 0) as veil:
        place = f"rediss://:{address.password}@{NAME}:{veil.server_address[1]}{address.path}"
        place += f"?ssl_ca_certs={authority.file}"
        with override_settings(CACHES=base.caches_of(place), VALKEY_LOGIN=login_of(place)):
            yield veil
            caches.close_all()


def test_the_cache_is_spoken_to_under_its_certificate(ours: Authority) -> None:
    with cache_behind(ours.signed(NAME), ours) as veil:
        cache.set("kept", "by the cache")

        assert "by the cache" == cache.get("kept")
        assert 0 < veil.opened


@pytest.mark.usefixtures("_system_knows_the_foreign_one")
@pytest.mark.parametrize("kind", WRONG)
def test_a_cache_with_a_wrong_certificate_is_told_nothing(kind: str, ours: Authority, foreign: Authority) -> None:
    with cache_behind(wrong(kind, ours, foreign), ours) as veil:
        known = settings.CACHES["default"]
        pool = redis.ConnectionPool.from_url(known["LOCATION"], **known["OPTIONS"])  # below the layer that forgives
        with pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
            redis.Redis(connection_pool=pool).ping()
        cache.set("kept", "by nobody")

        assert cache.get("kept") is None
        assert 0 == veil.opened
        place = f"valkeys://x:y@{NAME}:{veil.server_address[1]}?ssl_ca_certs={ours.file}"
        with pytest.raises(Trouble, match="Valkey does not let us in"):  # whoever changes its passwords, neither
            outside.Valkey().admit(first(Secret(place), at=clock.now()))
        assert 0 == veil.opened


# --- database --------------------------------------------------------------------------------------------------------


@contextmanager
def database_behind(shown: Shown, authority: Authority) -> Iterator[tuple[Veil, Any]]:
    """A connection that the settings build for the tests' own database, behind a certificate."""
    address = urlsplit(os.environ["DATABASE_URL"])
    with veiled(shown, port=address.port or 0, is_postgres=True) as veil:
        netloc = f"{address.username}:{address.password}@{NAME}:{veil.server_address[1]}"
        place = f"postgresql://{netloc}{address.path}?sslmode=verify-full&sslrootcert={authority.file}"
        wrapper = connection.copy()
        wrapper.settings_dict = connection.settings_dict | base.database_of(place)
        wrapper.settings_dict["OPTIONS"].pop("pool")
        with closing(wrapper):
            yield veil, wrapper


@pytest.mark.django_db(transaction=True)
def test_the_database_is_spoken_to_under_its_certificate(ours: Authority) -> None:
    with database_behind(ours.signed(NAME), ours) as (veil, database), database.cursor() as cursor:
        cursor.execute("SELECT 1")

        assert (1,) == cursor.fetchone()
        assert 1 == veil.opened


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", WRONG)
def test_a_database_with_a_wrong_certificate_is_told_nothing(kind: str, ours: Authority, foreign: Authority) -> None:
    with database_behind(wrong(kind, ours, foreign), ours) as (veil, database):
        with pytest.raises(psycopg.OperationalError, match="certificate"):
            psycopg.connect(**database.get_connection_params())

        assert 0 == veil.opened


# --- mail ------------------------------------------------------------------------------------------------------------


@contextmanager
def mail_behind(shown: Shown | None, *, scheme: str) -> Iterator[Server]:
    """Let mail go to a server with a certificate, or to one that has none."""
    server, context = Server(), shown.context() if shown else None
    how: dict[str, Any] = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    controller = Controller(server, hostname=LOOPBACK, port=free_port(), **how)
    controller.start()
    try:
        with override_settings(MAILERS=mailers_of(f"{scheme}://{NAME}:{controller.port}")):
            yield server
    finally:
        controller.stop()


def send() -> None:
    mail = Outgoing(
        id=MessageId(new_id()), to=Email("ann@example.org"), subject="A word", text="To nobody else", html="<p>To…</p>"
    )
    current().hand_over(mail)


@pytest.fixture
def _system_knows_ours(ours: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))


@pytest.mark.usefixtures("_system_knows_ours")
@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
def test_mail_is_handed_over_under_the_certificate_of_its_service(scheme: str, ours: Authority) -> None:
    with mail_behind(ours.signed(NAME), scheme=scheme) as server:
        send()

    assert ["A word"] == [mail["Subject"] for mail in server.taken]


@pytest.mark.usefixtures("_system_knows_ours")
@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
@pytest.mark.parametrize("kind", WRONG)
def test_a_mail_service_with_a_wrong_certificate_gets_no_mail(
    kind: str, scheme: str, ours: Authority, foreign: Authority
) -> None:
    with mail_behind(wrong(kind, ours, foreign), scheme=scheme) as server:
        with pytest.raises(TryAgain, match="CERTIFICATE_VERIFY_FAILED"):
            send()

        assert [] == server.taken


@pytest.mark.filterwarnings("ignore:unclosed <socket")  # Django leaves the line that it gives up to the collector
def test_a_mail_service_that_takes_its_offer_of_tls_back_gets_no_mail() -> None:
    """Somebody in between strikes the line that offers STARTTLS."""
    with mail_behind(None, scheme="smtp+tls") as server:
        with pytest.raises(TryAgain, match="STARTTLS"):
            send()

        assert [] == server.taken
