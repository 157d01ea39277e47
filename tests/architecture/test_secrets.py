"""No secret is committed; each known shape of one is caught, and what is caught is never repeated."""

from pathlib import Path

import pytest

from tools import secrets_scan

# Put together here, so that this file does not hold what it looks for.
PLANTS = {
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "an AWS key": "AKIA" + "Q3EGRIPZ5TZLDHWX",
    "a Stripe key": "sk_live_" + "51Hx2aKq9ZbVnM7cRtYe",
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "a Slack token": "xoxb-" + "123456789012-abcdefghijkl",
    "a Google key": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "a signed token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0In0" + ".dozjgNryP4J3jVmN",
    "a key of an AI service": "sk-" + "abcdefghijklmnopqrstuvwxyz0123456789",
}


@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_secret_is_caught_and_not_repeated(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text(f"x = 1\nkey = '{PLANTS[kind]}'\n", encoding="utf-8")

    found = list(secrets_scan.scan([file]))

    assert [f"{file}:2 looks like {kind}"] == found


def test_an_invented_one_says_so(tmp_path: Path) -> None:
    file = tmp_path / "test_keys.py"
    file.write_text(f"key = '{PLANTS['an AWS key']}'  # invented\n", encoding="utf-8")

    assert [] == list(secrets_scan.scan([file]))


def test_every_shape_has_a_plant() -> None:
    assert set(secrets_scan.SHAPES) == set(PLANTS)


def test_no_secret_stands_in_the_repository(root: Path) -> None:
    assert [] == list(secrets_scan.scan(secrets_scan.tracked(root)))


def test_every_commit_is_scanned_where_the_hooks_are_installed(root: Path) -> None:
    hooks = (root / ".pre-commit-config.yaml").read_text(encoding="utf-8")

    assert "-m tools.secrets_scan" in hooks
