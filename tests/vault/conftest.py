"""The keepers, each started once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.keepers import Bao, openbao, secrets_manager

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tools() -> None:
    """What keeps secrets, installed from its lock where it is not yet."""
    subprocess.run([sys.executable, str(ROOT / "scripts" / "extra.py"), "servers"], check=True)


@pytest.fixture(scope="session")
def bao_server(tools: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """An OpenBao of our own."""
    del tools
    with openbao(tmp_path_factory.mktemp("bao")) as found:
        yield found


@pytest.fixture
def bao(bao_server: Bao) -> Bao:
    """The same, with nothing in it."""
    bao_server.empty()
    return bao_server


@pytest.fixture(scope="session")
def aws(tools: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A stand-in for AWS Secrets Manager."""
    del tools
    with secrets_manager(tmp_path_factory.mktemp("moto")) as found:
        yield found
