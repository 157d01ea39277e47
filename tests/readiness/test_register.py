"""The committed register: all 265 items, honest evidence, a floor that only rises."""

import ast
import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from assay.modules.readiness import queries
from assay.modules.readiness.providers.configuration import assertions
from assay.modules.readiness.types import Evidence, Kind

ROOT = Path(__file__).resolve().parents[2]
ITEMS = [item for section in queries.assessment().sections for group in section.groups for item in group.items]
PER_SECTION = {1: 40, 2: 17, 3: 26, 4: 27, 5: 19, 6: 17, 7: 27, 8: 23, 9: 26, 10: 13, 11: 15, 12: 15}


def test_the_assessment_has_its_265_leaves() -> None:
    assert 265 == len(ITEMS)
    assert 265 == len({item.id for item in ITEMS})
    assert PER_SECTION == Counter(int(item.id.split(".")[0]) for item in ITEMS)


def test_only_leaves_are_items() -> None:
    ids = {item.id for item in ITEMS}

    assert [] == [each for each in ids if any(other != each and other.removeprefix(each).isalpha() for other in ids)]


def test_every_item_stands_in_its_section_and_group() -> None:
    for section in queries.assessment().sections:
        for group in section.groups:
            assert group.number.startswith(f"{section.number}.")
            assert [] == [item.id for item in group.items if not item.id.startswith(group.number)]


@pytest.mark.parametrize("evidence", queries.register(), ids=lambda evidence: evidence.id)
def test_what_evidence_rests_on_exists(evidence: Evidence) -> None:
    missing = [target for target in evidence.run if not _exists(evidence.kind, target)]

    assert [] == missing


def _exists(kind: Kind, target: str) -> bool:
    if kind is Kind.TEST:
        file, _, name = target.partition("[")[0].partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        return name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    if kind is Kind.CONFIGURATION:
        return target in assertions
    if kind is Kind.PROBE:
        return target.startswith("/")
    return kind is Kind.DRILL or (ROOT / target).is_file()


def test_the_floor_names_items_that_have_evidence() -> None:
    proved = {item for evidence in queries.register() for item in evidence.proves}

    assert set() == set(queries.floor().items) - proved


def test_the_floor_only_rises() -> None:
    path = queries.FLOOR.relative_to(ROOT)
    shown = subprocess.run(["git", "show", f"HEAD:{path}"], cwd=ROOT, check=False, capture_output=True, text=True)
    if shown.returncode:
        pytest.skip("not a checkout with history")

    assert set() == set(json.loads(shown.stdout)["items"]) - set(queries.floor().items)
