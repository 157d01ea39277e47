"""The report as page, PDF and JSON, and the promise that no number in it is without a source (Q17)."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import override

import pytest
from django.test import Client
from pypdf import PdfReader

from assay.engine.inputs import IdeaInput
from assay.engine.result import Sentence
from assay.engine.validate import validate
from assay.kernel import wire
from assay.modules.reports.queries.assembly import assemble
from assay.modules.reports.queries.lines import said
from assay.modules.reports.queries.sample import sample_material
from assay.modules.reports.types import Text, UnsourcedNumber

pytestmark = pytest.mark.django_db
DIGITS = re.compile(r"\d")


class Loose(HTMLParser):
    """Collects text with digits that no quantity, structural token or quotation holds."""

    BOUND = frozenset({"data-q", "data-structural", "data-quoted", "data-sources"})
    VOID = frozenset({"meta", "link", "br", "input", "img", "hr", "path", "col", "source"})

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.loose: list[str] = []
        self.inside = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "article" and "report" in (dict(attrs).get("class") or ""):
            self.inside = True
        if tag not in self.VOID:
            self.stack.append((tag, bool(names & self.BOUND)))

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A self-closed element holds no text."""

    @override
    def handle_endtag(self, tag: str) -> None:
        while self.stack:
            name, _ = self.stack.pop()
            if name == tag:
                break
        if tag == "article":
            self.inside = False

    @override
    def handle_data(self, data: str) -> None:
        if self.inside and DIGITS.search(data) and not any(is_bound for _, is_bound in self.stack):
            self.loose.append(data.strip())


def loose_numbers(html: str) -> list[str]:
    parser = Loose()
    parser.feed(html)
    return parser.loose


def test_q17_every_number_of_the_sample_has_a_source() -> None:
    html = Client().get("/sample/").content.decode()

    assert [] == loose_numbers(html)


def test_q17_the_check_itself_notices_an_unsourced_number() -> None:
    html = Client().get("/sample/").content.decode().replace("</article>", "<p>Success: 93%</p></article>", 1)

    assert ["Success: 93%"] == loose_numbers(html)


def test_q17_plain_text_with_a_digit_can_not_be_built() -> None:
    with pytest.raises(UnsourcedNumber):
        Text("93% of founders succeed")


def test_q17_every_bound_number_is_in_the_table_of_sources() -> None:
    html = Client().get("/sample/").content.decode()
    bound = {name.split(":")[0] for names in re.findall(r'data-q="([^"]*)"', html) for name in names.split()}
    listed = {quantity["id"] for quantity in json.loads(Client().get("/sample.json").content)["quantities"]}

    assert bound
    assert bound <= listed


def test_the_pdf_is_tagged_and_named_and_says_what_the_page_says() -> None:
    answer = Client().get("/sample.pdf")
    reader = PdfReader(BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in reader.pages)

    assert "application/pdf" == answer["Content-Type"]
    root = reader.root_object
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert "en" == str(root["/Lang"])
    assert reader.metadata is not None
    assert "Shift swap for cafés" == reader.metadata.title
    for section in ("Verdict", "Evidence", "What must be true", "Every number and its source", "Method and limits"):
        assert section in text


def test_the_same_report_gives_the_same_bytes() -> None:
    for name in ("/sample.pdf", "/sample.json"):
        assert Client().get(name).content == Client().get(name).content


def test_the_sample_is_for_everybody_and_says_that_it_is_one() -> None:
    page = Client().get("/sample/").content.decode()

    assert "The idea and its evidence are invented" in page


@pytest.mark.parametrize("example", sorted(Path("examples").glob("*.json")), ids=lambda path: path.stem)
def test_q17_the_engine_writes_no_number_into_its_sentences(example: Path) -> None:
    answers = wire.load(IdeaInput, json.loads(example.read_text(encoding="utf-8")))

    report = assemble(replace(sample_material(), answers=answers, result=validate(answers, draws=1_024)))

    assert answers.name == report.idea_name  # a loose digit would have raised UnsourcedNumber on the way


def test_q17_a_sentence_with_a_loose_number_breaks_the_build() -> None:
    with pytest.raises(UnsourcedNumber):
        said(Sentence(code="planted", text="93% of founders succeed"), {})
