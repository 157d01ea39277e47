"""A start on secrets from somewhere else: with all of them it goes, without one of them it says which and where."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from assay.config.env import Env, EnvInvalid, example_file, read, read_provision
from assay.config.vault import source
from assay.config.vault.living import Living
from assay.config.vault.table import OF_PROCESSES, SECRETS
from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import Document, first
from assay.kernel.vault.faults import VaultAway
from assay.kernel.vault.openbao import OpenBao
from tests.kernel.test_env import GOOD
from tests.vault.keepers import Bao, inherited

VALUES = {one.name: GOOD[one.name.upper().replace("-", "_")] for one in OF_PROCESSES if one.is_needed}
REST = {name: value for name, value in GOOD.items() if name.lower().replace("_", "-") not in VALUES}
PRINT = (
    "import django; django.setup(); from django.conf import settings; print(settings.DATABASES['default']['PASSWORD'])"
)


def start(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(argv, env=inherited() | variables, capture_output=True, text=True, check=False)


def filled(bao: Bao, **changes: str) -> None:
    keeper = OpenBao(bao.place())
    for name, value in (VALUES | changes).items():
        keeper.store(name, first(Secret(value), at=clock.now()))


def documents(**changes: Document) -> Mapping[str, Document]:
    return {name: first(Secret(value), at=clock.now()) for name, value in VALUES.items()} | {
        name.replace("_", "-"): document for name, document in changes.items()
    }


@pytest.mark.drill
def test_production_starts_on_secrets_from_openbao_alone(bao: Bao) -> None:
    filled(bao)
    settings = {"DJANGO_SETTINGS_MODULE": "assay.config.settings.production"}
    done = start(PRINT, **REST, **bao.variables(who="reader"), **settings)
    assert (0, "word of-these-tests\n") == (done.returncode, done.stdout), done.stderr


@pytest.mark.drill
def test_a_missing_secret_stops_the_start_with_its_name_and_place(bao: Bao) -> None:
    filled(bao)
    bao.root.secrets.kv.v2.delete_metadata_and_all_versions(path="assay/master-keys", mount_point="secret")
    done = start("import assay.config.wsgi", **REST, **bao.variables(who="reader"))
    assert 0 != done.returncode
    assert "master-keys (wraps the data keys of people and workspaces) is missing" in done.stderr
    assert "OpenBao at secret/assay/master-keys" in done.stderr
    assert "assay secrets put master-keys" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [value for value in VALUES.values() if value in done.stderr]


@pytest.mark.drill
def test_a_secret_that_is_left_in_productions_environment_stops_the_start(bao: Bao) -> None:
    filled(bao)
    environ = REST | bao.variables(who="reader") | {"SECRET_KEY": VALUES["secret-key"]}
    with pytest.raises(EnvInvalid, match="SECRET_KEY stands in the environment"):
        source.supplied(environ)
    assert source.supplied(environ | {"ENVIRONMENT": "dev"})["SECRET_KEY"] == VALUES["secret-key"]


def test_a_keeper_that_is_away_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t")
    place = {"OPENBAO_ADDRESS": "https://127.0.0.1:1", "OPENBAO_PROOF": "token", "SECRETS_FROM": "openbao"}
    with pytest.raises(EnvInvalid, match=r"OpenBao at https://127\.0\.0\.1:1 does not answer .* start again"):
        source.supplied(REST | place | {"OPENBAO_CREDENTIAL_FILE": str(tmp_path / "token")})


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SECRETS_FROM": "openbao"}, "OPENBAO_ADDRESS is missing"),
        ({"SECRETS_FROM": "openbao", "OPENBAO_ADDRESS": "https://bao:8200"}, "OPENBAO_ROLE is missing"),
        ({"SECRETS_FROM": "aws"}, "AWS_REGION is missing"),
        ({"SECRETS_FROM": "drawer"}, "none of env, openbao, aws"),
        ({"SECRETS_PREFIX": "../root"}, "no path of letters"),
    ],
)
def test_half_a_description_of_the_keeper_is_named(variables: dict[str, str], words: str) -> None:
    with pytest.raises(EnvInvalid) as refused:
        source.supplied(REST | variables)
    assert words in str(refused.value)


def test_production_takes_secrets_from_its_environment_only_when_somebody_decided_so() -> None:
    with pytest.raises(EnvInvalid, match="SECRETS_FROM is env"):
        read(GOOD | {"SECRETS_ENV_ACCEPTED": "false"})
    with pytest.raises(EnvInvalid, match="OPENBAO_ADDRESS is not https"):
        read(GOOD | {"SECRETS_FROM": "openbao", "OPENBAO_ADDRESS": "http://bao.internal:8200"})
    read(GOOD | {"SECRETS_FROM": "openbao", "OPENBAO_ADDRESS": "https://bao.internal:8200"})


def test_every_secret_of_the_environment_stands_in_the_table() -> None:
    hidden = {spec.name for spec in fields(Env) if "Secret" in str(spec.type)} - {"secret_key_fallbacks"}
    assert {one.name.replace("-", "_") for one in OF_PROCESSES} == hidden
    assert len(SECRETS) == len({one.name for one in SECRETS})


def test_both_versions_are_accepted_and_one_is_used() -> None:
    now = clock.now()
    changed = {
        name.replace("-", "_"): document.offering(
            next(one for one in OF_PROCESSES if one.name == name).kind.fresh(document), at=now
        )
        for name, document in documents().items()
        if name not in {"smtp-url", "database-url"}
    }
    before = Living.of(read(source.laid(documents(), REST)))
    offered = Living.of(read(source.laid(documents(**changed), REST)))
    switched = Living.of(
        read(source.laid(documents(**{name: one.switching(at=now) for name, one in changed.items()}), REST))
    )

    assert before.SECRET_KEY == offered.SECRET_KEY != switched.SECRET_KEY
    assert (
        {before.SECRET_KEY, switched.SECRET_KEY} == {*offered.SECRET_KEY_FALLBACKS} == {*switched.SECRET_KEY_FALLBACKS}
    )
    assert (before.MASTER_KEYS[0], switched.MASTER_KEYS[0]) == offered.MASTER_KEYS == switched.MASTER_KEYS[::-1]
    assert [1, 2] == [number for number, _ in offered.INDEX_KEYS]
    assert [2, 1] == [number for number, _ in switched.INDEX_KEYS]
    assert before.AUDIT_SIGNING_KEY == offered.AUDIT_SIGNING_KEY != switched.AUDIT_SIGNING_KEY
    assert 2 == len(switched.AUDIT_FORMER_KEYS)
    assert before.VALKEY_LOGIN == offered.VALKEY_LOGIN != switched.VALKEY_LOGIN


def test_the_public_half_of_a_seed_that_is_gone_is_remembered() -> None:
    kind = next(one for one in OF_PROCESSES if one.name == "audit-signing-key").kind
    held = documents()["audit-signing-key"]
    changed = held.offering(kind.fresh(held), at=clock.now()).switching(at=clock.now())
    gone = changed.retiring(remember=kind.remembered(changed))
    assert 1 == len(gone.former)
    assert gone.former[0] in kind.laid(gone, {"AUDIT_FORMER_KEYS": "older"})["AUDIT_FORMER_KEYS"].split(",")
    assert "older" in kind.laid(gone, {"AUDIT_FORMER_KEYS": "older"})["AUDIT_FORMER_KEYS"].split(",")


def test_the_two_logins_of_the_database_take_turns() -> None:
    kind = next(one for one in OF_PROCESSES if one.name == "database-url").kind
    held = first(Secret("postgresql://assay_a:old@db.internal:5432/assay?sslmode=verify-full"), at=None)
    there = kind.fresh(held).reveal()
    assert there.startswith("postgresql://assay_b:")
    assert there.endswith("@db.internal:5432/assay?sslmode=verify-full")
    assert kind.fresh(first(Secret(there), at=None)).reveal().startswith("postgresql://assay_a:")
    with pytest.raises(ValueError, match="has no counterpart"):
        kind.fresh(first(Secret("postgresql://assay:old@db/assay"), at=None))


def test_what_a_process_knows_stays_when_its_keeper_goes_away(tmp_path: Path) -> None:
    file = tmp_path / "smtp"
    file.write_text("smtp://before:25")
    names = {name: os.environ[name] for name in os.environ if name in example_file()}
    try:
        source.supplied(names | {"SMTP_URL_FILE": str(file)})
        file.write_text("smtp://after:25")
        assert source.ask_again()
        assert "smtp://after:25" == source.held().documents["smtp-url"].used.value.reveal()
        file.unlink()
        assert not source.ask_again()
        file.mkdir()
        with pytest.raises(VaultAway, match="cannot be read"):
            source.ask_again()
        assert "smtp://after:25" == source.held().documents["smtp-url"].used.value.reveal()
    finally:
        source.supplied(os.environ)


def test_the_description_of_the_keeper_is_read_before_anything_else() -> None:
    assert "env" == read_provision({}).secrets_from
