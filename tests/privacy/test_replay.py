"""A backup from before an erasure brings nobody back: nothing is served until the erasure was replayed on it."""

import importlib.util
import os
import socket
import subprocess
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from click.testing import CliRunner
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client, override_settings

from assay.config.commands.privacy import privacy as command
from assay.kernel import crypto, memory, tenancy
from assay.kernel.testing.queue import run_jobs
from assay.launch.binaries import POSTGRES
from assay.modules.audit import api as audit
from assay.modules.comms.models import Message
from assay.modules.identity.api import Role, admit, open_workspace, roles_in
from assay.modules.identity.models import Person
from assay.modules.identity.services.workspaces import delete_closed
from assay.modules.privacy import models
from assay.modules.privacy.services import burying, erasing, replaying
from assay.sandbox.witness.server import server
from tests.faults.test_dump import dump
from tests.identity.make import actor_for, person
from tests.privacy import make
from tests.privacy.leaving import due, erase
from tests.privacy.opening import readable

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper


def admin(program: str, *arguments: str, told: str = "") -> None:
    """Run one of the server's own programs as its administrator, on no database of ours by default."""
    package = importlib.util.find_spec(POSTGRES.package)
    assert package is not None
    assert package.submodule_search_locations
    folder = Path(package.submodule_search_locations[0]) / POSTGRES.bin
    subprocess.run([folder / program, *arguments], input=told, text=True, capture_output=True, check=True)


@contextmanager
def restored(backup: str) -> Iterator[None]:
    """Work on another database, into which a backup was restored, within the block."""
    server_at, former = os.environ["DATABASE_ADMIN_URL"].rpartition("/")[0], connection.settings_dict["NAME"]
    name = f"restored_{uuid.uuid4().hex[:8]}"
    admin("psql", "-qc", f"CREATE DATABASE {name}", f"{server_at}/postgres")
    admin("psql", "-q", "-v", "ON_ERROR_STOP=1", f"{server_at}/{name}", told=backup)
    _work_on(name)
    try:
        yield
    finally:
        _work_on(str(former))
        admin("psql", "-qc", f"DROP DATABASE {name} WITH (FORCE)", f"{server_at}/postgres")


def _work_on(name: str) -> None:
    connection.close()
    cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS]).close_pool()
    connection.settings_dict["NAME"] = name
    memory.forget_all()


@pytest.mark.slow(reason="a backup of the database is restored into another one, and three dumps are read")
@pytest.mark.django_db(transaction=True)
def test_a_backup_from_before_an_erasure_is_not_served_until_it_was_replayed() -> None:
    alice, bob = person(name="Alice", email=f"alice-{uuid.uuid4().hex}@example.org"), person(name="Bob")
    hers = words_of(alice)
    shared = open_workspace(bob.pk, name="Of Bob")
    admit(alice.pk, workspace_id=shared, role=Role.OWNER)
    with tenancy.scope(shared):
        stays = set(make.written(actor_for(bob, workspace_id=shared), "bob").values())
    backup = dump()
    erase(Person.objects.get(pk=alice.pk))
    assert 200 == Client().get("/readyz").status_code

    with restored(backup):
        back = readable()
        assert [] == [word for word in hers if word not in back]
        assert_nothing_is_served()
        replayed = CliRunner().invoke(command, ["replay"])

        assert (0, "3 erased again.\n") == (replayed.exit_code, replayed.output.splitlines(keepends=True)[-1])
        assert 0 == CliRunner().invoke(command, ["check"]).exit_code
        assert 200 == Client().get("/readyz").status_code
        after = readable()
        assert [] == [word for word in hers if word in after]
        assert [] == [word for word in stays if word not in after]
        assert {bob.pk: Role.OWNER} == roles_in(shared)
        assert not Message.objects.filter(is_last=True).exists()


def words_of(account: Person) -> set[str]:
    """Everything that somebody wrote, everywhere, and their address."""
    words = set(make.furnished(account, "alice").values())
    marked = make.mark(account, "alice").words
    marked.pop(("identity_invitation", "email"))
    return words | set(marked.values()) | {account.email}


def assert_nothing_is_served() -> None:
    answer = Client().get("/readyz")
    assert 503 == answer.status_code
    assert "erasures" in answer.content.decode()
    assert 1 == CliRunner().invoke(command, ["check"]).exit_code


@pytest.mark.django_db
def test_the_witness_hears_of_somebody_before_their_key_is_destroyed(witness: Path) -> None:
    alice = person()
    home = actor_for(alice).workspace_id
    erasure_id = due(alice)
    with override_settings(AUDIT_WITNESS="file:///proc/nowhere"):
        with pytest.raises(audit.WitnessAway):
            erasing.erase(erasure_id)
        assert {alice.pk, home} == crypto.living({alice.pk, home})

    erasing.erase(erasure_id)

    assert {alice.pk, home} <= audit.list_buried()
    assert frozenset() == crypto.living({alice.pk, home})
    assert str(alice.pk) in (witness / "erased.jsonl").read_text()
    assert alice.email not in (witness / "erased.jsonl").read_text()


@pytest.mark.django_db
def test_a_deleted_workspace_is_told_before_and_what_was_destroyed_otherwise_within_minutes() -> None:
    alice, other = person(), uuid.uuid4()
    closing = make.closed(alice)
    crypto.destroy_key(other)

    delete_closed()
    told = audit.list_buried()
    burying.bury_rest()

    assert closing in told
    assert other not in told
    assert other in audit.list_buried()
    assert 0 == burying.bury_rest()


@pytest.mark.django_db
def test_what_was_not_signed_by_us_destroys_nothing(witness: Path) -> None:
    alice = person()
    audit.bury(uuid.uuid4())
    line = (witness / "erased.jsonl").read_text()
    forged = line.replace(line.split('"subject":"')[1][:36], str(alice.pk))
    (witness / "erased.jsonl").write_text(
        f"{line}{forged}not even JSON's object\n".replace("not even JSON's object", "[]")
    )

    assert () == replaying.list_returned()
    assert alice.pk not in audit.list_buried()


@pytest.mark.django_db
def test_a_process_that_has_never_asked_the_witness_does_not_serve_and_one_that_has_goes_on() -> None:
    with override_settings(AUDIT_WITNESS="file:///proc/self/mem/no"):
        assert not replaying.finding().is_ok
    assert replaying.finding().is_ok
    replaying._clean.clear()
    with override_settings(AUDIT_WITNESS="file:///proc/self/mem/no"):
        assert replaying.finding().is_ok


@pytest.mark.django_db
def test_a_witness_that_is_away_is_asked_once_a_minute_and_not_at_every_look() -> None:
    assert replaying.finding().is_ok
    replaying._clean.clear()
    with socket.create_server(("127.0.0.1", 0)) as line:
        with override_settings(AUDIT_WITNESS=f"http://127.0.0.1:{line.getsockname()[1]}"):
            asked = threading.Thread(target=_hang_up, args=(line,))
            asked.start()
            looks = [replaying.finding() for _ in range(3)]
            asked.join()
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.accept()

    assert [(True, {"witness": "away"})] * 3 == [(look.is_ok, look.detail) for look in looks]


def _hang_up(line: socket.socket) -> None:
    called, _ = line.accept()
    called.close()


@pytest.mark.django_db
def test_a_witness_over_the_network_keeps_tombstones_once_and_gives_them_back(tmp_path: Path) -> None:
    house = server(tmp_path / "checkpoints.jsonl")
    thread = threading.Thread(target=house.serve_forever)
    thread.start()
    ids = [uuid.uuid4() for _ in range(103)]
    try:
        with override_settings(AUDIT_WITNESS=f"http://127.0.0.1:{house.server_port}"):
            for subject in (*ids, ids[0]):
                audit.bury(subject)
            assert set(ids) == audit.list_buried()
    finally:
        house.shutdown()
        house.server_close()
        thread.join()
    assert 103 == len((tmp_path / "erased.jsonl").read_text().splitlines())


@pytest.mark.django_db
def test_an_erasure_that_a_backup_had_half_way_is_finished_by_the_replay() -> None:
    alice = person()
    erasure_id = due(alice)
    begun = erasing._begin(erasure_id)
    assert begun
    audit.bury(alice.pk)

    assert 1 == replaying.replay()

    assert "done" == models.Erasure.objects.get(pk=erasure_id).state
    run_jobs()
    assert frozenset() == crypto.living({alice.pk})
