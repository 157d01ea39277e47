"""The map of OWASP ASVS: each requirement of levels 1 and 2 once, and no word about evidence that is not there."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from assay.modules.readiness.providers.configuration import assertions
from tools import asvs
from tools.asvs import Requirement

PER_CHAPTER = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
PER_LEVEL = {1: 70, 2: 183}
PROVEN = "tests/architecture/test_asvs.py::test_the_map_rests_on_what_exists"
GOOD = Requirement(id="V1.2.4", level=1, about="statements", state="met", by=(PROVEN,))


def found(*requirements: Requirement, root: Path) -> list[str]:
    return list(asvs.faults(requirements, root=root, assertions=assertions))


def test_every_requirement_of_levels_1_and_2_stands_there_once(root: Path) -> None:
    every = asvs.load(root / asvs.DATA)
    ids = (root / "docs/compliance/asvs-ids.txt").read_text(encoding="utf-8").split("\n")

    assert [line for line in ids if line] == [f"{each.id} {each.level}" for each in every]  # TOML refuses an id twice
    assert PER_LEVEL == Counter(each.level for each in every)
    assert PER_CHAPTER == Counter(each.place[0] for each in every)


def test_the_map_rests_on_what_exists(root: Path) -> None:
    assert [] == found(*asvs.load(root / asvs.DATA), root=root)


def test_the_page_is_the_one_of_the_data(root: Path) -> None:
    committed = (root / asvs.PAGE).read_text(encoding="utf-8")

    assert committed == asvs.page(asvs.load(root / asvs.DATA)), "run `make regenerate`"


def test_evidence_that_vanished_is_caught(root: Path) -> None:
    assert [] == found(GOOD, root=root)
    for gone in (
        "tests/architecture/test_asvs.py::test_that_was_renamed",
        "tests/architecture/test_that_was_moved.py::test_the_map_rests_on_what_exists",
        "tests/architecture/test_asvs.py",
        "configuration:no-such-assertion",
        "document:docs/no-such-page.md",
        "probe:nowhere",
        "because we say so",
    ):
        assert [f"V1.2.4: {gone} is not there"] == found(replace(GOOD, by=(PROVEN, gone)), root=root)


def test_an_entry_that_says_too_little_is_caught(root: Path) -> None:
    assert ["V1.2.4: evidence and state do not fit"] == found(replace(GOOD, by=()), root=root)
    for state in ("gap", "outside"):
        silent = replace(GOOD, state=state, by=())
        assert ["V1.2.4: a note has to say what is missing"] == found(silent, root=root)
        assert [] == found(replace(silent, note="not built yet"), root=root)
    assert ["V1.2.4: nothing says what it is about"] == found(replace(GOOD, about=""), root=root)
    odd = replace(GOOD, state="nearly", by=(), note="soon")
    assert ["V1.2.4: 'nearly' is no state"] == found(odd, root=root)
