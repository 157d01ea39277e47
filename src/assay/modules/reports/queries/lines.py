"""Short ways to write lines of a report."""

import re
from collections.abc import Iterable, Mapping

from assay.engine.result import Sentence
from assay.engine.types import Quantity
from assay.modules.reports.types import Line, Number, Pill, Quoted, Span, Structural, Text
from assay.web.sentences import UnknownSlot

_SLOT = re.compile(r"\{\{q:([^{}]+)\}\}")
# The one number in the library's own wording: what people did “in the last 90 days”.
_WORDED = frozenset({"90"})
_DIGIT_RUN = re.compile(r"(\d+)")


def words(text: str) -> Line:
    """Our own words. Raises UnsourcedNumber for a digit that is not part of the library's wording (Q17)."""
    return tuple(Structural(part) if part in _WORDED else Text(part) for part in _DIGIT_RUN.split(text) if part)


def named(text: str) -> Line:
    """The name of a number, of a field or of a step; digits in it are part of the name."""
    return (Structural(text),) if any(character.isdigit() for character in text) else (Text(text),)


def quoted(text: str) -> Line:
    """Words of the founder."""
    return (Quoted(text),) if text else ()


def number(quantity: Quantity | None) -> Line:
    """A number, or a dash where there is none."""
    return (Number(quantity),) if quantity is not None else (Text("–"),)


def spread(quantity: Quantity | None) -> Line:
    """An interval, or a dash where there is none."""
    if quantity is None or quantity.p05 is None or quantity.p95 is None:
        return (Text("–"),)
    return (Number(quantity, is_range=True),)


def pill(verdict: str) -> Line:
    """A verdict by its name."""
    return (Pill(verdict),)


def said(sentence: Sentence | None, quantities: Mapping[str, Quantity]) -> Line:
    """A sentence of the engine with its numbers bound. Raises UnknownSlot for one that is not in the table."""
    if sentence is None:
        return ()
    spans: list[Span] = []
    at = 0
    for slot in _SLOT.finditer(sentence.text):
        spans += words(sentence.text[at : slot.start()])
        spans.append(Number(_known(slot[1], quantities)))
        at = slot.end()
    return (*spans, *words(sentence.text[at:]))


def joined(*lines: Line, by: str = " ") -> Line:
    """Lines behind each other."""
    spans: list[Span] = []
    for line in lines:
        if line:
            spans += [*([Text(by)] if spans else []), *line]
    return tuple(spans)


def all_of(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line)


def _known(name: str, quantities: Mapping[str, Quantity]) -> Quantity:
    try:
        return quantities[name]
    except KeyError:
        raise UnknownSlot(name) from None
