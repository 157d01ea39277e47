"""Whoever can say how near a founder's interests are to each opportunity; the start-up says who (``use``)."""

from typing import Protocol

from assay.engine.discovery import Catalogue
from assay.engine.types import Floats


class InterestReader(Protocol):
    """Compares free text with the catalogue."""

    def likeness(self, text: str, catalogue: Catalogue) -> Floats:
        """Cosine of the text with each entry, shape (entries,)."""
        ...


_in_use: list[InterestReader] = []


def use(reader: InterestReader) -> None:
    """Put a reader in use, in place of any other."""
    _in_use[:] = [reader]


def current() -> InterestReader | None:
    """The reader in use, or None: then the interest area's tags decide."""
    return _in_use[0] if _in_use else None


def similarities(text: str, catalogue: Catalogue) -> Floats | None:
    """Cosine of the text with each entry, shape (entries,); None when nothing was said or nobody can read it."""
    reader = current()
    return reader.likeness(text, catalogue) if reader and text.strip() else None
