"""What was broken on purpose is remembered by item, and shown where its evidence is."""

import json
from pathlib import Path

from assay.modules.readiness import pages, queries
from assay.modules.readiness.providers import breaks
from assay.modules.readiness.providers.breaks import Seen
from assay.modules.readiness.types import Floor
from tests.readiness import make

OLD, NEW = "2026-11-20T12:00:00+00:00", "2026-11-23T12:00:00+00:00"


def seen(name: str, *items: str, at: str = NEW, passed: bool = True) -> Seen:
    return Seen(id=name, items=items, at=at, passed=passed)


def kept(root: Path, *all_seen: Seen, register: tuple[str, ...] = ("one", "two", "three")) -> Path:
    file = make.place(root).breaks
    breaks.save(file, all_seen, register=register)
    return file


def test_each_break_is_kept_as_it_was_seen_last_and_forgotten_with_its_entry(tmp_path: Path) -> None:
    kept(tmp_path, seen("one", "1.1.1", at=OLD), seen("two", "1.1.1", at=OLD), seen("three", "1.4.3", at=OLD))
    file = kept(tmp_path, seen("one", "1.1.1", passed=False), register=("one", "two"))

    assert [("one", NEW, False), ("two", OLD, True)] == [(one.id, one.at, one.passed) for one in breaks.load(file)]
    assert ["one", "two"] == [one["id"] for one in json.loads(file.read_text())["breaks"]]


def test_the_report_says_of_each_item_how_often_its_evidence_turned_red_and_since_when(tmp_path: Path) -> None:
    kept(tmp_path, seen("one", "1.1.1", at=OLD), seen("two", "1.1.1", "1.4.3"), seen("three", "1.4.3", passed=False))
    report = queries.assess(make.place(tmp_path), evidence=(), held=Floor(items=()))

    broken = {each.item.id: each.broken for each in report.items if each.broken}
    assert {"1.1.1": (2, 2), "1.4.3": (2, 1)} == {item: (one.planted, one.red) for item, one in broken.items()}
    assert "Broken on purpose: evidence of 1 of 2 items turned red each time, all since 2026-11-20." in pages.table(
        report
    )
    page = pages.page(report)
    assert "Broken on purpose 2 times: its evidence turned red each time, since 20 November 2026." in page
    assert '<strong class="failed">1 time</strong>, since 23 November 2026.' in page


def test_without_a_run_nothing_is_said(tmp_path: Path) -> None:
    report = queries.assess(make.place(tmp_path), evidence=(), held=Floor(items=()))

    assert "Broken on purpose" not in pages.table(report) + pages.page(report)
