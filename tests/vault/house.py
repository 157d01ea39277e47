"""A whole product on secrets from OpenBao: its own database, cache, mail service, web processes and worker."""

import os
import secrets
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
import requests
from psycopg import sql

from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import first
from assay.kernel.vault.openbao import OpenBao
from assay.launch.ports import free_port
from assay.launch.servers import Postgres, Valkey, start_postgres, start_valkey
from tests.attack.outsider import Target
from tests.vault.keepers import Bao, inherited
from tests.vault.mail_service import PASSWORDS

WEB_PROCESSES = 3
CLIENT_SECRETS = ("google-client-secret", "microsoft-client-secret", "github-client-secret", "stripe-webhook-secrets")
ABSENT = ("stripe-secret-key",)  # nothing is sold in this house: with a key Stripe would be asked, who is not here
HERE = Path(__file__).parent
MAY = ("~*", "&*", "+@all", "-@admin", "-@dangerous")
MAY_ROTATE = ("-@all", "+ping", "+acl|setuser", "+acl|save", "+config|rewrite")


@dataclass
class House:
    """All of it, and how to talk to each part."""

    folder: Path
    bao: Bao
    stopping: ExitStack
    postgres: Postgres = field(init=False)
    valkey: Valkey = field(init=False)
    port: int = field(default_factory=free_port)
    page: int = field(default_factory=free_port)
    smtp: int = field(default_factory=free_port)

    @property
    def target(self) -> Target:
        """Where outsiders go."""
        return Target(f"http://localhost:{self.port}", f"http://127.0.0.1:{self.page}")

    def environment(self, *, who: str) -> dict[str, str]:
        """Return the variables of a process: no secret among them."""
        return inherited() | self.bao.variables(who=who) | {
            "ENVIRONMENT": "dev",
            "BASE_URL": f"http://localhost:{self.port}",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "AUDIT_WITNESS": (self.folder / "witness").as_uri(),
            "DATABASE_SERVICE_ROLE": "assay_serving",
            "STATIC_ROOT": str(self.folder / "static"),
            "ASSAY_VAR": str(self.folder / "var"),
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def assay(self, *words: str, who: str = "writer", said: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        argv = [sys.executable, "-m", "assay.cli", *words]
        return subprocess.run(
            argv, env=self.environment(who=who), input=said, capture_output=True, text=True, check=False
        )

    def done(self, *words: str, said: str = "") -> str:
        """Run a command that has to succeed; return what it said."""
        done = self.assay(*words, said=said)
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout

    def begun(self, *words: str) -> "subprocess.Popen[str]":
        """Begin an operator's command."""
        argv = [sys.executable, "-m", "assay.cli", *words]
        return subprocess.Popen(argv, env=self.environment(who="writer"), stdout=subprocess.PIPE, text=True)

    def value(self, name: str) -> str:
        """Return the used version of a secret."""
        return OpenBao(self.bao.place()).fetch([name])[name].used.value.reveal()

    def admin(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Be the database's superuser."""
        address = self.postgres.admin_url.rpartition("/")[0] + "/assay"
        return psycopg.connect(address, autocommit=True)

    def mail_login(self, user: str) -> str:
        """Return how one of the mail service's users gets in."""
        return f"smtp://{user}:{PASSWORDS[user]}@127.0.0.1:{self.smtp}"

    def log(self, name: str) -> str:
        """Return what a part has written."""
        return (self.folder / f"{name}.log").read_text()


def built(folder: Path, bao: Bao, stopping: ExitStack) -> House:
    """Start everything; ``stopping`` ends it."""
    house = House(folder, bao, stopping)
    house.postgres = start_postgres(folder / "postgres", durable=False)
    stopping.callback(house.postgres.stop)
    house.valkey = start_valkey(folder / "valkey", durable=False)
    stopping.callback(house.valkey.stop)
    for place in ("static", "var", "witness", "mail"):
        (folder / place).mkdir()
    service = (str(HERE / "mail_service.py"), str(folder / "mail"), str(house.smtp), str(house.page))
    _run(house, "mail", sys.executable, *service, ready=f"{house.page}/api/messages")
    _store_secrets(house)
    house.done("migrate")
    _run(house, "worker", sys.executable, "-m", "assay.cli", "worker")
    serve = ("serve", "--port", str(house.port), "--workers", str(WEB_PROCESSES), "--threads", "8")
    _run(house, "web", sys.executable, "-m", "assay.cli", *serve, ready=f"{house.port}/readyz")
    return house


def _store_secrets(house: House) -> None:
    """Make the roles and users as docs/operate/secrets.md says, and put every secret where it belongs."""
    login, owner, admin = (secrets.token_urlsafe(24) for _ in range(3))
    words = {"login": sql.Literal(login), "owner": sql.Literal(owner), "admin": sql.Literal(admin)}
    with house.admin() as line:
        for statement in ROLES:
            line.execute(sql.SQL(statement).format(**words))
    with redis.Redis.from_url(house.valkey.url) as cache:
        cache.execute_command("ACL", "SETUSER", "assay", "on", f">{login}", *MAY)
        cache.execute_command("ACL", "SETUSER", "rotation", "on", f">{admin}", *MAY_ROTATE)
    database, store = urlsplit(house.postgres.url), urlsplit(house.valkey.url)
    given = {
        "database-url": f"postgresql://assay_a:{login}@127.0.0.1:{database.port}/assay",
        "database-owner-url": f"postgresql://assay_migrator:{owner}@127.0.0.1:{database.port}/assay",
        "database-admin-url": f"postgresql://assay_rotation:{admin}@127.0.0.1:{database.port}/assay",
        "valkey-url": f"redis://assay:{login}@127.0.0.1:{store.port}/0",
        "valkey-admin-url": f"redis://rotation:{admin}@127.0.0.1:{store.port}/0",
        "smtp-url": house.mail_login("first"),
        **{name: f"first-{secrets.token_urlsafe(24)}" for name in CLIENT_SECRETS},
    }
    keeper = OpenBao(house.bao.place())
    for name, value in given.items():
        keeper.store(name, first(Secret(value), at=clock.now()))
    for name in ("secret-key", "master-keys", "index-keys", "audit-signing-key", "metrics-token"):
        house.done("secrets", "put", name, "--generate")


ROLES = (  # the cluster has the owner, `assay`, already; here it may not sign in
    "ALTER ROLE assay NOLOGIN",
    "CREATE ROLE assay_migrator LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {owner} IN ROLE assay",
    "ALTER ROLE assay_migrator SET role TO assay",
    "CREATE ROLE assay_serving NOLOGIN",
    "CREATE ROLE assay_a LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {login} IN ROLE assay_serving",
    "CREATE ROLE assay_b NOLOGIN NOSUPERUSER NOBYPASSRLS IN ROLE assay_serving",
    "CREATE ROLE assay_rotation LOGIN CREATEROLE PASSWORD {admin}",
    "GRANT assay_a, assay_b TO assay_rotation WITH ADMIN TRUE, INHERIT FALSE, SET FALSE",
)


def _run(house: House, name: str, *argv: str, ready: str = "") -> None:
    """Run a part until the end; one with a port is waited for."""
    sink = house.stopping.enter_context((house.folder / f"{name}.log").open("wb"))
    environment = house.environment(who="reader")
    process = subprocess.Popen(argv, env=environment, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True)
    house.stopping.callback(_end, process)
    deadline = time.monotonic() + 60
    while ready and not _answers(f"http://127.0.0.1:{ready}"):
        assert process.poll() is None, house.log(name)
        assert time.monotonic() < deadline, house.log(name)
        time.sleep(0.1)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
    process.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).ok
    except requests.RequestException:
        return False
