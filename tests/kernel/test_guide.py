"""The examples of the guides for programs, run as they stand there, against a real web process."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assay.modules.identity.api import Role, admit
from assay.modules.identity.models import Invitation
from assay.modules.identity.policy import MOST_PER_MINUTE, checksum, is_key
from assay.sandbox.codehost.host import has_checksum
from tests.identity.make import person
from tests.identity.programs import Holder, program
from tests.identity.sharing import team
from tests.kernel.conftest import free_port

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guide"
GUIDE = (GUIDES / "api.md").read_text(encoding="utf-8")
OF_WORKSPACE = (GUIDES / "api-workspace.md").read_text(encoding="utf-8")
SCOPES = ("keys:read", "keys:write", "reports:read")
MANAGES = ("members:read", "members:write")


def block(heading: str, language: str, *, guide: str = GUIDE) -> str:
    """The first example in a language under a heading."""
    found = re.search(rf"{re.escape(heading)}\n.*?```{language}\n(.*?)```", guide, flags=re.DOTALL)
    assert found
    return found[1]


def test_the_vectors_of_the_guide_are_those_of_the_code() -> None:
    vectors = re.findall(r"^\| `(assay_live_\w+)` \| `(\w{6})` \|$", GUIDE, flags=re.MULTILINE)

    assert 2 == len(vectors)
    for body, check in vectors:
        assert check == checksum(body)
        assert is_key(body + check)
        assert has_checksum(body + check)
        assert not is_key(body + check[::-1])


def test_the_pattern_of_the_guide_finds_keys_and_nothing_shorter() -> None:
    pattern = re.compile(block("### For scanners", "").strip())
    key = "assay_live_000000000000_00000000000000000000000000000000" + "2R9myW"

    assert [key] == pattern.findall(f"x={key}; y={key[:-1]}")


def test_the_limits_of_the_guide_are_those_of_the_code() -> None:
    assert f"| reading | {MOST_PER_MINUTE} a minute | 3,000 | 3,000 |" in GUIDE


@pytest.mark.slow  # starts a web process and the examples
@pytest.mark.django_db(transaction=True)
def test_the_examples_make_a_key_each(serve: Callable[..., Any], tmp_path: Path) -> None:
    port = free_port()
    site = serve(port=port, BASE_URL=f"http://127.0.0.1:{port}")
    who = program(person(), scopes=SCOPES, signs=True)
    known = surroundings(who, port=port, folder=tmp_path)

    for argv in (
        [sys.executable, "-c", block("### In Python", "python")],
        ["sh", "-c", block("### With curl and openssl", "sh")],
    ):
        made = re.search(r"assay_live_\w+", ran(argv, known))
        assert made
        assert is_key(made[0])
        assert 403 == site.get("/api/v1/keys", Authorization=f"Bearer {made[0]}").status, "a key for reports"


@pytest.mark.slow  # starts a web process and the examples
@pytest.mark.django_db(transaction=True)
def test_the_examples_ask_somebody_in_and_change_a_role(serve: Callable[..., Any], tmp_path: Path) -> None:
    port, there = free_port(), team()
    serve(port=port, BASE_URL=f"http://127.0.0.1:{port}")
    mia = person(email="mia@example.org", name="Mia of the example")
    admit(mia.pk, workspace_id=there.workspace_id, role=Role.MEMBER)
    who = program(there.adam, scopes=MANAGES, workspace_id=there.workspace_id, signs=True)
    known = surroundings(who, port=port, folder=tmp_path)

    said = ran([sys.executable, "-c", block("## In Python", "python", guide=OF_WORKSPACE)], known)
    assert "member Mia of the example mia@example.org" in said
    with there.inside():
        (asked_in,) = Invitation.objects.filter(is_waiting=True)
    assert ("nina@example.org", "viewer") == (asked_in.email, asked_in.role)
    assert f"invited {asked_in.pk}" in said

    said = ran(["sh", "-c", block("## With curl and openssl", "sh", guide=OF_WORKSPACE)], known)
    assert f"changed {mia.pk}" in said
    assert "viewer" == there.roles()[mia.pk]


def surroundings(who: Holder, *, port: int, folder: Path) -> dict[str, str]:
    """What the examples are told: where the product is, the key, and where its private half lies."""
    assert who.private
    pem = folder / "signing.pem"
    pem.write_bytes(who.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    known = {"ASSAY_URL": f"http://127.0.0.1:{port}", "ASSAY_KEY": who.token, "ASSAY_SIGNING_KEY": str(pem)}
    return dict(os.environ) | known


def ran(argv: list[str], surroundings: dict[str, str]) -> str:
    """Run an example to its good end, and return what it says."""
    done = subprocess.run(argv, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert 0 == done.returncode, done.stderr
    return done.stdout
