"""The whole product, started in the background as scripts start it, killed in parts, beside a second one."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assay.launch import record
from assay.launch.leftovers import is_alive
from assay.launch.places import Places
from assay.launch.servers import scratch_folder
from tests.launch.make import until
from tests.launch.product import Product, started


@pytest.fixture(scope="module")
def products() -> Iterator[tuple[Product, Product]]:
    """Two checkouts' data; the second is pointed at the first one's servers, as at somebody else's."""
    folder = scratch_folder("assay-up")
    with ExitStack() as stopping:
        stopping.callback(shutil.rmtree, folder)
        one = started(Product(Places(folder / "one")), stopping)
        yield one, started(Product(Places(folder / "two"), one.servers()), stopping)


def test_two_checkouts_run_side_by_side_at_addresses_of_their_own(products: tuple[Product, Product]) -> None:
    one, two = products
    assert one.now.address != two.now.address
    until(lambda: (one.answers(), two.answers()) == (200, 200))  # the second's database may just have been killed
    assert one.now.environment["SECRET_KEY"] != two.now.environment["SECRET_KEY"]


def test_outside_servers_are_used_and_not_started(products: tuple[Product, Product]) -> None:
    _, two = products
    assert {part.name for part in two.now.parts} == {"Mail catcher", "Worker", "Web"}
    assert not (two.place.var / "postgres").exists()


def test_status_names_every_part(products: tuple[Product, Product]) -> None:
    done = products[0].assay("status")
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("PostgreSQL", "Valkey", "Mail catcher", "Worker", "Web"))


def test_a_second_start_here_shows_the_address_of_the_first(products: tuple[Product, Product]) -> None:
    done = products[0].assay("up", "--detach")
    assert done.returncode == 0
    assert products[0].now.address in done.stdout


def test_a_command_typed_beside_it_reaches_its_database(products: tuple[Product, Product]) -> None:
    done = products[0].assay("django", "migrate", "--check")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["Web", "Worker", "PostgreSQL"])
def test_a_killed_part_comes_back_and_the_product_answers(products: tuple[Product, Product], name: str) -> None:
    product = products[0]
    before = product.pid(name)
    os.kill(before, signal.SIGKILL)
    until(lambda: product.is_back(name, instead_of=before), seconds=30)
    until(lambda: product.assay("status").returncode == 0, seconds=20)
    assert product.answers() == 200


def test_secrets_are_on_no_command_line(products: tuple[Product, Product]) -> None:
    product = products[0]
    secrets = [*json.loads((product.place.servers / "postgres" / "passwords.json").read_text()).values()]
    secrets += [
        product.now.environment["SECRET_KEY"],
        product.now.environment["VALKEY_URL"].split(":")[2].split("@")[0],
    ]
    lines = [Path(f"/proc/{part.pid}/cmdline").read_text() for part in product.now.parts]
    assert not [secret for secret in secrets for line in lines if secret in line]


def test_a_killed_supervisor_is_mended_by_the_next_start_and_down_leaves_nothing(
    products: tuple[Product, Product],
) -> None:
    one, _ = products
    third = Product(Places(one.place.var.parent / "three"), one.servers())
    with ExitStack() as stopping:
        left = [part.pid or 0 for part in started(third, stopping).now.parts]
        supervisor = record.holder(third.place)
        assert supervisor
        os.kill(supervisor, signal.SIGKILL)
        until(lambda: not record.is_held(third.place))
        again = third.assay("up", "--detach")
        parts = [part.pid or 0 for part in third.now.parts]
        status = third.answers()
    assert "An earlier start was cut off" in again.stdout
    assert status == 200
    assert not [pid for pid in [*left, *parts] if is_alive(pid)]
