"""The tree under check, read and parsed once for all tests of this folder."""

from pathlib import Path

import pytest

from tools.rules.source import Source, read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sources() -> tuple[Source, ...]:
    return read(ROOT)
