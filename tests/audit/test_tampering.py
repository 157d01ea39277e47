"""Whoever owns the database edits, deletes, reorders, cuts off, back-dates, rewrites: each is found, with position."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from assay.config.commands.audit import verify_audit
from assay.kernel import clock, tenancy
from assay.kernel.ids import new_id
from assay.kernel.locks import hold
from assay.modules.audit import api, models
from assay.modules.audit.providers import signing
from assay.modules.audit.providers import verify_audit as verifier
from assay.modules.audit.providers.verify_audit import GENESIS, link_hash
from assay.modules.audit.queries.entries import as_record
from assay.modules.audit.services import checkpoints
from assay.modules.audit.services.sealing import LOCK
from tests.audit.make import told, with_the_triggers_off
from tests.launch.make import until
from tests.owner import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
LOG = ("audit_entry", "audit_link", "audit_checkpoint", "audit_leaf", "audit_witnessed", "audit_unsealed")
FILE = Path(verifier.__file__)


@pytest.fixture
def home() -> UUID:
    """A workspace with nine sealed entries: three, a checkpoint, three, a checkpoint, three that nobody signed for."""
    workspace_id, owner = new_id(), new_id()
    for _ in range(2):
        told(workspace_id, by=owner, times=3)
        assert api.take_checkpoint() is not None
    told(workspace_id, by=owner, times=3)
    api.seal_all()
    return workspace_id


def links(home: UUID) -> list[models.Link]:
    with tenancy.system():
        return list(models.Link.objects.filter(chain=f"workspace:{home}").order_by("position"))


def run(sql: str, *values: Any) -> None:
    with with_the_triggers_off(*LOG), connection.cursor() as cursor:
        cursor.execute(sql, values)


def found() -> list[tuple[int, str]]:
    _, faults = api.verify_live()
    return [(fault.position, fault.what) for fault in faults]


def exported(home: UUID, folder: Path) -> Path:
    file = folder / "export.jsonl"
    with tenancy.scope(home):
        file.write_text("".join(json.dumps(line) + "\n" for line in api.export(home)), encoding="utf-8")
    return file


def judged_alone(*words: str | Path) -> tuple[int, str]:
    """Run the one file as an outsider does: no site packages, no path of ours."""
    done = subprocess.run([sys.executable, "-I", "-S", FILE, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def rewrite(home: UUID, *, first: int) -> None:
    """Compute the chain anew from a position on, as somebody who has read our source would."""
    before = links(home)
    prev = before[first - 2].hash if first > 1 else GENESIS
    for link in before[first - 1 :]:
        with tenancy.system():
            entry = models.Entry.objects.get(pk=link.entry_id)
        sealed_at = link.sealed_at.isoformat(timespec="microseconds")
        new = link_hash(as_record(entry), position=link.position, prev=prev, sealed_at=sealed_at)
        run("UPDATE audit_link SET prev = %s, hash = %s WHERE id = %s", prev, new, link.pk)
        prev = new


def test_an_untouched_log_is_in_order_here_and_for_an_outsider(home: UUID, tmp_path: Path, witness: Path) -> None:
    file = exported(home, tmp_path)

    assert (9, []) == api.verify_live()
    assert (0, "OK  9 entries\n") == judged_alone(file, "--witness", witness, "--key", signing.public_key())
    assert [1, 2, 3, 4, 5, 6, 7, 8, 9] == [link.position for link in links(home)]


def edit(home: UUID) -> None:
    run("UPDATE audit_entry SET actor_id = %s WHERE id = %s", new_id(), links(home)[4].entry_id)


def delete(home: UUID) -> None:
    run("DELETE FROM audit_entry WHERE id = %s", links(home)[4].entry_id)


def delete_with_its_link(home: UUID) -> None:
    delete(home)
    run("DELETE FROM audit_link WHERE chain = %s AND position = 5", f"workspace:{home}")


def reorder(home: UUID) -> None:
    fifth, sixth = links(home)[4:6]
    run("UPDATE audit_link SET entry_id = %s WHERE id = %s", new_id(), fifth.pk)
    run("UPDATE audit_link SET entry_id = %s WHERE id = %s", fifth.entry_id, sixth.pk)
    run("UPDATE audit_link SET entry_id = %s WHERE id = %s", sixth.entry_id, fifth.pk)


def move_in_time(home: UUID) -> None:
    run("UPDATE audit_entry SET created_at = created_at - interval '3 days' WHERE id = %s", links(home)[4].entry_id)


def edit_and_rewrite(home: UUID) -> None:
    edit(home)
    rewrite(home, first=5)


@pytest.mark.parametrize(
    ("intrusion", "position"),
    [(edit, 5), (delete, 5), (delete_with_its_link, 5), (reorder, 5), (move_in_time, 5), (edit_and_rewrite, 4)],
)
def test_a_change_of_what_is_sealed_is_found_with_its_position(
    home: UUID, tmp_path: Path, witness: Path, intrusion: Callable[[UUID], None], position: int
) -> None:
    intrusion(home)

    status, said = judged_alone(exported(home, tmp_path), "--witness", witness, "--key", signing.public_key())

    assert position == found()[0][0]
    assert 1 == status
    assert f"workspace:{home}, position {position}: " in said


def test_a_tail_cut_off_together_with_its_checkpoint_is_found_by_the_witness(
    home: UUID, tmp_path: Path, witness: Path
) -> None:
    last = models.Checkpoint.objects.get(number=2)
    run("DELETE FROM audit_leaf WHERE checkpoint_id = %s", last.pk)
    run("DELETE FROM audit_checkpoint WHERE id = %s", last.pk)
    run("DELETE FROM audit_entry WHERE id = ANY(%s)", [link.entry_id for link in links(home)[3:]])
    run("DELETE FROM audit_link WHERE chain = %s AND position > 3", f"workspace:{home}")
    file = exported(home, tmp_path)

    assert (0, "OK  3 entries\n") == judged_alone(file)  # what no chain can know of itself
    status, said = judged_alone(file, "--witness", witness)

    assert (1, True) == (status, "position 4: cut off here; 6 entries were signed for" in said)
    assert 4 == found()[0][0]


def test_a_whole_chain_that_is_gone_is_found(home: UUID) -> None:
    run("DELETE FROM audit_link")
    run("DELETE FROM audit_entry")

    cut = {fault.chain: fault.position for fault in api.verify_live()[1] if "cut off" in fault.what}
    assert 1 == cut[f"workspace:{home}"]


def test_a_rewritten_chain_with_checkpoints_signed_anew_is_found_by_the_witness(home: UUID) -> None:
    edit_and_rewrite(home)
    run("DELETE FROM audit_leaf")
    run("DELETE FROM audit_checkpoint")
    run("DELETE FROM audit_witnessed")

    with pytest.raises(api.WitnessDisagrees):
        api.take_checkpoint()
    assert any("differs from the one in the second place" in what for _, what in found())


def test_a_checkpoint_signed_by_another_key_convinces_nobody(home: UUID, tmp_path: Path) -> None:
    file = exported(home, tmp_path)

    status, said = judged_alone(file, "--key", "00" * 32)

    assert (1, True) == (status, "signed by a key that is not trusted" in said)


def test_an_entry_that_pretends_to_be_older_than_a_checkpoint_is_back_dated(home: UUID) -> None:
    with clock.frozen(clock.now() - timedelta(days=2)):
        told(home, by=new_id())
    api.seal_all()

    assert [10] == [position for position, what in found() if "is back-dated" in what]


def test_an_entry_taken_out_of_the_queue_before_it_was_sealed_is_found(home: UUID) -> None:
    told(home, by=new_id())
    run("DELETE FROM audit_unsealed")

    ((_, what),) = found()
    assert what.endswith("was never sealed and does not wait for it")


def test_the_command_says_what_is_wrong_and_fails(home: UUID) -> None:
    whole = CliRunner().invoke(verify_audit)
    edit(home)
    broken = CliRunner().invoke(verify_audit)

    assert (0, "OK  9 entries\n", 1) == (whole.exit_code, whole.output, broken.exit_code)
    assert f"WRONG  workspace:{home}, position 5: was changed after it was sealed" in broken.output


@pytest.mark.parametrize("table", LOG[:5])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_log_refuses_to_be_changed_even_where_no_row_is_met(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="is only ever added to"), as_owner() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", LOG[:5])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "ALTER TABLE {} DISABLE TRIGGER USER"]
)
def test_who_serves_has_no_right_to_change_the_log_and_none_to_switch_its_triggers_off(
    table: str, statement: str
) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_two_sealers_at_once_seal_everything_once_and_in_one_row(home: UUID) -> None:
    told(home, by=new_id(), times=5)
    with ThreadPoolExecutor(3) as sealers:
        with transaction.atomic():
            hold(LOCK)  # as a fourth one does that is not done yet
            jobs = [sealers.submit(seal_elsewhere) for _ in range(3)]
            until(lambda: waiting_for_locks() == 3)
        sealed = [job.result() for job in jobs]

    assert 5 == sum(sealed)
    assert list(range(1, 15)) == [link.position for link in links(home)]
    assert [] == found()


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return int(cursor.fetchone()[0])


def seal_elsewhere() -> int:
    try:
        return api.seal_all()
    finally:
        connection.close()


def test_what_was_not_committed_is_not_sealed_and_comes_later(home: UUID) -> None:
    before = len(links(home))
    with transaction.atomic():
        told(home, by=new_id())
        transaction.set_rollback(True)
    api.seal_all()

    assert before == len(links(home))


def test_nothing_new_needs_no_checkpoint(home: UUID) -> None:
    assert 3 == api.take_checkpoint()
    assert api.take_checkpoint() is None
    assert [1, 2, 3] == list(models.Witnessed.objects.order_by("number").values_list("number", flat=True))
    assert 0 == checkpoints.send()
    assert str(home)
