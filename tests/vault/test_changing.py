"""A change of a secret goes on from wherever it was stopped, and takes no step before all have followed."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from assay import cli
from assay.config.env import read
from assay.config.vault import living, source
from assay.config.vault.crowd import Crowd, alone
from assay.config.vault.table import SECRETS
from assay.config.vault.values import checked
from assay.kernel import clock, db
from assay.kernel.models import OutboxRow
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import Document, Phase, first
from assay.kernel.vault.environ import Environ
from assay.kernel.vault.listening import NAME
from assay.launch.trouble import Trouble

pytestmark = pytest.mark.django_db(transaction=True)
NOW = clock.now()


def assay(*words: str, said: str = "") -> Result:
    return CliRunner().invoke(cli.assay, words, input=said)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that this process has its metrics token from."""
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "token"))
    source.supplied(os.environ)
    yield tmp_path / "token"
    monkeypatch.delenv("METRICS_TOKEN_FILE")
    living.take_over(read(source.supplied(os.environ)))


def kept(file: Path, document: Document | None = None) -> Document:
    """Store a document in a file, or read the one that is there."""
    keeper = Environ({"METRICS_TOKEN_FILE": str(file)})
    if document is not None:
        keeper.store("metrics-token", document)
    return keeper.fetch(["metrics-token"])["metrics-token"]


@pytest.mark.slow  # waits until everybody has followed for a second, each time
def test_what_is_too_old_is_changed_and_each_step_is_written_down(file: Path) -> None:
    before = kept(file, first(Secret("of-the-tests-alone-1"), at=NOW - timedelta(days=100)))
    assert "OVERDUE" in assay("secrets").output

    assert 3 == len(assay("rotate", "metrics-token", "--dry-run").output.splitlines())
    assert before == kept(file)

    done = assay("rotate", "due")
    assert 0 == done.exit_code, done.output
    assert "is accepted until" in done.output
    switched = kept(file)
    assert (Phase.SWITCHED, before.used.value) == (switched.phase, switched.accepted[1].value)
    assert "the former version is accepted until" in assay("secrets").output

    assert 0 == assay("rotate", "metrics-token").exit_code
    assert switched == kept(file), "a change that waits for its overlap begins no other"

    assert 0 == assay("rotate", "metrics-token", "--now").exit_code
    assert (Phase.SETTLED, switched.used) == (kept(file).phase, kept(file).used)
    facts = [row.payload["step"] for row in OutboxRow.objects.filter(name="kernel.secret_changed.v1").order_by("id")]
    assert ["offers", "uses", "closes"] == [step.split()[0] for step in facts]
    assert "of-the-tests" not in str(facts) + done.output
    assert "Nothing was begun" in assay("rotate", "metrics-token", "--finish").output


@pytest.mark.slow  # waits until everybody has followed for a second, each time
def test_a_change_that_was_stopped_goes_on_with_the_same_version(file: Path) -> None:
    offered = first(Secret("of-the-tests-alone-1"), at=NOW).offering(Secret("of-the-tests-alone-2"), at=NOW)
    kept(file, offered)
    assert "a change was stopped" in assay("secrets").output

    refused = assay("rotate", "metrics-token", "--value-from", "-", said="z" * 20)
    assert "was begun and not ended" in str(refused.exception)
    done = assay("rotate", "due")

    assert Phase.SWITCHED is kept(file).phase, done.output
    assert offered.versions == kept(file).versions


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("rotate", "smtp-url"), "bring the new one with --value-from"),
        (("rotate", "database-url"), "which has no counterpart"),
        (("rotate", "secret-key"), "SECRET_KEY is a variable"),
        (("rotate", "valkey-admin-url"), "Put one there: assay secrets put valkey-admin-url"),
        (("rotate", "smtp-url", "--value-from", "-"), "The value for smtp-url is wrong"),
        (("secrets", "put", "master-keys"), "The value for master-keys is wrong"),
        (("secrets", "put", "smtp-url", "--generate"), "is not random"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(words: tuple[str, ...], sentence: str) -> None:
    done = assay(*words, said="hunter2")
    assert isinstance(done.exception, Trouble)
    assert sentence in str(done.exception)
    assert "hunter2" not in f"{done.output}{done.exception}"


def test_a_secret_is_put_once_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("secret-key", "master-keys", "index-keys", "audit-signing-key", "metrics-token"):
        file = tmp_path / name
        monkeypatch.setenv(f"{name.upper().replace('-', '_')}_FILE", str(file))
        assert 0 == assay("secrets", "put", name, "--generate").exit_code
        assert f"assay rotate {name}" in str(assay("secrets", "put", name, "--generate").exception)
        assert 0o600 == file.stat().st_mode & 0o777
        checked(next(one for one in SECRETS if one.name == name), kept(file).used.value.reveal())


@pytest.mark.slow  # the second waits for a second
def test_one_at_a_time_changes_secrets() -> None:
    with alone(), pytest.raises(Trouble, match="Somebody else"), alone():
        raise AssertionError
    with alone():
        """The lock goes with its holder."""


def test_a_process_that_does_not_follow_is_waited_for_and_then_named() -> None:
    with alone() as crowd, psycopg.connect(**db.parameters(), autocommit=True) as other:
        other.execute("SELECT set_config('application_name', %s, false)", [f"{NAME} former"])
        with pytest.raises(Trouble, match=r"1 of 1 processes have not taken the change over"):
            Crowd(crowd.line, patience=0.3).follow("new")
        other.execute("SELECT set_config('application_name', %s, false)", [f"{NAME} new"])
        assert 1 == crowd.follow("new")


def test_a_role_is_not_closed_while_somebody_is_signed_in() -> None:
    with alone() as crowd, psycopg.connect(**db.parameters()):
        with pytest.raises(Trouble, match="are still open"):
            Crowd(crowd.line, patience=0.3).left(db.login())
        crowd.left("nobody_of_that_name")
