"""Rebuild the catalogue's stored sentence vectors after an entry's words have changed.

Run ``python -m assay.config.catalogue_vectors``; a test says when it is due.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assay.engine.discovery import entry_text
from assay.engine.discovery.reading import VECTORS, load_entries
from assay.engine.types import Floats
from assay.modules.discovery.providers import minilm


def build() -> NDArray[np.float16]:
    """One unit vector per entry in the order of ids: half its title and promise, half the mean of its aliases."""
    encoder = minilm.load()
    entries = load_entries()
    told = encoder.encode([entry_text(entry) for entry in entries])
    also = encoder.encode([alias for entry in entries for alias in entry.aliases])
    starts = np.cumsum([0, *(len(entry.aliases) for entry in entries[:-1])])
    return _unit(told + _unit(np.add.reduceat(also, starts, axis=0))).astype(np.float16)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def main() -> None:
    """Write the vectors where the catalogue is read from."""
    np.save(Path(str(VECTORS)), build(), allow_pickle=False)


if __name__ == "__main__":
    main()
