"""The report on paper: one Typst template, the document as data, a tagged PDF (PDF/UA-1 conventions) out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.kernel.logging import get_logger
from assay.modules.reports.errors import PdfUnavailable
from assay.modules.reports.types import (
    Block,
    Items,
    Line,
    Mix,
    Number,
    Paragraph,
    Picture,
    Pill,
    Report,
    Section,
    Span,
    Table,
)
from assay.web import charts, sentences
from assay.web import format as fmt
from assay.web.words import KINDS, VERDICTS

FONTS: Final = Path(charts.__file__).resolve().parents[1] / "static" / "fonts"
GLYPHLESS: Final = "could not be displayed with font"  # how Typst says it
log = get_logger(__name__)
TEMPLATE: Final = Path(__file__).resolve().parents[1] / "templates" / "reports" / "report.typ"


def to_pdf(report: Report) -> bytes:
    """The tagged PDF of a report; equal reports give equal bytes. Raises PdfUnavailable when it can't be made.

    PDF/UA-1 wants a glyph for every character. Where our fonts have none (Chinese, an emoji), the paper is made without
    that promise, with the machine's fonts as well, and says so: founders get a report in whatever script they write.
    """
    document = _document(report)
    try:
        return _compiled(document, pdf_standards="ua-1", ignore_system_fonts=True)
    except typst.TypstError as error:
        if GLYPHLESS not in str(error):
            raise PdfUnavailable from error
    log.warning("paper without every glyph")
    missing = _("Some characters have no shape in the fonts of this paper. The report's page shows them.")
    try:
        return _compiled({**document, "note": f"{document['note']} {missing}".strip()})
    except typst.TypstError as error:
        raise PdfUnavailable from error


def _compiled(document: Mapping[str, Any], **how: Any) -> bytes:
    told = {"report": json.dumps(document, sort_keys=True)}
    made: bytes = typst.compile(TEMPLATE, font_paths=[FONTS], sys_inputs=told, **how)
    return made


def _document(report: Report) -> dict[str, Any]:
    made = report.made_at
    return {
        "title": report.idea_name,
        "sentence": report.sentence,
        "language": (get_language() or "en").split("-")[0],
        "date": [made.year, made.month, made.day],
        "made": date_format(made, "DATE_FORMAT"),
        "note": _("This is a sample: the idea and its evidence are invented.") if report.is_sample else "",
        "words": {"report": _("Validation report"), "page": _("Page"), "contents": _("Contents")},
        "sections": [_section(section) for section in report.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {"number": section.number, "title": section.title, "blocks": [_block(b) for b in section.blocks]}


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "tone": block.tone, "line": _line(block.line)}
        case Items():
            return {"kind": "items", "lines": [_line(line) for line in block.lines]}
        case Table():
            return _table(block)
        case Picture():
            return {
                "kind": "picture",
                "title": block.title,
                "svg": block.figure.print_svg,
                "sentence": block.figure.sentence,
            }
        case Mix():
            return _mix(block)


def _table(block: Table) -> dict[str, Any]:
    rows = [{"cells": [_line(cell) for cell in row], "dim": i in block.dim} for i, row in enumerate(block.rows)]
    return {"kind": "table", "title": block.title, "head": list(block.head), "rows": rows}


def _mix(block: Mix) -> dict[str, Any]:
    shares = [
        {"text": sentences.shown(share), "kind": str(KINDS[kind].word), "share": share.value or 0.0}
        for kind, share in block.shares
    ]
    return {"kind": "mix", "title": _("Of what drives this chance:"), "shares": shares}


def _line(line: Line) -> list[dict[str, str]]:
    return [{"kind": span.kind, "text": spoken(span)} for span in line]


def spoken(span: Span) -> str:
    """A span as text, the same words as on the page."""
    match span:
        case Number():
            return _number(span)
        case Pill():
            return str(VERDICTS[span.verdict].word)
        case _:
            return span.text


def _number(span: Number) -> str:
    quantity = span.quantity
    if span.is_range and quantity.p05 is not None and quantity.p95 is not None:
        return fmt.interval(quantity.p05, quantity.p95, quantity.unit)
    return sentences.shown(quantity)
