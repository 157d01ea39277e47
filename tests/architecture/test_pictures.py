"""The committed pictures of the code are the code's: a changed interface or personal field is seen in review."""

import json
from pathlib import Path

from tools import asvs, fields, limits, regenerate

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


def test_the_committed_page_of_fields_is_the_one_the_code_keeps(root: Path) -> None:
    committed = (root / regenerate.FIELDS).read_text(encoding="utf-8")

    assert committed == regenerate.fields(root), f"{regenerate.FIELDS} {AGAIN}"
    assert "| NoteIn | `body` | string to 10,000, like" in committed
    assert "| NoteForm | `body` | text, to 10,000 |" in committed


def test_a_rule_about_fields_names_tests_that_stand(root: Path) -> None:
    every = [rule for rules in fields.rules(root).values() for rule in rules]

    assert len(every) > 25
    assert [] == [rule.fields for rule in every if not rule.by or not rule.says]
    named = {test for rule in every for test in rule.by}
    assert set() == {test for test in named if not asvs.exists(test, root=root, assertions=frozenset())}


def test_the_interface_says_its_version_of_openapi() -> None:
    assert json.loads(regenerate.api())["openapi"].startswith("3.1")
