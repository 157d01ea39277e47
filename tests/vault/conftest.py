"""The keepers, each started once."""

from collections.abc import Iterator

import pytest

from tests.vault.keepers import Bao, openbao, secrets_manager


@pytest.fixture(scope="session")
def bao_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """An OpenBao of our own."""
    with openbao(tmp_path_factory.mktemp("bao")) as found:
        yield found


@pytest.fixture
def bao(bao_server: Bao) -> Bao:
    """The same, with nothing in it."""
    bao_server.empty()
    return bao_server


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A stand-in for AWS Secrets Manager."""
    with secrets_manager(tmp_path_factory.mktemp("moto")) as found:
        yield found
