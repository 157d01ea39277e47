"""The committed pictures of the code are the code's: a changed interface or personal field is seen in review."""

import json
from pathlib import Path

from tools import limits, regenerate

AGAIN = "differs from the code; look at the change, then run `make regenerate`"


def test_the_committed_interface_is_the_one_that_is_served(root: Path) -> None:
    committed = json.loads((root / regenerate.API).read_text(encoding="utf-8"))

    assert json.loads(regenerate.api()) == committed, f"{regenerate.API} {AGAIN}"


def test_the_interface_is_described_the_same_each_time() -> None:
    assert regenerate.api() == regenerate.api()


def test_the_committed_personal_fields_are_those_of_the_tables(root: Path) -> None:
    committed = (root / regenerate.PERSONAL_FIELDS).read_text(encoding="utf-8")

    assert committed == regenerate.personal_fields(), f"{regenerate.PERSONAL_FIELDS} {AGAIN}"


def test_the_committed_page_of_who_may_do_what_is_drawn_from_the_table(root: Path) -> None:
    committed = (root / regenerate.ACCESS).read_text(encoding="utf-8")

    assert committed == regenerate.access(), f"{regenerate.ACCESS} {AGAIN}"


def test_the_committed_page_of_limits_is_the_one_the_code_keeps(root: Path) -> None:
    committed = (root / limits.PAGE).read_text(encoding="utf-8")

    assert committed == limits.page(), f"{limits.PAGE} {AGAIN}"
    assert "| `POST /api/v1/discovery-runs` | `api.runs` | 20 a minute | person |" in committed
    assert "| `/app/settings/workspace/" in committed


def test_the_interface_says_its_version_of_openapi() -> None:
    assert json.loads(regenerate.api())["openapi"].startswith("3.1")
