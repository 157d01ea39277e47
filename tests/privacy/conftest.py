"""Each test has a witness of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def witness(tmp_path: Path) -> Iterator[Path]:
    """Let what leaves the house go to a folder of this test, and return it."""
    with override_settings(AUDIT_WITNESS=(tmp_path / "witness").as_uri()):
        yield tmp_path / "witness"
