"""`assay up`: from nothing to a ready product, and back again in order."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from assay.launch import console, places, ports, record, reload, stack, tasks
from assay.launch.banner import show
from assay.launch.places import Places
from assay.launch.postgres import Cluster, prepare_postgres
from assay.launch.record import Part, Record
from assay.launch.supervisor import Supervisor
from assay.launch.trouble import free_megabytes, no_space
from assay.launch.valkey import Cache, prepare_valkey
from assay.launch.waiting import Signals, StopAsked

_NEEDED_MEGABYTES = 100
_LOGS = ("postgres", "valkey", "sandbox", "web", "worker", "migrate", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the product is to be started."""

    port: int | None = None
    reloads: bool = False


def up(place: Places, wish: Wish) -> None:
    """Run until asked to stop. Raises Trouble, and leaves nothing running then."""
    places.make(place)
    with record.held(place):
        if ended := record.end_leftovers(place):
            console.note(f"An earlier start was cut off; ended what it had left running: {', '.join(ended)}.")
        if free_megabytes(place.var) < _NEEDED_MEGABYTES:
            raise no_space(place.var)
        for name in _LOGS:
            places.rotate(place.log(name))
        _Start(place, wish).run()


@dataclass(slots=True)
class _Start:
    place: Places
    wish: Wish
    signals: Signals = field(default_factory=Signals)
    claims: ports.Claims = field(default_factory=ports.Claims)
    record: Record = field(default_factory=lambda: Record(supervisor=os.getpid()))
    began: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        supervisor = Supervisor(self.signals, changed=self._changed)
        with self.signals.listening():
            try:
                self._start(supervisor)
                self._watch(supervisor)
            except StopAsked:
                console.heading("\nStopping")
            finally:
                supervisor.stop()
                self.claims.release()
                record.save(self.place, Record())

    def _start(self, supervisor: Supervisor) -> None:
        numbers = stack.choose_ports(self.place, self.claims, web=self.wish.port)
        console.heading("Starting Assay")
        began = time.monotonic()
        cluster, cache = self._servers(numbers)
        supervisor.start(*(made.program for made in (cluster, cache) if made), began=began)
        env = stack.environment(
            self.place,
            numbers,
            database_url=cluster.url if cluster else os.environ["DATABASE_URL"],
            valkey_url=cache.url if cache else os.environ["VALKEY_URL"],
        )
        address, mail = env["BASE_URL"], f"http://localhost:{numbers.mail_page}"
        dns = f"http://localhost:{numbers.dns_page}"
        owner = cluster.owner_url if cluster else os.environ.get(stack.OWNER, "")
        self.record = replace(self.record, address=address, mail=mail, dns=dns, environment=_told(env, owner=owner))
        tasks.bring_up_to_date(self.place, {**env, stack.OWNER: owner}, self.signals, stamp=self._stamp(cluster))
        place = self.place
        supervisor.start(stack.sandbox(place, numbers), stack.worker(place, env), stack.web(place, numbers, env))
        self.record = replace(self.record, ready=True)
        self._changed(tuple(child.part() for child in supervisor.children))
        show(self.place, self.record, seconds=time.monotonic() - self.began)

    def _servers(self, numbers: stack.Numbers) -> tuple[Cluster | None, Cache | None]:
        """Made side by side: most of a first start is `initdb`."""
        if not {"DATABASE_URL", "VALKEY_URL"} <= os.environ.keys() and (
            moved := places.make_room_for_servers(self.place)
        ):
            console.note(moved)
        home, log = self.place.servers, self.place.log
        with ThreadPoolExecutor() as side:
            cluster = cache = None
            if not os.environ.get("DATABASE_URL"):
                cluster = side.submit(
                    prepare_postgres, home / "postgres", port=numbers.postgres, durable=True, log=log("postgres")
                )
            if not os.environ.get("VALKEY_URL"):
                cache = side.submit(
                    prepare_valkey, home / "valkey", port=numbers.valkey, durable=True, log=log("valkey")
                )
            return cluster.result() if cluster else None, cache.result() if cache else None

    def _stamp(self, cluster: Cluster | None) -> Path | None:
        return self.place.servers / "postgres" / "up-to-date" if cluster else None

    def _watch(self, supervisor: Supervisor) -> None:
        if not self.wish.reloads:
            supervisor.watch()
        watched = reload.Sources()
        while True:
            self.signals.pause(0.4)
            supervisor.look()
            if changed := watched.changed():
                console.note(f"{changed} changed; starting web and worker again.")
                if changed.startswith(reload.ASSETS):
                    tasks.build_assets(self.place, self.signals)
                supervisor.restart("Web", "Worker")

    def _changed(self, parts: tuple[Part, ...]) -> None:
        self.record = replace(self.record, parts=parts)
        record.save(self.place, self.record)


def _told(env: dict[str, str], *, owner: str) -> dict[str, str]:
    """What `assay migrate` and its like need to reach the running product; the rest of our environment is not kept."""
    names = ("ENVIRONMENT", "SECRET_KEY", "MASTER_KEYS", "INDEX_KEYS", "DATABASE_URL", "VALKEY_URL")
    log = ("AUDIT_SIGNING_KEY", "AUDIT_WITNESS")
    money = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_ADDRESS")
    return {
        name: env[name]
        for name in (
            *names,
            *log,
            *money,
            "BASE_URL",
            "ALLOWED_HOSTS",
            "SMTP_URL",
            "STATIC_ROOT",
            "DNS_SERVERS",
            "OSV_URL",
        )
    } | ({stack.OWNER: owner} if owner else {})
