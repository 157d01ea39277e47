"""Every secret is changed while people work, and nobody notices; afterwards the former ones open nothing."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
import redis
import requests

from assay.config.vault.table import SECRETS
from assay.launch.servers import scratch_folder
from tests.attack.outsider import PASSWORD, Browser, newcomer
from tests.vault.house import ABSENT, CLIENT_SECRETS, House, built
from tests.vault.keepers import Bao
from tests.vault.load import Load

pytestmark = pytest.mark.drill
KEPT = tuple(one.name for one in SECRETS if one.name not in ABSENT)
LATER = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at > now()"


@pytest.fixture(scope="module")
def house(bao_server: Bao) -> Iterator[House]:
    """A product, running."""
    with ExitStack() as stopping:
        folder = scratch_folder("assay-vault")
        stopping.callback(shutil.rmtree, folder, ignore_errors=True)
        bao_server.empty()
        yield built(folder, bao_server, stopping)


def jobs(house: House) -> dict[str, int]:
    with house.admin() as line:
        rows = line.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status").fetchall()
    return {str(status): int(str(count)) for status, count in rows}


def settled(house: House) -> dict[str, int]:
    """Wait until no job is left to do; return what is left of others."""
    deadline = time.monotonic() + 30
    while (left := jobs(house)).keys() & {"todo", "doing"} and time.monotonic() < deadline:
        with house.admin() as line:
            later = line.execute(LATER)
            if left.keys() <= {"todo"} and later.fetchone() == (left["todo"],):
                break
        time.sleep(0.2)
    return left


def metrics(house: House, token: str) -> requests.Response:
    return requests.get(
        f"http://localhost:{house.port}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )


def test_every_secret_is_changed_under_load_without_a_failed_request(house: House) -> None:
    people = [newcomer(house.target, f"worker{n}", network=f"127.2.0.{n}") for n in (1, 2)]
    returning = [newcomer(house.target, f"visitor{n}", network=f"127.2.1.{n}") for n in (1, 2)]
    people[0].browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    made = people[0].browser.call("POST", "keys", {"name": "of the drill", "scopes": ["ideas:read"]})
    assert 201 == made.status_code, made.text
    former = {name: house.value(name) for name in KEPT}
    load = Load(house.target)
    load.everybody(people, returning, {"Authorization": f"Bearer {made.json()['key']}"})
    try:
        time.sleep(2)
        _stopped_halfway(house)
        house.done("rotate", "all")
        given = {name: f"second-of-{name}-for-a-test" for name in CLIENT_SECRETS}
        for name, value in (given | {"smtp-url": house.mail_login("second")}).items():
            house.done("rotate", name, "--value-from", "-", said=value)
        time.sleep(2)  # whoever is signed in comes by once more
        house.done("rotate", "all", "--finish", "--now")
        time.sleep(1)
    finally:
        load.end()

    assert [] == load.failures
    assert {"read 0", "write 0", "sign in 0", "program", "mail"} <= {
        name for name, count in load.done.items() if count > 5
    }
    _nothing_is_lost(house, load)
    _former_ones_open_nothing(house, former)


def _stopped_halfway(house: House) -> None:
    """Kill a change in the middle; the next one takes it up."""
    process = house.begun("rotate", "master-keys")
    assert process.stdout is not None
    assert "offers a new version" in process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    assert "a change was stopped" in house.done("secrets")


def _nothing_is_lost(house: House, load: Load) -> None:
    left = settled(house)
    assert not left.keys() & {"failed", "doing", "aborted"}, left
    assert {"came-first", "came-second"} == {mark.name for mark in house.folder.glob("came-*")}
    for address in load.asked:
        assert house.target.letters(address), f"no mail reached {address}"
    for who, name in load.made[:3] + load.made[-3:]:
        found = who.browser.get("/api/v1/ideas", params={"search": name})
        assert (200, True) == (found.status_code, name in found.text)
    first = load.made[0][0]
    assert 302 == Browser(house.target, network="127.6.0.1").sign_in(first.address, PASSWORD).status_code
    assert first.address in first.browser.get("/accounts/email/").text
    assert first.browser.is_in
    assert "OK" in house.done("verify-audit")


def _former_ones_open_nothing(house: House, former: dict[str, str]) -> None:
    present = {name: house.value(name) for name in KEPT}
    assert not [name for name in former if former[name] == present[name]]
    for name in ("database-url", "database-owner-url", "database-admin-url"):
        psycopg.connect(present[name]).close()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(former[name])
    for name in ("valkey-url", "valkey-admin-url"):
        with redis.Redis.from_url(present[name]) as client:
            assert client.ping()
        with redis.Redis.from_url(former[name]) as client, pytest.raises(redis.AuthenticationError):
            client.ping()
    page = metrics(house, present["metrics-token"])
    assert 'assay_secret_age_seconds{name="secret-key"}' in page.text
    assert 404 == metrics(house, former["metrics-token"]).status_code
    texts = page.text + house.log("web") + house.log("worker") + house.done("secrets")
    assert not [name for name, value in (former | present).items() if value in texts]
