"""Each process hears at once what changed, says what it uses, and comes back when its line was cut."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection

from assay.kernel import crypto, db
from assay.kernel.ids import new_id
from assay.kernel.vault.faults import VaultAway
from assay.kernel.vault.listening import CHANGED, FORGET, NAME, Duties, Listener
from tests.kernel.conftest import database_address

pytestmark = pytest.mark.django_db(transaction=True)
OURS = f"{NAME} mark%"  # web processes of other tests may be at the same database


class Process:
    """What a listener told somebody to do."""

    def __init__(self) -> None:
        self.looks, self.blanks, self.forgotten = 0, 0, list[tuple[UUID, tuple[UUID, ...]]]()
        self.is_away = False

    def refresh(self) -> str:
        self.looks += 1
        if self.is_away:
            raise VaultAway("the keeper is away")
        return f"mark{self.looks}"

    def blank(self) -> None:
        self.blanks += 1


@pytest.fixture
def process() -> Iterator[Process]:
    known = Process()
    listener = Listener(
        Duties(
            connect=db.own_line,
            user=db.login,
            refresh=known.refresh,
            forget=lambda subject, keys: known.forgotten.append((subject, keys)),
            forget_all=known.blank,
        ),
        every=3600,
    )
    listener.start()
    yield known
    listener.stop()


def eventually(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE application_name LIKE %s", [OURS])
        return [name for (name,) in cursor.fetchall()]


def notify(channel: str, payload: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])


def test_it_looks_when_it_is_told_and_says_what_it_uses(process: Process) -> None:
    assert [f"{NAME} mark1"] == names()
    notify(CHANGED)
    eventually(lambda: [f"{NAME} mark2"] == names())
    assert 2 == process.looks


def test_a_keeper_that_is_away_costs_nothing_and_nothing_new_is_claimed(process: Process) -> None:
    process.is_away = True
    notify(CHANGED)
    eventually(lambda: process.looks == 2)
    assert [f"{NAME} mark1"] == names()


def test_a_cut_line_is_opened_again_and_everything_is_looked_at_anew(process: Process) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s", [OURS])
    eventually(lambda: [f"{NAME} mark2"] == names())
    assert 2 == process.blanks


def test_it_is_told_which_data_keys_were_destroyed(process: Process) -> None:
    subject, keys = uuid4(), (uuid4(), uuid4())
    notify(FORGET, " ".join(str(one) for one in (subject, *keys)))
    eventually(lambda: process.forgotten == [(subject, keys)])


READER = """
import sys, time, django
django.setup()
from assay.config.vault.following import follow
from assay.kernel import crypto
follow(every=3600)
sealed = sys.stdin.readline().strip()
print(crypto.unseal(sealed, context="a.b").decode(), flush=True)
while True:
    try:
        crypto.unseal(sealed, context="a.b")
    except crypto.KeyDestroyed:
        print("gone", flush=True)
        break
    time.sleep(0.01)
"""


@pytest.mark.slow  # starts an interpreter
def test_a_destroyed_key_is_unreadable_in_another_process_within_a_second() -> None:
    subject = new_id()
    sealed = crypto.seal(b"a diary", subject=subject, context="a.b")
    argv, environ = [sys.executable, "-c", READER], os.environ | {"DATABASE_URL": database_address()}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(f"{sealed}\n")
        reader.stdin.flush()
        assert "a diary\n" == reader.stdout.readline()

        crypto.destroy_key(subject)
        began = time.monotonic()

        assert "gone\n" == reader.stdout.readline()
        assert time.monotonic() - began < 1
