"""The whole way: register, look, judge, show. Breaking one control turns exactly its items red."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import override

import pytest
from django.test import override_settings

from assay.modules.readiness import pages, queries, services
from assay.modules.readiness.errors import RegistryWrong
from assay.modules.readiness.types import Evidence, Floor, Kind, Report, Standing
from tests.readiness import make

EVIDENCE = (
    make.evidence("plan", proves=("5.3.2b", "11.M4"), run=("docs/plan.md",)),
    make.evidence("terms", proves=("6.3.1",), run=("docs/terms.md",)),
    make.evidence("framing", kind=Kind.CONFIGURATION, proves=("1.4.3", "11.H10"), run=("no-framing",)),
    make.evidence("sniffing", kind=Kind.CONFIGURATION, proves=("11.H10",), run=("no-sniffing",)),
)
NO_FLOOR = Floor(items=())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make.document(tmp_path, "docs/plan.md")
    make.document(tmp_path, "docs/terms.md")
    return tmp_path


def assess(root: Path, *, evidence: tuple[Evidence, ...] = EVIDENCE, floor: Floor = NO_FLOOR) -> Report:
    return queries.assess(make.place(root), evidence=evidence, held=floor)


def standings(report: Report, standing: Standing) -> set[str]:
    return {each.item.id for each in report.items if each.standing is standing}


def test_everything_registered_is_proven_and_the_rest_is_open(root: Path) -> None:
    report = assess(root)

    assert {"5.3.2b", "11.M4", "6.3.1", "1.4.3", "11.H10"} == standings(report, Standing.PROVEN)
    assert 260 == len(standings(report, Standing.OPEN))


def test_an_expired_document_turns_exactly_its_items_red(root: Path) -> None:
    make.document(root, "docs/plan.md", expires="2026-11-22")

    report = assess(root)

    assert {"5.3.2b", "11.M4"} == standings(report, Standing.FAILED)
    assert {"6.3.1", "1.4.3", "11.H10"} == standings(report, Standing.PROVEN)


@override_settings(X_FRAME_OPTIONS="SAMEORIGIN")
def test_a_header_taken_away_turns_exactly_its_items_red(root: Path) -> None:
    report = assess(root)

    assert {"1.4.3", "11.H10"} == standings(report, Standing.FAILED)
    assert {"5.3.2b", "11.M4", "6.3.1"} == standings(report, Standing.PROVEN)


def committed(root: Path) -> Report:
    """The committed register, looked at with what this process can prove: settings and documents."""
    evidence = tuple(each for each in queries.register() if each.kind in {Kind.CONFIGURATION, Kind.DOCUMENT})
    return queries.assess(make.place(root), evidence=evidence, held=NO_FLOOR)


def test_a_broken_control_of_the_committed_register_turns_exactly_its_items_red() -> None:
    here = Path(__file__).resolve().parents[2]
    before = standings(committed(here), Standing.PROVEN)
    with override_settings(CSRF_TRUSTED_ORIGINS=["http://localhost:8000"]):
        after = standings(committed(here), Standing.PROVEN)

    resting = {item for each in queries.register() if "no-local-origin" in each.run for item in each.proves}
    assert resting
    assert before & resting == before - after


def test_an_item_of_the_floor_that_breaks_is_named(root: Path) -> None:
    make.document(root, "docs/terms.md", expires="2020-01-01")

    assert ("6.3.1",) == assess(root, floor=Floor(items=("1.4.3", "6.3.1"))).lost


def test_a_wrong_register_is_refused(root: Path) -> None:
    with pytest.raises(RegistryWrong):
        assess(root, evidence=(make.evidence(proves=("99.9",)),))


def test_the_floor_is_written_with_what_is_proven(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "floor.json"

    raised = services.raise_floor(assess(root), file=file)

    assert {"5.3.2b", "11.M4", "6.3.1", "1.4.3", "11.H10"} <= set(raised.items)
    assert list(raised.items) == json.loads(file.read_text(encoding="utf-8"))["items"]


def test_the_table_counts_by_section_and_names_what_needs_a_hand(root: Path) -> None:
    make.document(root, "docs/plan.md", expires="2020-01-01")

    lines = pages.table(assess(root, floor=Floor(items=("5.3.2b",)))).splitlines()

    assert ["all", "3", "2", "0", "260", "265"] == lines[13].split()
    assert any(line.startswith("fails  plan (document, 5.3.2b, 11.M4)") for line in lines)
    assert "Below the floor, which names these: 5.3.2b" == lines[-1]


class Outline(HTMLParser):
    """What a reader of the page meets."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "srcset"}]


def test_the_page_stands_alone_and_shows_every_item(root: Path) -> None:
    html = pages.page(assess(root))
    outline = Outline()
    outline.feed(html)

    assert 12 == outline.tags.count("details")
    assert 265 == html.count("<tr><td>")
    assert [] == outline.links
    assert "script" not in outline.tags
    assert "prefers-color-scheme: dark" in html


def test_the_page_says_nothing_that_evidence_could_inject(root: Path) -> None:
    make.document(root, "docs/<img src=x>.md", expires="2020-01-01")
    evidence = make.evidence(proves=("1.4.3",), run=("docs/<img src=x>.md",))

    html = pages.page(assess(root, evidence=(evidence,)))

    assert "<img" not in html
    assert "&lt;img" in html
