"""The last resort without sentence vectors: pieces of words shared with an entry's title, promise and aliases."""

import re
from collections import Counter
from functools import lru_cache
from math import log

import numpy as np

from assay.engine.discovery import Catalogue, Entry, entry_text
from assay.engine.types import Floats

_WORD = re.compile(r"[^\W\d_]{3,}")
_PIECE = 4  # letters; long enough to mean something, short enough to survive endings
_FULL = 0.6  # a likeness this high counts as full interest; shared pieces rarely exceed a third of a text
_TYPICAL_BEST = 0.35


class WordingReader:
    """Weighs shared word pieces by how few entries have them (inverse document frequency), then takes the cosine."""

    def likeness(self, text: str, catalogue: Catalogue) -> Floats:
        """Cosine-like likeness per entry, stretched to the range sentence vectors use."""
        index = _index(catalogue)
        counts = Counter(_pieces(text))
        weights = {piece: (1 + log(count)) * index.rarity.get(piece, 0.0) for piece, count in counts.items()}
        length = sum(weight**2 for weight in weights.values()) ** 0.5 or 1.0
        shared = [sum(weights.get(piece, 0.0) * weight for piece, weight in row.items()) for row in index.rows]
        return np.minimum(np.array(shared) / length * (_FULL / _TYPICAL_BEST), 1.0)


class _Index:
    def __init__(self, catalogue: Catalogue) -> None:
        documents = [Counter(_pieces(_document(entry))) for entry in catalogue.entries]
        spread = Counter(piece for document in documents for piece in document)
        self.rarity = {piece: log((1 + len(documents)) / (0.5 + count)) for piece, count in spread.items()}
        self.rows = [self._row(document) for document in documents]

    def _row(self, document: Counter[str]) -> dict[str, float]:
        row = {piece: (1 + log(count)) * self.rarity[piece] for piece, count in document.items()}
        length = sum(weight**2 for weight in row.values()) ** 0.5 or 1.0
        return {piece: weight / length for piece, weight in row.items()}


@lru_cache(maxsize=2)
def _index(catalogue: Catalogue) -> _Index:
    return _Index(catalogue)


def _document(entry: Entry) -> str:
    return " ".join((entry_text(entry), entry.buyer.role, entry.workaround, *entry.aliases))


def _pieces(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return [piece for word in words for piece in _cut(f" {word} ")] + words


def _cut(word: str) -> list[str]:
    return [word[start : start + _PIECE] for start in range(max(len(word) - _PIECE + 1, 1))]
