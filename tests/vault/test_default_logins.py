"""Addresses that stand in no process's settings (of the owner, of who changes passwords) are held to the same rules."""

from typing import Any

import pytest
from django.conf import LazySettings

from assay.config.commands.migrate import OWNER
from assay.config.vault import outside
from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import first
from assay.launch.trouble import Trouble

DATABASE = "postgresql://{}@db.internal/assay?sslmode={}"
CHANGING: list[tuple[Any, str, str]] = [
    (outside.PostgresAdmin(), DATABASE.format("postgres:postgres", "verify-full"), "no password of its own"),
    (outside.PostgresAdmin(), DATABASE.format("rotation:word-of-these-tests", "require"), "sslmode=verify-full"),
    (outside.Valkey(), "rediss://default:foobared@cache.internal", "no password of its own"),
    (outside.Valkey(), "redis://default:word-of-these-tests@cache.internal", "does not ask for TLS"),
    (outside.Valkey(), "valkeys://x:word-of-these-tests@cache.internal?ssl_cert_reqs=none", "Leave out every ssl_"),
]


@pytest.mark.parametrize(("part", "address", "words"), CHANGING)
def test_who_changes_passwords_comes_in_with_none_that_software_brings(
    part: Any, address: str, words: str, settings: LazySettings
) -> None:
    """Refused before a line is opened: the sockets of tests reach nobody by these names."""
    settings.IS_PRODUCTION = True

    with pytest.raises(Trouble, match=words) as refused:
        part.admit(first(Secret(address), at=clock.now()))
    assert "Nothing was changed" in str(refused.value)
    assert "foobared" not in str(refused.value)


def test_the_owner_does_neither(settings: LazySettings) -> None:
    weak = Secret(DATABASE.format("assay:assay", "verify-full"))
    outside.refuse_unsafe(OWNER, weak)  # development

    settings.IS_PRODUCTION = True
    with pytest.raises(Trouble, match=rf"{OWNER} carries no password of its own"):
        outside.refuse_unsafe(OWNER, weak)
    outside.refuse_unsafe(OWNER, Secret(DATABASE.format("assay:word-of-these-tests", "verify-full")))
