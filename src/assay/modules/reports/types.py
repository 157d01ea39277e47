"""The document model. Plain text with a digit in it cannot be built: a number is bound, structural or quoted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from assay.engine.types import Quantity


class UnsourcedNumber(ValueError):
    """Plain text carries a digit; bind it to a quantity, or say that it is structural or quoted (Q17)."""


@dataclass(frozen=True, slots=True)
class Text:
    """Our own words, without digits."""

    kind: ClassVar = "text"
    text: str

    def __post_init__(self) -> None:
        if any(character.isdigit() for character in self.text):
            raise UnsourcedNumber(self.text)


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as people read it; ``is_range`` shows its interval instead of its value."""

    kind: ClassVar = "number"
    quantity: Quantity
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class Structural:
    """A token that numbers the document itself: a date, a section, a version, a row, a checksum."""

    kind: ClassVar = "structural"
    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the founder or of a cited work, digits and all; shown as theirs."""

    kind: ClassVar = "quoted"
    text: str


@dataclass(frozen=True, slots=True)
class Pill:
    """A verdict by its name."""

    kind: ClassVar = "pill"
    verdict: str


type Span = Text | Number | Structural | Quoted | Pill
type Line = tuple[Span, ...]


class Tone(StrEnum):
    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    line: Line
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    kind: ClassVar = "items"
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``head`` names the columns; the first cell of a row is its heading. ``dim`` lists rows to show faintly."""

    kind: ClassVar = "table"
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    dim: frozenset[int] = frozenset()

    @property
    def numeric(self) -> frozenset[int]:
        """The columns that hold nothing but numbers: they are aligned at their end."""
        return frozenset(i for i in range(1, len(self.head)) if all(_is_bare_number(row[i]) for row in self.rows))


def _is_bare_number(line: Line) -> bool:
    return all(isinstance(span, Number) or (isinstance(span, Text) and span.text.strip() in "–≥≤") for span in line)


class Cells(Protocol):
    """The numbers of a picture as a table."""

    @property
    def headers(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> tuple[tuple[str, ...], ...]: ...


class Drawing(Protocol):
    """A picture for the page and one for paper, with its sentence, its table and the ids of what it draws."""

    @property
    def svg(self) -> str: ...
    @property
    def print_svg(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def table(self) -> Cells: ...
    @property
    def sources(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    kind: ClassVar = "picture"
    title: str
    figure: Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What a headline rests on: share by provenance kind."""

    kind: ClassVar = "mix"
    of: Quantity
    shares: tuple[tuple[str, Quantity], ...]


type Block = Paragraph | Items | Table | Picture | Mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    number: int
    slug: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of one run. ``quantities`` is the table of every number in it, in the order of their ids."""

    run_id: UUID
    idea_name: str
    sentence: str
    verdict: str
    made_at: datetime
    sections: tuple[Section, ...]
    quantities: tuple[Quantity, ...]
    is_sample: bool = False
